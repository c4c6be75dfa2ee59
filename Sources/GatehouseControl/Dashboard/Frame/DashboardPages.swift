import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird
import Logging

/// What the controllers of the dashboard's pages share.
struct DashboardPages: Sendable {
    /// What a page does with a visit.
    typealias Body = (DashboardVisit) async throws(StorageError) -> Response
    /// What a page does with the fields of a form.
    typealias FormReader = (DashboardFields, DashboardVisit) async throws(StorageError) -> Response

    let services: DashboardServices
    let site: PageSite
    let streams: LiveStreams

    init(services: DashboardServices, streams: LiveStreams = LiveStreams()) {
        self.services = services
        self.streams = streams
        site = PageSite(issuerHost: IssuerOrigin(issuer: services.issuer).host)
    }

    var key: SealingKey { services.server.dashboardKey }

    /// The cookies under the name that a request is for.
    func cookies(of request: Request) -> DashboardCookies {
        DashboardCookies(isSecure: services.origins.isSecure(request.head.authority))
    }

    /// A page for whoever may look; everybody else is sent to sign in (303 /sign-in?next=…) or told that they may not.
    func page(
        _ request: Request,
        _ context: ControlContext,
        in section: DashboardSection,
        _ body: Body
    ) async -> Response {
        guard IssuerOrigin.isDocument(request) else { return door(.notADocument, .forbidden) }
        return await attempting(request, context) { () async throws(StorageError) in
            switch try await visit(request, context, in: section) {
            case .nobody: signIn(returningTo: request)
            case .outsider(let user): outsider(user)
            case .visit(let visit): visit.answer(try await body(visit))
            }
        }
    }

    /// A form from one of our own pages by somebody who may change things.
    ///
    /// Our own script may send it too, for a preview. Who may only look sends forms that change nothing but their own.
    func form(
        _ request: Request,
        _ context: ControlContext,
        in section: DashboardSection,
        mayBeReader: Bool = false,
        _ body: FormReader
    ) async -> Response {
        guard IssuerOrigin.isDocument(request) || isOwnScript(request) else { return door(.notADocument, .forbidden) }
        guard isOwnForm(request) else { return door(.foreignForm, .forbidden) }
        let fields: DashboardFields
        do throws(EndpointFailure) {
            fields = try await DashboardForm.fields(of: request)
        } catch {
            return unreadable(error)
        }
        return await attempting(request, context) { () async throws(StorageError) in
            switch try await visit(request, context, in: section) {
            case .nobody: door(.signedOutMeanwhile, .forbidden)
            case .outsider(let user): outsider(user)
            case .visit(let visit):
                if !visit.isFormToken(fields["csrf"]) {
                    door(.staleForm, .forbidden)
                } else if !visit.administrator.mayChange, !mayBeReader {
                    visit.answer(visit.mayOnlyLook())
                } else {
                    visit.answer(try await body(fields, visit))
                }
            }
        }
    }

    /// A part of a page that our own script fetches, for whoever may look.
    func fragment(
        _ request: Request,
        _ context: ControlContext,
        in section: DashboardSection,
        _ body: Body
    ) async -> Response {
        guard isOwnScript(request) else { return door(.notADocument, .forbidden) }
        return await attempting(request, context) { () async throws(StorageError) in
            switch try await visit(request, context, in: section) {
            case .nobody, .outsider: Response(status: .forbidden, headers: [.cacheControl: "no-store"])
            case .visit(let visit): visit.answer(try await body(visit))
            }
        }
    }

    /// Lets a failure of the store become a page.
    func attempting(
        _ request: Request,
        _ context: ControlContext,
        _ body: () async throws(StorageError) -> Response
    ) async -> Response {
        do throws(StorageError) {
            return try await body()
        } catch {
            context.logger.error(
                "the dashboard cannot reach the store",
                metadata: ["http.route": "\(context.endpointPath ?? "none")", "error": "\(error)"]
            )
            if case .unavailable = error { return door(.busyStore, .serviceUnavailable) }
            return door(.brokenStore, .internalServerError)
        }
    }

    private enum Visitor {
        case nobody
        case outsider(User)
        case visit(DashboardVisit)
    }

    private func visit(
        _ request: Request,
        _ context: ControlContext,
        in section: DashboardSection
    ) async throws(StorageError) -> Visitor {
        let now = services.clock()
        switch try await identity(of: request, now: now) {
        case .nobody: return .nobody
        case .outsider(let user): return .outsider(user)
        case .administrator(let administrator, let session, let signedIn):
            let used = session.used(at: now)
            if used != nil { await services.server.noteUse(of: signedIn.session, now: now) }
            let visit = DashboardVisit(
                request: request,
                section: section,
                administrator: administrator,
                session: session,
                now: now,
                standing: FrameStanding(await services.applications.standing(), now: now),
                pages: self,
                logger: context.logger,
                newCookie: used.map { cookies(of: request).session.field(value: $0.sealed(with: key)) }
            )
            return .visit(visit)
        }
    }
}

extension FrameStanding {
    init(_ standing: PolicyStanding, now: Int64) {
        self.init(
            generation: standing.generation,
            applied: PageTime(standing.appliedAt, now: now),
            problemCount: standing.problems.count
        )
    }
}
