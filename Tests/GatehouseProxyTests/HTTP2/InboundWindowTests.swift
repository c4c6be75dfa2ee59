import Testing

@testable import GatehouseProxy

@Suite("How far a client may send ahead")
struct InboundWindowTests {
    @Test func aWindowIsOpenedAgainWhenHalfOfItIsGone() {
        var window = InboundWindow(target: 100, open: 100)
        #expect(window.increment(holding: 0) == nil)
        window.set(open: 51)
        #expect(window.increment(holding: 0) == nil)
        window.set(open: 50)
        #expect(window.increment(holding: 0) == 50)
        window.change(by: 50)
        #expect(window.increment(holding: 0) == nil)
    }

    @Test func whatIsNotTakenKeepsItShut() {
        var window = InboundWindow(target: 100, open: 0)
        #expect(window.increment(holding: 100) == nil)
        #expect(window.increment(holding: 60) == nil)
        #expect(window.increment(holding: 50) == 50)
        // Padding, and what nobody was given, is room again.
        window.set(open: 10)
        #expect(window.increment(holding: 0) == 90)
    }

    @Test func aWindowThatIsWiderThanItsTargetIsLeftAlone() {
        let window = InboundWindow(target: 100, open: 170)
        #expect(window.increment(holding: 0) == nil)
    }
}

@Suite("RFC 9113 §3.4: the preface")
struct HTTP2PrefaceTests {
    @Test func itIsKnownFromItsFirstByteOn() {
        let whole = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
        for count in 0..<whole.count { #expect(HTTP2Preface.match(Array(whole[..<count]).span.bytes) == .beginning) }
        #expect(HTTP2Preface.match(whole.span.bytes) == .whole)
        #expect(HTTP2Preface.match((whole + [0]).span.bytes) == .whole)
        for index in whole.indices {
            var other = whole
            other[index] ^= 1
            #expect(HTTP2Preface.match(other.span.bytes) == .other)
        }
    }
}
