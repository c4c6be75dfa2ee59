import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird

/// Shows the keys that sign tokens, and lets the next ones sign.
struct KeysController: Sendable {
    static let path = "/keys"
    static let rotatePath = "/keys/rotate"

    let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var routes: [SiteRoute] {
        [
            .get(Self.path, show),
            .get(Self.rotatePath, ask),
            .post(Self.rotatePath, rotate),
        ]
    }

    /// Answers `GET /keys`, sorted by `sort` and `dir`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .keys) { visit throws(StorageError) in
            switch try await perform(.listKeys, visit) {
            case .keys(let keys):
                visit.show(
                    KeysPage(frame: visit.frame(), keys, sort: TableSort { visit.query[$0] }, now: visit.now)
                )
            case .refused(let refusal): visit.refused(refusal)
            default: visit.notFound("There are no keys to show", BoardLink("Overview", "/"))
            }
        }
    }

    /// Answers `GET /keys/rotate`: says what would happen, and asks.
    @Sendable func ask(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .keys) { visit in
            guard visit.administrator.mayChange else { return visit.mayOnlyLook() }
            let chosen = visit.query["haste"].flatMap { RotationHaste(rawValue: $0) } ?? .none
            return visit.show(RotationPage(frame: visit.frame(), chosen: chosen, refusal: nil))
        }
    }

    /// Answers `POST /keys/rotate`.
    @Sendable func rotate(_ request: Request, context: ControlContext) async -> Response {
        await pages.form(request, context, in: .keys) { fields, visit throws(StorageError) in
            guard let haste = fields["haste"].flatMap({ RotationHaste(rawValue: $0) }) else {
                return visit.redirect(to: Self.rotatePath)
            }
            guard fields.isConfirmed else {
                return visit.show(RotationPage(frame: visit.frame(), chosen: haste, refusal: nil))
            }
            switch try await perform(.rotateKeys(haste: haste), visit) {
            case .refused(let refusal):
                let page = RotationPage(frame: visit.frame(), chosen: haste, refusal: refusal)
                return visit.show(page, status: .conflict)
            default:
                return visit.redirect(to: Self.path, done: RotationWords.done(haste))
            }
        }
    }

    private func perform(_ command: AdminCommand, _ visit: DashboardVisit) async throws(StorageError) -> AdminAnswer {
        try await pages.services.administration.perform(command, actor: visit.actor, now: visit.now)
    }
}
