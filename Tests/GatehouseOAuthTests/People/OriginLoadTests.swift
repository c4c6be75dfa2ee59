import Testing

@testable import GatehouseOAuth

@Suite("How much one network origin has running at once")
struct OriginLoadTests {
    @Test func oneTooManyIsRefusedUntilAnotherHasEnded() {
        let load = OriginLoad(limit: 2)
        #expect((0..<3).map { _ in load.enter("192.0.2.1") } == [true, true, false])
        load.leave("192.0.2.1")
        #expect((0..<2).map { _ in load.enter("192.0.2.1") } == [true, false])
    }

    @Test func originsAreApart() {
        let load = OriginLoad(limit: 1)
        let addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1", ""]
        #expect(addresses.allSatisfy(load.enter))
        #expect(!load.enter("2001:db8::2"))
        #expect(!load.enter("::ffff:192.0.2.1"))
        #expect(!load.enter(""))
    }

    @Test func whoHasNothingRunningIsForgotten() {
        let load = OriginLoad(limit: 2)
        for host in 0..<100 {
            #expect(load.enter("192.0.2.\(host)"))
            #expect(load.enter("192.0.2.\(host)"))
        }
        for host in 0..<100 {
            load.leave("192.0.2.\(host)")
            load.leave("192.0.2.\(host)")
        }
        #expect(load.count == 0)
        // What was never counted makes no room.
        load.leave("192.0.2.1")
        #expect((0..<3).map { _ in load.enter("192.0.2.1") } == [true, true, false])
    }
}
