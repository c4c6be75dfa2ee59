import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Connects devices that have no browser (RFC 8628 §3.3, contract §7).
struct DeviceController: Sendable {
    let pages: IssuerPages

    /// Where the page for that code is.
    static func path(userCode: String?) -> String {
        PagePath.device + (userCode.map { "?user_code=" + $0 } ?? "")
    }

    /// Answers `GET /device`, also with `user_code`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            let code = request.uri.queryParameters["user_code"].map(String.init)
            return answer(await pages.server.deviceView(userCode: code, browser: visit.browser), visit)
        }
    }

    /// Answers `POST /device`.
    @Sendable func typeCode(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            // An empty field is a code that no device has.
            let code = fields["user_code"] ?? "?"
            return answer(await pages.server.deviceView(userCode: code, browser: visit.browser), visit)
        }
    }

    /// Answers `POST /device/consent`.
    @Sendable func decide(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context) { fields, visit in
            let flow = fields["flow"] ?? ""
            if fields["switch"] == "yes" {
                return answer(pages.server.changeDevicePerson(flow: flow, browser: visit.browser), visit)
            }
            let allowed: [String]? = fields["decision"] == "allow" ? fields.values("scope") : nil
            let view = await pages.server.decideDevice(flow: flow, allowed: allowed, browser: visit.browser)
            return answer(view, visit)
        }
    }

    private func answer(_ view: DeviceView, _ visit: Visit) -> Response {
        switch view {
        case .form(let form): self.form(form, visit)
        case .prompt(let prompt): self.prompt(prompt, visit)
        case .done(let name, let isAllowed):
            visit.answer(DeviceDonePage(site: pages.site, clientName: name, isAllowed: isAllowed).response())
        case .signIn(let flow): visit.redirect(to: PagePath.login + "?flow=" + flow)
        case .refused(let refusal): pages.refusal(refusal, at: .device, visit)
        }
    }

    private func form(_ form: DeviceForm, _ visit: Visit) -> Response {
        let page = DevicePage(
            site: pages.site,
            form: PageForm(action: PagePath.device, csrf: visit.formToken),
            userCode: form.userCode,
            notice: form.refusal.map(\.notice)
        )
        var response = page.response(status: form.refusal.map(\.status) ?? .ok)
        if case .throttled(let seconds)? = form.refusal { response.headers[.retryAfter] = String(seconds) }
        return visit.answer(response)
    }

    private func prompt(_ prompt: DevicePrompt, _ visit: Visit) -> Response {
        let now = visit.browser.now
        let page = ConsentPage(
            site: pages.site,
            form: PageForm(action: PagePath.deviceConsent, csrf: visit.formToken, flow: prompt.flow),
            client: ConsentClient(prompt.client),
            person: PagePerson(prompt.person),
            ownScopes: prompt.ownScopes.map { ConsentScope($0) },
            applications: prompt.applications.map { application in
                ConsentApplication(name: application.name, scopes: application.scopes.map { ConsentScope($0) })
            },
            resources: prompt.resources,
            device: ConsentDevice(
                userCode: prompt.userCode,
                address: prompt.address ?? "an unknown address",
                time: PageTime(prompt.createdAt, now: now)
            )
        )
        return visit.answer(page.response())
    }
}

extension DeviceForm.Refusal {
    fileprivate var notice: PageNotice {
        switch self {
        case .unknown: .unknownDeviceCode
        case .throttled(let seconds): .throttled(seconds: Int64(seconds))
        case .nothingToGive:
            .fail("You have none of what that device asks for.", "Ask whoever looks after this server.")
        }
    }

    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .unknown: .unprocessableContent
        case .throttled: .tooManyRequests
        case .nothingToGive: .forbidden
        }
    }
}
