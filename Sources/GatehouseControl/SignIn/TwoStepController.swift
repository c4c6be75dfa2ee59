import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Lets people set up codes from an app, replace their recovery codes, and turn both off.
struct TwoStepController: Sendable {
    let pages: IssuerPages

    /// Answers `GET /account/two-step`.
    @Sendable func setUp(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            await begin(password: nil, visit)
        }
    }

    /// Answers `POST /account/two-step`: with the password to begin, or with the first code to end.
    @Sendable func confirm(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            guard !fields.isConfirmed else { return await begin(password: Secret(fields["password"] ?? ""), visit) }
            return await pages.attempting(visit) { () async throws(OAuthError) in
                let confirmation = try await pages.server.confirmSecondFactor(
                    fields["flow"] ?? "",
                    code: fields["code"] ?? "",
                    browser: visit.browser
                )
                switch confirmation {
                case .confirmed(let codes): return try await show(codes, replacingOthers: false, visit)
                case .wrong(let setup): return page(setup, visit, problem: "That code did not match.", refusal: .wrong)
                case .signedOut: return pages.signIn(visit)
                case .stale: return visit.redirect(to: PagePath.account)
                }
            }
        }
    }

    /// Answers `POST /account/two-step/off`.
    @Sendable func turnOff(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            guard fields.isConfirmed else { return await question(ConfirmPage.turnOffTwoStep, nil, visit) }
            return await pages.attempting(visit) { () async throws(OAuthError) in
                let change = try await pages.server.removeSecondFactor(
                    password: Secret(fields["password"] ?? ""),
                    browser: visit.browser
                )
                switch change {
                case .done: return visit.redirect(to: AccountDone.twoStepOff.location)
                default: return await question(ConfirmPage.turnOffTwoStep, change.refusal, visit)
                }
            }
        }
    }

    /// Answers `POST /account/two-step/recovery-codes`.
    @Sendable func renewCodes(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            guard fields.isConfirmed else { return await question(ConfirmPage.newRecoveryCodes, nil, visit) }
            return await pages.attempting(visit) { () async throws(OAuthError) in
                let (change, codes) = try await pages.server.renewRecoveryCodes(
                    password: Secret(fields["password"] ?? ""),
                    browser: visit.browser
                )
                guard change == .done else {
                    return await question(ConfirmPage.newRecoveryCodes, change.refusal, visit)
                }
                // No codes: the second step was turned off elsewhere in the meantime.
                guard !codes.isEmpty else { return visit.redirect(to: PagePath.account) }
                return try await show(codes, replacingOthers: true, visit)
            }
        }
    }

    private func begin(password: Secret<String>?, _ visit: Visit) async -> Response {
        await pages.attempting(visit) { () async throws(OAuthError) in
            switch try await pages.server.beginSecondFactor(password: password, browser: visit.browser) {
            case .begun(let setup): page(setup, visit)
            case .passwordNeeded(let change): answer(ConfirmPage.setUpTwoStep, change?.refusal, visit)
            case .signedOut: pages.signIn(visit)
            case .isOn: visit.redirect(to: PagePath.account)
            }
        }
    }

    private func page(
        _ setup: SecondFactorSetup,
        _ visit: Visit,
        problem: String? = nil,
        refusal: SignInRefusal? = nil
    ) -> Response {
        let page = TOTPSetupPage(
            site: pages.site,
            csrf: visit.formToken,
            flow: setup.sealed,
            secret: setup.secret.withExposedValue { $0 },
            link: setup.uri.withExposedValue { $0 },
            codeProblem: problem
        )
        return visit.answer(page.response(status: refusal.status))
    }

    /// The one moment in which the codes are seen.
    private func show(
        _ codes: [RecoveryCode],
        replacingOthers: Bool,
        _ visit: Visit
    ) async throws(OAuthError) -> Response {
        guard let signedIn = try await pages.server.signedIn(visit.browser) else { return pages.signIn(visit) }
        let page = RecoveryCodesPage(
            site: pages.site,
            csrf: visit.formToken,
            person: PagePerson(signedIn.user),
            codes: codes.map { $0.shown.withExposedValue { $0 } },
            replacesOthers: replacingOthers
        )
        return visit.answer(page.response())
    }

    /// Asks for the password before something is lost, if there is something to lose.
    private func question(
        _ page: (PageSite, String, PageNotice?) -> ConfirmPage,
        _ refusal: SignInRefusal?,
        _ visit: Visit
    ) async -> Response {
        await pages.attempting(visit) { () async throws(OAuthError) in
            guard let signedIn = try await pages.server.signedIn(visit.browser) else { return pages.signIn(visit) }
            guard signedIn.user.secondFactor != nil else { return visit.redirect(to: PagePath.account) }
            return answer(page, refusal, visit)
        }
    }

    private func answer(
        _ page: (PageSite, String, PageNotice?) -> ConfirmPage,
        _ refusal: SignInRefusal?,
        _ visit: Visit
    ) -> Response {
        let notice = refusal?.notice(for: .wrongPassword)
        let response = page(pages.site, visit.formToken, notice).response(status: refusal.status)
        return visit.answer(refusal.delaying(response))
    }
}

extension ConfirmPage {
    /// Before the second step is set up in a browser that was open for a while.
    static func setUpTwoStep(site: PageSite, csrf: String, notice: PageNotice? = nil) -> ConfirmPage {
        ConfirmPage(
            site: site,
            form: PageForm(action: PagePath.totpSetup, csrf: csrf),
            notice: notice,
            title: "Set up codes from an app?",
            text: "Type your password first, because you signed in a while ago.",
            losses: ["Signing in with your password alone."],
            action: "Set up codes",
            asksForPassword: true
        )
    }
}
