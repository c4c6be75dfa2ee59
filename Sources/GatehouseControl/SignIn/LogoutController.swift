import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Signs people out where clients ask for it (OpenID Connect RP-Initiated Logout).
struct LogoutController: Sendable {
    let pages: IssuerPages

    /// Answers `GET /oauth2/logout`.
    @Sendable func begin(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context) { visit in
            do throws(OAuthError) {
                let query = Array((request.uri.query ?? "").utf8)
                let parameters = try GatehouseOAuth.Parameters(form: query)
                return answer(await pages.server.logout(parameters, browser: visit.browser), visit)
            } catch {
                return pages.refusal(AuthorizationRefusal(error: error), at: .logout, visit)
            }
        }
    }

    /// Answers `POST /oauth2/logout`: a client's request (§2), or the person's answer to our question.
    @Sendable func submit(_ request: Request, context: ControlContext) async -> Response {
        do throws(EndpointFailure) {
            let body = try await FormBody.bytes(of: request)
            guard isAnswer(body) else {
                return pages.repeatAsGet(body, to: PagePath.logout, Visit(request, context, pages: pages))
            }
            var request = request
            request.body = RequestBody(buffer: ByteBuffer(bytes: body))
            return await pages.form(request, context) { fields, visit in
                let step = await pages.server.confirmLogout(
                    flow: fields["flow"] ?? "",
                    isSigningOut: fields["decision"] == "sign-out",
                    browser: visit.browser
                )
                return answer(step, visit)
            }
        } catch {
            return pages.failure(error, Visit(request, context, pages: pages).traceless)
        }
    }

    /// Whether it is the form of our own page: no client sends a decision.
    private func isAnswer(_ body: [UInt8]) -> Bool {
        (try? GatehouseOAuth.Parameters(form: body))?["decision"] != nil
    }

    private func answer(_ step: LogoutStep, _ visit: Visit) -> Response {
        switch step {
        case .ask(let prompt): question(prompt, visit)
        case .signedOut(let returnURI?): visit.redirect(to: returnURI, cookies: pages.forgetting(visit))
        case .signedOut(nil): pages.signedOut(visit)
        case .stayed: visit.redirect(to: PagePath.account)
        case .refused(let refusal): pages.refusal(refusal, at: .logout, visit)
        }
    }

    private func question(_ prompt: LogoutPrompt, _ visit: Visit) -> Response {
        let page = LogoutPage(
            site: pages.site,
            form: PageForm(action: PagePath.logout, csrf: visit.formToken, flow: prompt.flow),
            clientName: prompt.clientName,
            person: PagePerson(prompt.person)
        )
        return visit.answer(page.response(mayRedirectTo: prompt.returnURI))
    }
}

extension IssuerPages {
    /// Says that the session has ended, and makes the browser forget it.
    func signedOut(_ visit: Visit, everywhere isEverywhere: Bool = false) -> Response {
        let page = SignedOutPage(site: site, isEverywhere: isEverywhere)
        return visit.answer(page.response(), cookies: forgetting(visit))
    }

    /// What makes the browser forget its session, if it has one.
    func forgetting(_ visit: Visit) -> [HTTPField] {
        visit.browser.sessionSecret == nil ? [] : [cookies.session.removal]
    }
}
