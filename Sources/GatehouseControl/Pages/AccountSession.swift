/// A browser in which a person is signed in.
struct AccountSession: Sendable, Equatable {
    /// The field `session` of the form that ends it.
    let id: String
    /// "Firefox on Linux".
    let browser: String
    /// A telephone's icon in place of a screen's.
    let isPhone: Bool
    /// The one that looks at this page.
    let isCurrent: Bool
    /// The network address; nil if unknown.
    let address: String?
    let signedIn: PageTime
    let lastSeen: PageTime
    /// "with password and code"; nil if unknown.
    let method: String?

    init(
        id: String,
        userAgent: String?,
        isCurrent: Bool,
        address: String?,
        signedIn: Int64,
        lastSeen: Int64,
        now: Int64,
        method: String? = nil
    ) {
        let words = BrowserWords(userAgent: userAgent)
        self.id = id
        browser = words.text
        isPhone = words.isPhone
        self.isCurrent = isCurrent
        self.address = address
        self.signedIn = PageTime(signedIn, now: now)
        self.lastSeen = PageTime(lastSeen, now: now)
        self.method = method
    }
}
