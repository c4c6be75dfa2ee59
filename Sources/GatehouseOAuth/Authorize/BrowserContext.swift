/// What a request brought along from its browser.
package struct BrowserContext: Sendable {
    /// The value of the session cookie.
    package var sessionSecret: Secret<String>?
    /// The value of the browser cookie; a fresh one (`AuthorizationServer.newBrowserID()`) if the browser sent none.
    package var browserID: String
    /// The address that the request came from.
    package var address: String?
    /// The browser in its own words.
    package var userAgent: String?
    /// In Unix seconds.
    package var now: Int64

    package init(
        sessionSecret: Secret<String>? = nil,
        browserID: String,
        address: String? = nil,
        userAgent: String? = nil,
        now: Int64
    ) {
        self.sessionSecret = sessionSecret
        self.browserID = browserID
        self.address = address
        self.userAgent = userAgent
        self.now = now
    }

    /// SHA-256 of the session cookie.
    var sessionDigest: [UInt8]? {
        sessionSecret?.withExposedValue { SecretDigest.of($0) }
    }
}
