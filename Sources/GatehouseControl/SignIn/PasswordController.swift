import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Lets people change their password.
struct PasswordController: Sendable {
    /// What is said beside the fields and above them.
    private struct Problems {
        var notice: PageNotice?
        var current: String?
        var new: String?
        var again: String?
    }

    private static let rules = """
        At least \(PasswordRule.minimumScalars) characters. \
        A few unrelated words are good, and easy to keep in mind.
        """

    let pages: IssuerPages

    /// Answers `GET /account/password`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            await page(Problems(), visit)
        }
    }

    /// Answers `POST /account/password`.
    @Sendable func change(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            let new = fields["new_password"] ?? ""
            guard new.hasSameBytes(as: fields["new_password_again"] ?? "") else {
                return await page(Problems(again: "This is not the same as the one above."), visit, .wrong)
            }
            return await pages.attempting(visit) { () async throws(OAuthError) in
                let change = try await pages.server.changePassword(
                    from: Secret(fields["current_password"] ?? ""),
                    to: Secret(new),
                    browser: visit.browser
                )
                return await answer(change, visit)
            }
        }
    }

    private func answer(_ change: AccountChange, _ visit: Visit) async -> Response {
        switch change {
        case .done:
            return visit.redirect(to: AccountDone.password.location)
        case .signedOut:
            return pages.signIn(visit)
        case .flaw(let flaw):
            return await page(Problems(new: flaw.sentence + " " + flaw.nextStep), visit, .wrong)
        case .wrongPassword:
            return await page(Problems(current: "This is not your password."), visit, .wrong)
        case .throttled, .busy:
            let notice = change.refusal?.notice(for: .wrongPassword)
            return await page(Problems(notice: notice), visit, change.refusal)
        }
    }

    private func page(_ problems: Problems, _ visit: Visit, _ refusal: SignInRefusal? = nil) async -> Response {
        await pages.attempting(visit) { () async throws(OAuthError) in
            guard let signedIn = try await pages.server.signedIn(visit.browser) else { return pages.signIn(visit) }
            let page = PasswordPage(
                site: pages.site,
                csrf: visit.formToken,
                username: signedIn.user.username.value,
                rules: Self.rules,
                notice: problems.notice,
                currentProblem: problems.current,
                newProblem: problems.new,
                againProblem: problems.again
            )
            return visit.answer(refusal.delaying(page.response(status: refusal.status)))
        }
    }
}
