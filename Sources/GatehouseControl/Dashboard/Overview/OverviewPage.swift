/// The first page of the dashboard.
struct OverviewPage: BoardPage {
    static let template = "boardOverview"

    let frame: DashboardFrame
    let figures: OverviewFigures
}

/// What of the page changes while one looks.
struct OverviewFragment: Page {
    static let template = "boardFigures"

    let site: PageSite
    let figures: OverviewFigures
}
