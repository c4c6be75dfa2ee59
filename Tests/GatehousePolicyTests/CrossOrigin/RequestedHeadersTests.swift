import Testing

@testable import GatehousePolicy

@Suite("Names of headers that a page wants to send")
struct RequestedHeadersTests {
    @Test func namesAreKeptOnceWhateverTheirCase() {
        #expect(RequestedHeaders.names(in: Array("X-One, x-one,,X-Two ".utf8)) == ["X-One", "X-Two"])
    }

    /// Each member is work for anybody who asks, also one that was there already.
    @Test func eachMemberCounts() {
        let names = (0..<64).map { "x\($0)" }
        #expect(RequestedHeaders.names(in: Array(names.joined(separator: ",").utf8))?.count == 64)
        #expect(RequestedHeaders.names(in: Array((names + ["x0"]).joined(separator: ",").utf8)) == nil)
        #expect(RequestedHeaders.names(in: Array("a b".utf8)) == nil)
    }
}
