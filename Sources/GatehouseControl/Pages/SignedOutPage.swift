/// Says that the person is signed out.
struct SignedOutPage: Page {
    static let template = "signedOut"

    let site: PageSite
    /// Whether every session ended, not only this one.
    let isEverywhere: Bool

    init(site: PageSite, isEverywhere: Bool = false) {
        self.site = site
        self.isEverywhere = isEverywhere
    }
}
