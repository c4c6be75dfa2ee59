import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Signs people in (contract §7).
struct LoginController: Sendable {
    let pages: IssuerPages

    /// Answers `GET /login`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            let flow = request.uri.queryParameters["flow"].map(String.init)
            switch await pages.server.signInView(flow: flow, browser: visit.browser) {
            case .form(let prompt): return form(prompt, refusal: nil, visit)
            case .step(let step): return pages.follow(step, visit)
            case .account: return visit.redirect(to: PagePath.account)
            case .device(let code): return visit.redirect(to: DeviceController.path(userCode: code))
            }
        }
    }

    /// Answers `POST /login`.
    @Sendable func signIn(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            let outcome = await pages.server.signIn(
                username: fields["username"] ?? "",
                password: Secret(fields["password"] ?? ""),
                flow: fields["flow"],
                browser: visit.browser
            )
            return answer(outcome, visit)
        }
    }

    /// Answers `POST /login/code`.
    @Sendable func typeCode(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            let outcome = await pages.server.secondFactor(
                code: fields["code"] ?? "",
                challenge: fields["challenge"] ?? "",
                flow: fields["flow"],
                browser: visit.browser
            )
            return answer(outcome, visit)
        }
    }

    /// Answers `POST /login/choose`.
    @Sendable func choose(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            let step = await pages.server.chooseAccount(
                flow: fields["flow"] ?? "",
                isSamePerson: fields["choice"] == "continue",
                browser: visit.browser
            )
            return pages.follow(step, visit)
        }
    }

    private func answer(_ outcome: SignInOutcome, _ visit: Visit) -> Response {
        switch outcome {
        case .signedIn(let new): welcome(new, visit)
        case .secondFactor(let prompt, let refusal): code(prompt, refusal: refusal, visit)
        case .form(let prompt, let refusal): form(prompt, refusal: refusal, visit)
        case .step(let step): pages.follow(step, visit)
        }
    }

    private func welcome(_ new: NewSession, _ visit: Visit) -> Response {
        let seconds = max(0, new.session.expiresAt - visit.browser.now)
        let cookie = new.secret.withExposedValue { secret in
            pages.cookies.session.field(value: secret, maximumAge: seconds)
        }
        return switch new.next {
        case .ask(let flow): pages.follow(.ask(flow: flow), visit, cookies: [cookie])
        case .account: visit.redirect(to: PagePath.account, cookies: [cookie])
        case .device(let code): visit.redirect(to: DeviceController.path(userCode: code), cookies: [cookie])
        }
    }

    private func form(_ prompt: SignInPrompt, refusal: SignInRefusal?, _ visit: Visit) -> Response {
        let page = LoginPage(
            site: pages.site,
            form: PageForm(action: PagePath.login, csrf: visit.formToken, flow: prompt.flow),
            clientName: prompt.clientName,
            username: prompt.username,
            notice: refusal.map { $0.notice(for: .wrongCredentials) }
        )
        let response = page.response(status: refusal.status, mayRedirectTo: prompt.redirectURI)
        return visit.answer(refusal.delaying(response))
    }

    private func code(_ prompt: SecondFactorPrompt, refusal: SignInRefusal?, _ visit: Visit) -> Response {
        let form = PageForm(
            action: PagePath.secondFactor,
            csrf: visit.formToken,
            flow: prompt.flow,
            challenge: prompt.challenge
        )
        let page = SecondFactorPage(
            site: pages.site,
            form: form,
            clientName: prompt.clientName,
            username: prompt.username,
            notice: refusal.map { $0.notice(for: .wrongCode) }
        )
        let response = page.response(status: refusal.status, mayRedirectTo: prompt.redirectURI)
        return visit.answer(refusal.delaying(response))
    }
}
