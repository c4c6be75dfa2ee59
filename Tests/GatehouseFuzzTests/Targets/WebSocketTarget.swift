@testable import GatehouseProxy

/// Frames: cut anywhere, the same bytes pass; nothing passes behind a Close or a violation.
enum WebSocketTarget {
    private struct Passage: Equatable {
        var passed = 0
        var hasClosed = false
        var violation: WebSocketViolation?

        init(_ pieces: [[UInt8]], isMasked: Bool, allowsReservedBits: Bool) throws(BrokenProperty) {
            var scanner = WebSocketFrameScanner(isMasked: isMasked, allowsReservedBits: allowsReservedBits)
            var waiting: [UInt8] = []
            for piece in pieces {
                waiting += piece
                let scan = scanner.scan(waiting.span.bytes)
                try hold((0...waiting.count).contains(scan.passed), "more passed than there was")
                passed += scan.passed
                waiting.removeFirst(scan.passed)
                switch scan.end {
                case .more, .frameEnd:
                    let isHeader = waiting.count < WebSocketFrameScanner.maximumHeaderLength
                    try hold(isHeader, "more waits than a header")
                case .closed:
                    hasClosed = true
                    return
                case .violation(let violation):
                    self.violation = violation
                    return
                }
            }
        }
    }

    /// The first byte chooses the direction and whether an extension was agreed upon.
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let choice = input.first ?? 0
        let message = Pieces(Array(input.dropFirst()))
        let isMasked = choice & 1 != 0
        let allowsReservedBits = choice & 2 != 0
        let whole = try Passage([message.whole], isMasked: isMasked, allowsReservedBits: allowsReservedBits)
        let pieced = try Passage(message.pieces, isMasked: isMasked, allowsReservedBits: allowsReservedBits)
        try hold(whole == pieced, "\(whole) at once, in pieces \(pieced)")
    }
}
