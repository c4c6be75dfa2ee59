import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Shows people what they allowed and where they are signed in, and takes it back (contract §6).
struct AccountController: Sendable {
    let pages: IssuerPages

    /// Answers `GET /account`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            let word = request.uri.queryParameters["done"].map(String.init)
            let done = AccountDone.allCases.first { $0.rawValue.hasSameBytes(as: word ?? "") }
            return await pages.account(visit) { overview in
                let page = AccountPage(pages.site, overview, notice: done?.notice, visit)
                return visit.answer(page.response())
            }
        }
    }

    /// Answers `POST /account/withdraw`.
    @Sendable func withdraw(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            let id = fields["grant"] ?? ""
            guard fields.isConfirmed else { return await askToWithdraw(id, visit) }
            return await pages.attempting(visit) { () async throws(OAuthError) in
                switch try await pages.server.withdraw(id, browser: visit.browser) {
                case .signedOut: pages.signIn(visit)
                default: visit.redirect(to: AccountDone.withdrawn.location)
                }
            }
        }
    }

    /// Answers `POST /account/sessions/end`.
    @Sendable func endSession(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            await pages.attempting(visit) { () async throws(OAuthError) in
                switch try await pages.server.endSession(fields["session"] ?? "", browser: visit.browser) {
                case .signedOut: pages.signIn(visit)
                default: visit.redirect(to: AccountDone.session.location)
                }
            }
        }
    }

    /// Answers `POST /account/sessions/end-all`.
    @Sendable func endAllSessions(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            guard fields.isConfirmed else { return await askToEndAll(visit) }
            return await pages.attempting(visit) { () async throws(OAuthError) in
                switch try await pages.server.endAllSessions(visit.browser) {
                case .signedOut: pages.signIn(visit)
                default: pages.signedOut(visit, everywhere: true)
                }
            }
        }
    }

    /// Answers `POST /account/sign-out`.
    @Sendable func signOut(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { _, visit in
            await pages.attempting(visit) { () async throws(OAuthError) in
                try await pages.server.signOut(visit.browser)
                return pages.signedOut(visit)
            }
        }
    }

    private func askToWithdraw(_ id: String, _ visit: Visit) async -> Response {
        await pages.account(visit) { overview in
            guard let access = overview.access.first(where: { $0.client.id.value.hasSameBytes(as: id) }) else {
                return visit.redirect(to: PagePath.account)
            }
            let grant = AccountGrant(access, now: visit.browser.now)
            let page = ConfirmPage.withdraw(site: pages.site, csrf: visit.formToken, grant: grant)
            return visit.answer(page.response())
        }
    }

    private func askToEndAll(_ visit: Visit) async -> Response {
        await pages.account(visit) { overview in
            let page = ConfirmPage.signOutEverywhere(
                site: pages.site,
                csrf: visit.formToken,
                sessionCount: overview.sessions.count
            )
            return visit.answer(page.response())
        }
    }
}

extension GatehouseOAuth.Parameters {
    /// Whether the person has been asked and said yes.
    var isConfirmed: Bool { self["confirmed"] == "yes" }
}
