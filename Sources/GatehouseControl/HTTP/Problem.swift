import HTTPTypes
import Hummingbird

/// Describes a failure to people and programs (RFC 9457).
struct Problem: Sendable {
    let status: HTTPResponse.Status
    /// A stable word for programs.
    let error: String
    /// What to do about it: fixed text, never echoes input.
    let detail: String?
    var headers: HTTPFields = [:]

    init(_ status: HTTPResponse.Status, error: String, detail: String? = nil, headers: HTTPFields = [:]) {
        self.status = status
        self.error = error
        self.detail = detail
        self.headers = headers
    }

    /// The answer; `request_id` is the gate's, so that the failure is found in its log.
    func response(to request: Request) -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        let response = Response(
            status: status,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: json(requestID: request.headers[.requestID])))
        )
        // RFC 9110 §9.3.2: no content, whatever the answer to HEAD is.
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func json(requestID: String?) -> String {
        var members = [
            #""type":"about:blank""#,
            "\"title\":\"\(JSONText.plain(status.reasonPhrase))\"",
            "\"status\":\(status.code)",
        ]
        if let detail {
            members.append("\"detail\":\"\(JSONText.plain(detail))\"")
        }
        members.append("\"error\":\"\(error)\"")
        if let requestID {
            members.append("\"request_id\":\"\(JSONText.plain(requestID))\"")
        }
        return "{" + members.joined(separator: ",") + "}"
    }
}

extension Problem {
    /// The path is unknown here.
    static let notFound = Problem(.notFound, error: "not_found")
    /// Something broke that is ours to mend.
    static let unexpected = Problem(.internalServerError, error: "internal_error")

    /// RFC 9110 §15.5.6: the path is known, the method is not.
    static func methodNotAllowed(allow methods: Set<HTTPRequest.Method>) -> Problem {
        Problem(
            .methodNotAllowed,
            error: "method_not_allowed",
            headers: [.allow: AllowedMethods.field(methods)]
        )
    }
}
