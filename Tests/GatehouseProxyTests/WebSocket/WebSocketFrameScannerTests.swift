import GatehouseTestSupport
import Testing

@testable import GatehouseProxy

@Suite("RFC 6455 §5: the borders of frames")
struct WebSocketFrameScannerTests {
    struct Wrong: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let bytes: [UInt8]
        let violation: WebSocketViolation
        var isMasked = false

        init(_ name: String, _ bytes: [UInt8], _ violation: WebSocketViolation, isMasked: Bool = false) {
            self.testDescription = name
            self.bytes = bytes
            self.violation = violation
            self.isMasked = isMasked
        }
    }

    static let wrong = [
        Wrong("a client's frame without a mask", Frame.plain(Frame.text, "a"), .mask, isMasked: true),
        Wrong("a server's frame with a mask", Frame.masked(Frame.text, "a"), .mask),
        Wrong("reserved bit 1", Frame.bytes(Frame.text, reserved: 0x40), .reservedBits),
        Wrong("reserved bit 2", Frame.bytes(Frame.text, reserved: 0x20), .reservedBits),
        Wrong("reserved bit 3", Frame.bytes(Frame.ping, reserved: 0x10), .reservedBits),
        Wrong("a data opcode without a meaning", Frame.bytes(0x3), .opcode),
        Wrong("the last data opcode", Frame.bytes(0x7), .opcode),
        Wrong("a control opcode without a meaning", Frame.bytes(0xB), .opcode),
        Wrong("the last control opcode", Frame.bytes(0xF), .opcode),
        Wrong("a fragment of no message", Frame.bytes(0x0), .fragmentation),
        Wrong(
            "a message within another",
            Frame.plain(Frame.text, "a", isFinal: false) + Frame.plain(Frame.text, "b"),
            .fragmentation
        ),
        Wrong(
            "a fragment after the last",
            Frame.plain(Frame.text, "a", isFinal: false) + Frame.bytes(0x0) + Frame.bytes(0x0),
            .fragmentation
        ),
        Wrong("a ping in fragments", Frame.bytes(Frame.ping, isFinal: false), .controlFrame),
        Wrong("a ping of 126 bytes", [0x89, 126, 0, 126], .controlFrame),
        Wrong("a Close with half a code", Frame.bytes(Frame.close, [3]), .controlFrame),
        Wrong("125 bytes as two", [0x82, 126, 0, 125], .length),
        Wrong("65,535 bytes as eight", [0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .length),
        Wrong("a length of 64 bits", [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], .length),
        Wrong("an HTTP request", Array("GET / HTTP/1.1\r\n\r\n".utf8), .reservedBits, isMasked: true),
    ]

    @Test(arguments: wrong)
    func aFrameThatBreaksTheRulesDoesNotPass(_ wrong: Wrong) {
        // Whatever comes before it passes.
        let ping = Frame.bytes(Frame.ping, [7], mask: wrong.isMasked ? [0, 0, 0, 0] : nil)
        var scanner = WebSocketFrameScanner(isMasked: wrong.isMasked, allowsReservedBits: false)
        let scan = scanner.scan((ping + wrong.bytes).span.bytes)
        #expect(scan.end == .violation(wrong.violation))
        #expect(scan.passed >= ping.count && scan.passed < ping.count + wrong.bytes.count)
        #expect(!scanner.isInFrame)
    }

    @Test func reservedBitsPassWhereAnExtensionWasAgreedUpon() {
        var scanner = WebSocketFrameScanner(isMasked: false, allowsReservedBits: true)
        let bytes = Frame.bytes(Frame.text, [1, 2], reserved: 0x40)
        let scan = scanner.scan(bytes.span.bytes)
        #expect(scan == .init(passed: bytes.count, end: .more))
    }

    @Test func nothingPassesBehindAClose() {
        var scanner = WebSocketFrameScanner(isMasked: false, allowsReservedBits: false)
        let close = Frame.bytes(Frame.close, [3, 232])
        let scan = scanner.scan((close + Frame.plain(Frame.text, "more")).span.bytes)
        #expect(scan == .init(passed: close.count, end: .closed))
        #expect(scanner.hasClosed)
        let late = scanner.scan(Frame.plain(Frame.text, "late").span.bytes)
        #expect(late == .init(passed: 0, end: .closed))
    }

    @Test(arguments: Seeds.first(150))
    func everyGoodStreamPassesInWhateverPiecesItComes(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let isMasked = seed.isMultiple(of: 2)
        let stream = Array(Frame.conversation(isMasked: isMasked, using: &generator).joined())
        var scanner = WebSocketFrameScanner(isMasked: isMasked, allowsReservedBits: false)
        var waiting: [UInt8] = []
        var passed = 0
        var offset = 0
        while offset < stream.count {
            let size = [1, 2, 7, 100, 70_000].randomElement(using: &generator) ?? 1
            waiting += stream[offset..<min(offset + size, stream.count)]
            offset += size
            let scan = scanner.scan(waiting.span.bytes)
            #expect(scan.end == .more)
            passed += scan.passed
            waiting.removeFirst(scan.passed)
            #expect(waiting.count < WebSocketFrameScanner.maximumHeaderLength)
        }
        #expect(passed == stream.count)
        #expect(!scanner.isInFrame)
    }

    @Test(arguments: Seeds.first(50))
    func itStopsAtTheEndOfTheFrameUnderWay(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let frames = Frame.conversation(isMasked: false, using: &generator)
        let stream = Array(frames.joined())
        let cut = Int.random(in: 0..<stream.count, using: &generator)
        var ends: [Int] = []
        for frame in frames { ends.append((ends.last ?? 0) + frame.count) }
        var scanner = WebSocketFrameScanner(isMasked: false, allowsReservedBits: false)
        let passed = scanner.scan(Array(stream[..<cut]).span.bytes).passed
        let wasInFrame = scanner.isInFrame
        let rest = scanner.scan(Array(stream[passed...]).span.bytes, stopsAtFrameEnd: true)
        #expect(rest.end == .frameEnd)
        #expect(wasInFrame ? ends.contains(passed + rest.passed) : rest.passed == 0)
    }

    @Test(arguments: Seeds.first(300))
    func noBytesMakeItTrap(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var scanner = WebSocketFrameScanner(isMasked: seed.isMultiple(of: 2), allowsReservedBits: true)
        let heads: [UInt8] = [0x81, 0x82, 0x01, 0x00, 0x80, 0x88, 0x89, 0xFE, 0x7E, 0x7F, 0xFF, 0x00]
        for _ in 0..<50 {
            let bytes = (0..<Int.random(in: 0...20, using: &generator))
                .map { _ in heads.randomElement(using: &generator) ?? 0 }
            let scan = scanner.scan(bytes.span.bytes, stopsAtFrameEnd: Bool.random(using: &generator))
            #expect((0...bytes.count).contains(scan.passed))
        }
    }
}
