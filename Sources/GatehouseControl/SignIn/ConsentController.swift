import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Asks people what a client may do (contract §7).
struct ConsentController: Sendable {
    let pages: IssuerPages

    /// Answers `GET /consent`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            let flow = request.uri.queryParameters["flow"].map(String.init) ?? ""
            switch await pages.server.consentView(flow: flow, browser: visit.browser) {
            case .prompt(let prompt): return consent(prompt, visit)
            case .choose(let prompt): return choice(prompt, visit)
            case .step(let step): return pages.follow(step, visit)
            }
        }
    }

    /// Answers `POST /consent`.
    @Sendable func decide(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            let flow = fields["flow"] ?? ""
            if fields["switch"] == "yes" {
                let step = await pages.server.chooseAccount(flow: flow, isSamePerson: false, browser: visit.browser)
                return pages.follow(step, visit)
            }
            let allowed: [String]? = fields["decision"] == "allow" ? fields.values("scope") : nil
            return pages.follow(await pages.server.decide(flow: flow, allowed: allowed, browser: visit.browser), visit)
        }
    }

    private func consent(_ prompt: ConsentPrompt, _ visit: Visit) -> Response {
        let page = ConsentPage(
            site: pages.site,
            form: PageForm(action: PagePath.consent, csrf: visit.formToken, flow: prompt.flow),
            client: ConsentClient(prompt.client),
            person: PagePerson(prompt.person),
            ownScopes: prompt.ownScopes.map { ConsentScope($0) },
            applications: prompt.applications.map { application in
                ConsentApplication(name: application.name, scopes: application.scopes.map { ConsentScope($0) })
            },
            resources: prompt.resources
        )
        return visit.answer(page.response(mayRedirectTo: prompt.redirectURI))
    }

    private func choice(_ prompt: AccountChoicePrompt, _ visit: Visit) -> Response {
        let page = AccountChoicePage(
            site: pages.site,
            form: PageForm(action: PagePath.accountChoice, csrf: visit.formToken, flow: prompt.flow),
            clientName: prompt.clientName,
            person: PagePerson(prompt.person)
        )
        return visit.answer(page.response(mayRedirectTo: prompt.redirectURI))
    }
}
