/// What every page shows of the server that it belongs to.
struct PageSite: Sendable, Equatable {
    /// The issuer's host, with its port if that is not the scheme's.
    let issuerHost: String
    /// Where the style sheet is.
    let stylesheet: String

    /// Where the mark for the browser's tab is.
    let icon: String

    init(
        issuerHost: String,
        stylesheet: String = PageAsset.styleSheet.path,
        icon: String = PageAsset.icon.path
    ) {
        self.issuerHost = issuerHost
        self.stylesheet = stylesheet
        self.icon = icon
    }
}
