import Testing

@testable import Gatehouse

@Suite("The page that browsers come back to")
struct SampleCallbackTests {
    private func page(_ query: String, proto: String? = "http", host: String? = "localhost:9090") -> String {
        SampleCallback(query: query, proto: proto, host: host).page
    }

    @Test func aCodeIsShownInTheCommandThatRedeemsIt() {
        let page = page("code=abc-DEF_1&state=demo&iss=http%3A%2F%2Flocalhost%3A9090")
        #expect(page.contains("<h1>You are back, with a code</h1>"))
        #expect(page.contains("curl --request POST http://localhost:9090/oauth2/token \\\n"))
        #expect(page.contains("--data-urlencode \"code=abc-DEF_1\"</pre>"))
        #expect(page.contains("'redirect_uri=http://localhost:9090/tstapp/callback'"))
    }

    @Test func aRefusalIsShown() {
        #expect(page("error=access_denied&state=demo").contains("<code>access_denied</code>"))
    }

    @Test(arguments: [
        "", "code=", "code=%3Cscript%3Ealert(1)%3C/script%3E", "code=a%22%3B%20rm%20-rf%20~%3B", "code=$(id)",
        "code=a`id`",
        "code=a%0Ab", "code=a%00", "code=%zz", "error=%3Cb%3E", "error=a'b", "code",
    ])
    func whatMeansSomethingToAPageOrAShellIsNotShown(_ query: String) {
        #expect(page(query).contains("<h1>Nothing came back</h1>"))
    }

    @Test func anEndlessCodeIsNotShown() {
        #expect(page("code=" + String(repeating: "a", count: 301)).contains("<h1>Nothing came back</h1>"))
    }

    static let strangers: [(proto: String?, host: String?)] = [
        ("http", "a\"b"), ("http", "$(id)"), ("http", "<b>"), ("javascript", "localhost"), ("http", nil),
        (nil, "localhost"),
    ]

    @Test(arguments: strangers)
    func aStrangeOriginIsReplacedByTheUsualOne(_ proto: String?, _ host: String?) {
        #expect(page("code=abc", proto: proto, host: host).contains("POST http://localhost:8080/oauth2/token"))
    }
}
