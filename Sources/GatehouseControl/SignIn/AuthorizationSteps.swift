import GatehouseOAuth
import HTTPTypes
import Hummingbird

extension IssuerPages {
    /// Sends the browser on its way through an authorization request.
    func follow(_ step: AuthorizationStep, _ visit: Visit, cookies: [HTTPField] = []) -> Response {
        switch step {
        case .signIn(let flow): visit.redirect(to: PagePath.login + "?flow=" + flow, cookies: cookies)
        case .ask(let flow): visit.redirect(to: PagePath.consent + "?flow=" + flow, cookies: cookies)
        case .answer(.redirect(let location)): visit.redirect(to: location, cookies: cookies)
        case .answer(.form(let form)): formAnswer(form, visit, cookies: cookies)
        case .refused(let refusal): self.refusal(refusal, at: .authorize, visit)
        }
    }

    private func formAnswer(_ form: FormAnswer, _ visit: Visit, cookies: [HTTPField]) -> Response {
        let fields = form.fields.map { HiddenField(name: $0.name, value: $0.value) }
        guard
            let page = FormPostPage(
                site: site,
                redirectURI: form.action,
                clientName: form.clientName,
                fields: fields
            )
        else { return failure(.unreadableForm, status: .badRequest, visit) }
        return visit.answer(page.response(), cookies: cookies)
    }
}
