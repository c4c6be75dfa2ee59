/// Says why a command over the admin socket has no answer.
package enum AdminSocketError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no socket, or nobody listens on it.
    case notRunning
    /// The server refused the connection or this user may not open the socket.
    case notPermitted
    /// The answer is no, and what to do instead.
    case refused(String, suggestion: String?)
    /// The server could not carry the command out.
    case failed(String)
    /// The server has nothing of the kind: it is another version.
    case unknownCommand
    /// The connection broke or what came back was no answer.
    case broken(String)

    /// A sentence for people.
    package var description: String {
        switch self {
        case .notRunning: "no server is running on this data directory"
        case .notPermitted: "the running server belongs to another user"
        case .refused(let message, _), .failed(let message): message
        case .unknownCommand:
            "the running server does not know this command; is it another version than the command line?"
        case .broken(let reason): "the running server did not answer: \(reason)"
        }
    }
}
