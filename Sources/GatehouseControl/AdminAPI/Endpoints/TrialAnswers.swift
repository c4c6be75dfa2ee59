import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import HTTPTypes

/// Sends a request through the gate as a client.
enum TrialAnswers {
    static func send(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let client = try await ClientAnswers.client(call)
        let request = try await request(call)
        let token = try await token(of: client, call)
        let answer = try await send(request.with(token: token.text.withExposedValue { $0 }), call)
        return try .json(
            APITrial(scope: token.scope, answer: answer, decision: try await decision(about: answer, call))
        )
    }

    /// The request without its token.
    private static func request(_ call: APICall) async throws(APIFailure) -> TrialRequest {
        let (method, target) = (call.body.text("method") ?? "", call.body.text("target") ?? "")
        var problems: [APIFieldProblem] = []
        if !method.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) {
            problems.append(APIFieldProblem("method", "This is a method in capitals, such as GET."))
        }
        if target.utf8.first != UInt8(ascii: "/") || !target.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            problems.append(APIFieldProblem("target", "This is a path that begins with a slash, as it is sent."))
        }
        let policy = await call.services.applications.standing().policy
        let key = call.body.text("application") ?? ""
        let application = policy.applications.first { $0.key.hasSameBytes(as: key) }
        if application == nil {
            problems.append(.unknown("application", named: key, among: policy.applications.map(\.key)))
        }
        guard problems.isEmpty, let application else { throw .input(problems) }
        return TrialRequest(method: method, authority: authority(of: application), target: target, token: nil)
    }

    /// Host and port of the address under which the application is reached.
    private static func authority(of application: CompiledApplication) -> String {
        let parts = application.publicURL.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 2)
        return parts.count > 1 ? String(Substring(parts[1])) : ""
    }

    /// The client's own token, or the one that it gets when the caller signs in to it.
    private static func token(of client: ClientSummary, _ call: APICall) async throws(APIFailure) -> TrialToken {
        let isOwn = client.grants.contains { $0.hasSameBytes(as: GrantType.clientCredentials.rawValue) }
        guard isOwn || call.caller.person != nil else {
            throw .refused(
                .conflict,
                .needsPerson,
                "People sign in to this client, and who asks is no person.",
                suggestion: "Ask with an access token of a person, or try it in the dashboard."
            )
        }
        guard let id = ClientID(client.clientID) else { throw .unexpected("a client has no id") }
        let asked = call.body["scopes"] == nil ? client.scopes : call.body.texts("scopes")
        do throws(OAuthError) {
            return try await call.services.server.trialToken(
                for: id,
                scope: ScopeSet(asked),
                person: isOwn ? nil : call.caller.person,
                actor: call.caller.actor,
                now: call.now
            )
        } catch {
            throw refusal(error)
        }
    }

    private static func refusal(_ error: OAuthError) -> APIFailure {
        switch error.code {
        case .serverError, .temporarilyUnavailable:
            .refused(.serviceUnavailable, .unavailable, error.description, headers: [.retryAfter: "5"])
        case .invalidScope:
            .input([APIFieldProblem("scopes", error.description)])
        default:
            .refused(.conflict, .noTrial, error.description)
        }
    }

    private static func send(_ request: TrialRequest, _ call: APICall) async throws(APIFailure) -> TrialAnswer {
        do throws(TrialFailure) {
            return try await call.services.trial.send(request)
        } catch {
            throw .refused(.badGateway, .gateUnreachable, error.message)
        }
    }

    private static func decision(
        about answer: TrialAnswer,
        _ call: APICall
    ) async throws(APIFailure) -> RecordedDecision? {
        guard let id = answer.requestID else { return nil }
        return try await call.stored { () async throws(StorageError) in
            try await call.services.decisions.decision(requestID: id)
        }
    }
}

extension TrialRequest {
    fileprivate func with(token: String) -> TrialRequest {
        TrialRequest(method: method, authority: authority, target: target, token: token)
    }
}
