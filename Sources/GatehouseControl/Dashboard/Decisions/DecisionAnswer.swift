import GatehouseJOSE
import GatehousePolicy

/// What the caller got, as far as it can be told for certain.
struct DecisionAnswer: Sendable, Equatable {
    /// `403 Forbidden`; nil if the client got no answer.
    let status: String?
    /// The lines of the head that the gate wrote.
    let lines: [String]
    /// What is not shown, and why; nil if all is.
    let note: String?

    /// `application` is the one that decided, if it has not changed since.
    init(_ decision: RecordedDecision, application: CompiledApplication?) {
        guard decision.status != 0 else {
            status = nil
            lines = []
            note = "Nothing: the connection was gone before there was an answer."
            return
        }
        let reason = Self.reasons[decision.status].map { " " + $0 } ?? ""
        status = "\(decision.status)\(reason)"
        guard !["preflight", "preflight_refused"].contains(where: { $0.hasSameBytes(as: decision.reason) }) else {
            lines = ["X-Request-Id: \(decision.requestID)"]
            note = "The Access-Control lines are not shown: the policy may have changed since."
            return
        }
        guard decision.isAnsweredByGate else {
            lines = ["X-Request-Id: \(decision.requestID)"]
            note = "The rest is the application's own answer. Gatehouse passes it on and keeps none of it."
            return
        }
        let challenge = DecisionChallenge(decision, application: application)
        let type = decision.isRefusedCall ? "application/grpc" : "application/problem+json"
        lines =
            [challenge.line].compactMap(\.self) + ["Content-Type: \(type)", "X-Request-Id: \(decision.requestID)"]
        note =
            decision.isRefusedCall ? "A call of gRPC is refused in Grpc-Status: every answer is 200." : challenge.note
    }

    /// RFC 9110 §15, as the gate writes them.
    private static let reasons: [Int: String] = [
        200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 206: "Partial Content",
        301: "Moved Permanently", 302: "Found", 303: "See Other", 304: "Not Modified", 307: "Temporary Redirect",
        400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
        408: "Request Timeout", 409: "Conflict", 413: "Content Too Large", 414: "URI Too Long",
        429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
        501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
        505: "HTTP Version Not Supported",
    ]
}

/// The `WWW-Authenticate` or `Allow` line that the gate wrote, rebuilt from what was recorded.
struct DecisionChallenge: Sendable, Equatable {
    let line: String?
    let note: String?

    private init(_ line: String?, note: String? = nil) {
        self.line = line
        self.note = note
    }

    init(_ decision: RecordedDecision, application: CompiledApplication?) {
        switch decision.reason {
        case "missing_token": self = Self.missing(decision, application)
        case "invalid_token": self = Self.invalid(decision)
        case "insufficient_scope": self = Self.scope(decision)
        case "sign_in_too_old" where decision.status == 401: self = Self.signIn(decision)
        case "invalid_dpop_proof", "use_dpop_nonce":
            self.init(nil, note: "A DPoP challenge stood in WWW-Authenticate; it is not kept.")
        case "method_not_allowed": self = Self.methods(decision, application)
        default: self.init(nil)
        }
    }

    private static func missing(_ decision: RecordedDecision, _ application: CompiledApplication?) -> DecisionChallenge
    {
        guard let application else { return changed }
        let scope = decision.challengeScope.map { ", scope=\(quoted($0))" } ?? ""
        return DecisionChallenge(
            "WWW-Authenticate: Bearer realm=\(quoted(application.key))\(scope), "
                + "resource_metadata=\(quoted(application.resourceMetadataURL))"
        )
    }

    private static func invalid(_ decision: RecordedDecision) -> DecisionChallenge {
        let rejection = TokenRejection.allCases.first { $0.reason.hasSameBytes(as: decision.detail ?? "") }
        guard let rejection, decision.isSurelyBearer else { return eitherScheme }
        return DecisionChallenge(
            "WWW-Authenticate: Bearer error=\"invalid_token\", error_description=\(quoted(rejection.description))"
        )
    }

    private static func scope(_ decision: RecordedDecision) -> DecisionChallenge {
        guard decision.isSurelyBearer else { return eitherScheme }
        let scope = decision.challengeScope.map { ", scope=\(quoted($0))" } ?? ""
        return DecisionChallenge("WWW-Authenticate: Bearer error=\"insufficient_scope\"\(scope)")
    }

    /// RFC 9470 §3.
    private static func signIn(_ decision: RecordedDecision) -> DecisionChallenge {
        let wanted = decision.explanation?.conditions.first { $0.subject.hasSameBytes(as: "sign-in") }?.wanted ?? ""
        let seconds = wanted.utf8.split(separator: UInt8(ascii: " ")).compactMap { Int64(String(Substring($0))) }.first
        guard let seconds, decision.isSurelyBearer else { return eitherScheme }
        return DecisionChallenge(
            "WWW-Authenticate: Bearer error=\"insufficient_user_authentication\", max_age=\"\(max(0, seconds))\""
        )
    }

    private static func methods(_ decision: RecordedDecision, _ application: CompiledApplication?) -> DecisionChallenge
    {
        let choice = application?.route(method: Array(decision.method.utf8).span, path: Array(decision.path.utf8).span)
        guard case .methodNotAllowed(let allow) = choice else {
            return DecisionChallenge(nil, note: "The policy has changed since, so the Allow line is not shown.")
        }
        return DecisionChallenge("Allow: \(allow)")
    }

    private static let changed = DecisionChallenge(
        nil,
        note: "The policy has changed since, so the challenge in WWW-Authenticate is not shown."
    )
    private static let eitherScheme = DecisionChallenge(
        nil,
        note: "A challenge stood in WWW-Authenticate, in the scheme that the request used; that is not kept."
    )

    /// A quoted string (RFC 9110 §5.6.4).
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}

extension RecordedDecision {
    /// RFC 9449 §7.1: a token bound to a key may have come in either scheme, and an unread one in any.
    fileprivate var isSurelyBearer: Bool { token.map { !$0.isBound } ?? false }

    /// The `scope` of a challenge: all scopes by space, of any-of the first (RFC 6750 §3).
    fileprivate var challengeScope: String? {
        let prefix = "one of "
        var scopes: [String] = []
        for condition in explanation?.conditions ?? [] where condition.subject.hasSameBytes(as: "scope") {
            let wanted = condition.wanted.utf8
            let isChoice = wanted.starts(with: prefix.utf8)
            let first = isChoice ? wanted.dropFirst(prefix.utf8.count).prefix { $0 != UInt8(ascii: ",") } : wanted[...]
            let scope = String(Substring(first))
            if !scopes.contains(where: { $0.hasSameBytes(as: scope) }) { scopes.append(scope) }
        }
        return scopes.isEmpty ? nil : scopes.joined(separator: " ")
    }
}
