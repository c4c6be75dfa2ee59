/// A page of the dashboard.
///
/// Its template begins with `{{<board}}` and fills `{{$title}}` and `{{$main}}`; `{{$skip}}` is what the skip link says.
/// A form sends `{{frame.csrf}}` as its field `csrf`.
protocol BoardPage: Page {
    var frame: DashboardFrame { get }
}

extension BoardPage {
    var site: PageSite { frame.site }

    func securityPolicy(mayRedirectTo redirectURI: String?) -> PageSecurityPolicy { .dashboard }
}
