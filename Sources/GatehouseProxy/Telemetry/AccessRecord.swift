package import GatehousePolicy

/// Tells what became of one request: exactly one a request, however it ended; two for a WebSocket.
package struct AccessRecord: Sendable {
    /// Of which part of a request's life a record tells.
    package enum Part: Sendable, Equatable {
        case whole
        /// A WebSocket was opened: what was decided, for whoever asks while it is open.
        case opening
        /// A WebSocket has ended: what was carried.
        case ending
    }

    /// Of which part of the request it tells.
    package var part = Part.whole
    /// The request's name, as in `X-Request-Id` and in every refusal; text when a trusted proxy chose it.
    package var requestID: RequestIdentifier
    /// The id that a trusted proxy had given, which stands in place of ours.
    package var foreignRequestID: String?
    /// When the request's head was complete, in Unix milliseconds.
    package var time: Int64
    /// The client's address, without port.
    package var peer: String
    /// As the client sent it.
    package var method: String
    /// The canonical path without the query; empty if the request had none that could be read.
    package var path: String
    /// The application's key; nil if none was chosen.
    package var application: String?
    /// The route as the policy writes it; nil if none matched.
    package var route: String?
    /// The token's client; nil without a token that its issuer vouched for.
    package var client: String?
    /// The token's subject; nil without such a token.
    package var subject: String?
    /// How the gate dealt with it.
    package var reason: DecisionReason
    /// What was wrong in more detail than `reason`, from a closed set of words.
    package var detail: String?
    /// The status that was sent; 0 if the client got none.
    package var status: Int
    /// How the upstream failed, if it did.
    package var upstreamFailure: String?
    /// Bytes of the request's body that came; of a WebSocket all that the client sent.
    package var requestBytes: Int64
    /// Bytes of the response's body; of a WebSocket all that the upstream sent.
    package var responseBytes: Int64
    /// From the complete head to the last byte, in microseconds.
    package var duration: Int64
    /// From the request being sent upstream to its response head, in microseconds; nil if none came.
    package var upstreamDuration: Int64?
    /// What the policy says of the application and the route that decided: references, to explain the decision later.
    package var compiledApplication: CompiledApplication?
    /// Like the application: a reference.
    package var compiledRoute: CompiledRoute?
    /// The facts of the token, if its issuer vouched for it.
    package var token: AdmittedToken?
    /// A token that was presented and that nobody vouches for.
    package var presentedToken: PresentedToken?
}

/// Takes finished requests off the event loops.
package protocol AccessRecording: Sendable {
    /// Called at most every 100 ms for a loop, or when 256 records are waiting; must not block.
    func record(_ batch: [AccessRecord])
}
