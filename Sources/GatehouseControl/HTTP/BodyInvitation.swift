import HTTPTypes
import HummingbirdCore
import NIOCore

/// Invites the body of a request that waits for `100 Continue` (RFC 9110 §10.1.1).
///
/// The framework invites nobody, and some clients wait for ever. A body that no site would take is not invited.
enum BodyInvitation {
    private static let limit = APIBody.limit

    /// The responder, answering after the invitation.
    static func before(_ responder: @escaping HTTPChannelHandler.Responder) -> HTTPChannelHandler.Responder {
        { request, writer, channel in
            if isAwaited(request.headers) {
                try await writer.writeInformationalHead(HTTPResponse(status: .continue))
            }
            try await responder(request, writer, channel)
        }
    }

    private static func isAwaited(_ headers: HTTPFields) -> Bool {
        guard headers[.expect]?.lowercased() == "100-continue" else { return false }
        return headers[.contentLength].flatMap { Int($0) }.map { $0 <= limit } ?? true
    }
}
