import NIOSSL

/// Says in one word how a handshake ended: the closed set that is counted.
package enum HandshakeResult: String, Sendable, CaseIterable {
    case done
    /// The client closed before its end.
    case closed
    /// It was not whole in time.
    case timeout
    /// The two sides have nothing in common, or a certificate is not good.
    case refused

    init(_ error: any Error) {
        switch error {
        case NIOSSLError.handshakeFailed(.sslError(let causes)) where causes == [.eofDuringHandshake]: self = .closed
        case is NIOSSLError, is BoringSSLError: self = .refused
        default: self = .closed
        }
    }
}

/// Counts how handshakes ended on one event loop.
struct HandshakeCounts {
    private var counts = [UInt64](repeating: 0, count: HandshakeResult.allCases.count)

    mutating func add(_ result: HandshakeResult) {
        guard let index = HandshakeResult.allCases.firstIndex(of: result) else { return }
        counts[index] &+= 1
    }

    var byResult: [HandshakeResult: UInt64] {
        Dictionary(zip(HandshakeResult.allCases, counts)) { first, _ in first }
    }
}
