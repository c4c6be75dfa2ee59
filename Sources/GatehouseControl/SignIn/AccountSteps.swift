import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension IssuerPages {
    /// Answers a visit to the account of whoever is signed in; everybody else signs in first.
    func account(
        _ visit: Visit,
        _ body: (AccountOverview) -> Response
    ) async -> Response {
        await attempting(visit) { () async throws(OAuthError) in
            guard let overview = try await server.account(visit.browser) else { return signIn(visit) }
            return body(overview)
        }
    }

    /// Shows a failure of the server.
    func attempting(_ visit: Visit, _ body: () async throws(OAuthError) -> Response) async -> Response {
        do throws(OAuthError) {
            return try await body()
        } catch {
            return refusal(AuthorizationRefusal(error: error), at: .account, visit)
        }
    }

    /// Sends who is not signed in to the sign-in page, which leads back to the account.
    func signIn(_ visit: Visit) -> Response {
        visit.redirect(to: PagePath.login)
    }
}

extension AccountChange {
    /// Why it did not happen, as the sign-in page says it; nil for what that page cannot say.
    var refusal: SignInRefusal? {
        switch self {
        case .wrongPassword: .wrong
        case .throttled(let seconds): .throttled(seconds: seconds)
        case .busy: .busy
        case .done, .signedOut, .flaw: nil
        }
    }
}

extension PageNotice {
    /// The password that was typed once more is another.
    static let wrongPassword = fail("That is not your password.", "Nothing was changed. Type it once more.")
}
