import AsyncHTTPClient
import GatehouseProxy
import NIOHTTP1

/// Says for people why another server gave no answer.
enum OutboundFailureText {
    /// The cause as part of a sentence.
    static func cause(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: client(error)
        case is HTTPParserError: "its answer is not HTTP"
        case is CancellationError: "it was given up"
        // What nobody has foreseen is better said in any words than in none.
        default: ConnectionFailureText.cause(error) ?? "\(error)"
        }
    }

    private static func client(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout, .getConnectionFromPoolTimeout: "nobody took the connection in time"
        case .tlsHandshakeTimeout: "the TLS handshake took too long"
        case .readTimeout, .deadlineExceeded: "it did not answer in time"
        case .writeTimeout: "it did not take the request in time"
        case .remoteConnectionClosed, .uncleanShutdown: "it closed the connection without a whole answer"
        case .cancelled, .requestStreamCancelled: "it was given up"
        default: "the request failed (\(error.shortDescription))"
        }
    }
}
