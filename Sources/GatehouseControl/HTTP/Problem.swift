import GatehouseJOSE
import HTTPTypes
import Hummingbird

/// Describes a failure to people and programs (RFC 9457).
struct Problem: Sendable {
    let status: HTTPResponse.Status
    /// A stable word for programs.
    let error: String
    /// One sentence for people.
    let detail: String?
    let headers: HTTPFields
    /// What else is told (RFC 9457 §3.2), between the detail and the request's id.
    let extensions: [(name: String, value: JSONValue)]

    init(
        _ status: HTTPResponse.Status,
        word: String,
        detail: String? = nil,
        headers: HTTPFields = [:],
        extensions: [(name: String, value: JSONValue)] = []
    ) {
        self.status = status
        error = word
        self.detail = detail
        self.headers = headers
        self.extensions = extensions
    }

    /// A failure under one of the words that the API's document lists.
    init(_ status: HTTPResponse.Status, _ error: APIErrorCode, detail: String? = nil, headers: HTTPFields = [:]) {
        self.init(status, word: error.rawValue, detail: detail, headers: headers)
    }

    /// The answer; `request_id` is the gate's, so that the failure is found in its log.
    func response(to request: Request) -> Response {
        var headers = headers
        headers[.contentType] = "application/problem+json"
        headers[.cacheControl] = "no-store"
        let body = ByteBuffer(bytes: json(requestID: request.headers[.requestID]).serialized())
        let response = Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
        // RFC 9110 §9.3.2: no content, whatever the answer to HEAD is.
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func json(requestID: String?) -> JSONObject {
        var members: [(String, JSONValue)] = [
            ("type", "about:blank"),
            ("title", .string(status.reasonPhrase)),
            ("status", .integer(Int64(status.code))),
        ]
        if let detail { members.append(("detail", .string(detail))) }
        members.append(("error", .string(error)))
        members += extensions.map { ($0.name, $0.value) }
        if let requestID { members.append(("request_id", .string(JSONText.plain(requestID)))) }
        return JSONObject(members)
    }
}

extension Problem {
    /// The path is unknown here.
    static let notFound = Problem(.notFound, .notFound)
    /// Something broke that is ours to mend.
    static let unexpected = Problem(.internalServerError, .unexpected)

    /// RFC 9110 §15.5.6: the path is known, the method is not.
    static func methodNotAllowed(allow methods: Set<HTTPRequest.Method>) -> Problem {
        Problem(.methodNotAllowed, .methodNotAllowed, headers: [.allow: AllowedMethods.field(methods)])
    }
}
