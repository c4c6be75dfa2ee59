import Testing

@testable import GatehouseControl

@Suite("Browsers in words")
struct BrowserWordsTests {
    @Test(
        arguments: [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux", false),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
                    + "Safari/537.36 Edg/140.0.0.0", "Edge on Windows", false
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Version/18.5 Mobile/15E148 Safari/604.1", "Safari on iPhone", true
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile "
                    + "Safari/537.36", "Chrome on Android", true
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                    + "Version/18.5 Safari/605.1.15", "Safari on macOS", false
            ),
            ("curl/8.14.1", "curl", false),
            ("something on Windows", "A browser on Windows", false),
            ("<script>", "An unknown browser", false),
            (nil, "An unknown browser", false),
        ] as [(String?, String, Bool)]
    )
    func aBrowserIsNamedWithItsSystem(userAgent: String?, text: String, isPhone: Bool) {
        let words = BrowserWords(userAgent: userAgent)

        #expect(words.text == text)
        #expect(words.isPhone == isPhone)
    }
}
