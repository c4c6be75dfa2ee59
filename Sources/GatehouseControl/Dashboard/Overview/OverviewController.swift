import GatehouseOAuth
import GatehousePolicy
import HTTPTypes
import Hummingbird

/// Shows at a glance how busy the gate is and what needs somebody.
struct OverviewController: Sendable {
    static let path = "/"
    static let livePath = "/live"
    /// How often the figures are looked up anew for who looks at them.
    static let refresh = Duration.seconds(5)

    let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var routes: [SiteRoute] {
        [.get(Self.path, show), .get(Self.livePath, live)]
    }

    /// Answers `GET /`: `range` chooses the figures, `sort` and `dir` order the upstreams.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .overview) { visit throws(StorageError) in
            let source = OverviewSource(services: pages.services)
            let figures = try await source.figures(Self.span(visit), sort: Self.sort(visit), now: visit.now)
            return visit.show(OverviewPage(frame: visit.frame(), figures: figures))
        }
    }

    /// Answers `GET /live`: the figures again, whenever they changed.
    @Sendable func live(_ request: Request, context: ControlContext) async -> Response {
        await pages.live(request, context, in: .overview) { visit in
            let source = OverviewSource(services: pages.services)
            let (span, sort) = (Self.span(visit), Self.sort(visit))
            let site = pages.site
            let clock = pages.services.clock
            return AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
                let task = Task {
                    var former: OverviewFigures?
                    while !Task.isCancelled {
                        // Without figures for a moment, the ones that are there stay.
                        if let figures = try? await source.figures(span, sort: sort, now: clock()), figures != former {
                            continuation.yield(LiveEvent(html: OverviewFragment(site: site, figures: figures).html()))
                            former = figures
                        }
                        do {
                            try await Task.sleep(for: Self.refresh)
                        } catch {
                            break
                        }
                    }
                    continuation.finish()
                }
                continuation.onTermination = { _ in task.cancel() }
            }
        }
    }

    private static func span(_ visit: DashboardVisit) -> TrafficSpan {
        visit.query["range"].flatMap { TrafficSpan(rawValue: $0) } ?? .day
    }

    private static func sort(_ visit: DashboardVisit) -> TableSort<UpstreamOrder> {
        TableSort { visit.query[$0] }
    }
}
