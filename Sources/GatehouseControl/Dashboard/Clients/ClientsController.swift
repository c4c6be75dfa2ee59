import GatehouseOAuth
import Hummingbird

/// Everything about clients in the dashboard.
struct ClientsController: Sendable {
    let pages: DashboardPages
    private let entropy: any EntropySource
    private let pause: @Sendable () async -> Void

    /// `pause` waits between two looks for the decision about a request that was tried.
    init(
        pages: DashboardPages,
        entropy: any EntropySource = SystemEntropy(),
        pause: @escaping @Sendable () async -> Void = { try? await Task.sleep(for: .milliseconds(100)) }
    ) {
        self.pages = pages
        self.entropy = entropy
        self.pause = pause
    }

    var routes: [SiteRoute] {
        ClientListController(pages: pages).routes
            + ClientCreationController(pages: pages, entropy: entropy).routes
            + ClientPageController(pages: pages).routes
            + ClientEditController(pages: pages).routes
            + ClientDangerController(pages: pages).routes
            + TrialController(pages: pages, pause: pause).routes
    }
}
