import Testing

@testable import GatehouseControl

@Suite("Content security policy of pages")
struct PageSecurityPolicyTests {
    @Test(
        arguments: [
            ("https://app.example/cb?x=1#y", "https://app.example"),
            ("https://app.example:8443", "https://app.example:8443"),
            ("HTTP://127.0.0.1:9000/cb", "http://127.0.0.1:9000"),
            ("http://[::1]:9000/cb", "http:"),
            ("com.example.app:/cb", "com.example.app:"),
        ]
    )
    func aRedirectURIIsAllowedByItsOrigin(uri: String, source: String) {
        #expect(PageSecurityPolicy.source(of: uri) == source)
        #expect(PageSecurityPolicy(redirectURI: uri).value.contains("form-action 'self' \(source); base-uri"))
    }

    @Test(
        arguments: [
            "javascript:alert(1)", "JavaScript:alert(1)", "data:text/html,x", "blob:x", "file:///x", "", ":", "https:",
            "https:///x", "https://a.example;script-src *", "https://a.example 'unsafe-inline'", "https://a,b/",
            "https://user@a.example/", "a b:x", "1a:x", "https://\u{E4}.example/", "x;y:z",
        ]
    )
    func whatCouldRunOrEndTheDirectiveIsNotAllowed(uri: String) {
        #expect(PageSecurityPolicy.source(of: uri) == nil)
        #expect(PageSecurityPolicy(redirectURI: uri) == PageSecurityPolicy())
    }

    @Test
    func onlyTheFormPostPageMayRunItsOneScript() throws {
        let page = try #require(
            FormPostPage(
                site: PageSamples.usual.site,
                redirectURI: "https://app.example/cb",
                clientName: nil,
                fields: [HiddenField(name: "submit", value: "x")]
            )
        )

        #expect(page.html().contains("<script>\(FormPostPage.scriptText)</script>"))
        #expect(FormPostPage.scriptHash == "sha256-ox4bri+xTrW3kuLTyRoak73QX8KZGuyP3JlQYusbSlA=")
        #expect(
            page.securityPolicy(mayRedirectTo: nil).value
                == "default-src 'none'; style-src 'self'; img-src 'self'; script-src '\(FormPostPage.scriptHash)'; "
                + "form-action https://app.example; base-uri 'none'; frame-ancestors 'none'"
        )
    }

    @Test
    func aFormIsNotPostedToAScript() {
        let site = PageSamples.usual.site
        #expect(FormPostPage(site: site, redirectURI: "javascript:alert(1)", clientName: nil, fields: []) == nil)
    }
}
