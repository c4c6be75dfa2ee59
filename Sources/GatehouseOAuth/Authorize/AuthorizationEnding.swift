/// Ends an authorization request before its time.
enum AuthorizationEnding: Error {
    /// On a page of ours: nobody can be trusted with an answer.
    case refused(AuthorizationRefusal)
    /// With an error for the client.
    case answered(AuthorizationAnswer)

    var step: AuthorizationStep {
        switch self {
        case .refused(let refusal): .refused(refusal)
        case .answered(let answer): .answer(answer)
        }
    }

    static func refused(_ error: OAuthError, clientName: String? = nil) -> AuthorizationEnding {
        .refused(AuthorizationRefusal(error: error, clientName: clientName))
    }

    /// Turns errors into a page.
    static func refusing<Value>(
        clientName: String? = nil,
        _ body: () async throws(OAuthError) -> Value
    ) async throws(AuthorizationEnding) -> Value {
        do {
            return try await body()
        } catch {
            throw .refused(error, clientName: clientName)
        }
    }

    /// Turns errors into an answer for the client.
    static func redirecting<Value>(
        to target: RedirectTarget,
        _ body: () async throws(OAuthError) -> Value
    ) async throws(AuthorizationEnding) -> Value {
        do {
            return try await body()
        } catch {
            throw .answered(target.redirect(error: error))
        }
    }
}
