import HTTPTypes
import Hummingbird
import Testing

@testable import GatehouseControl

@Suite("Pages")
struct PageTests {
    static let names = PageSamples.usual.all.map(\.name)

    private func page(_ name: String, _ samples: PageSamples = .usual) throws -> any Page {
        try #require(samples.all.first { $0.name == name }).page
    }

    @Test(arguments: names)
    func pagesAreAsTheirGoldenFile(name: String) throws {
        try GoldenPages.issuer.expect(try page(name).html(), in: name)
    }

    @Test
    func everyGoldenFileBelongsToASampleAndEveryNameIsUsedOnce() throws {
        #expect(try GoldenPages.issuer.names() == Self.names.sorted())
        #expect(Set(Self.names).count == Self.names.count)
    }

    @Test(arguments: names)
    func pagesAreSoundDocuments(name: String) throws {
        let html = try page(name).html()
        let reading = HTMLReading(html)
        let ids = reading.values(of: "id")

        #expect(html.hasPrefix("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"))
        #expect(reading.all("h1").count == 1)
        #expect(reading.all("title").count == 1)
        #expect(reading.all("main").count == 1)
        let skip = try #require(reading.all("a").first)
        #expect(skip["class"] == "skip")
        #expect(ids.contains(String((skip["href"] ?? "").dropFirst())))
        #expect(Set(ids).count == ids.count)
        for target in reading.all("label").compactMap({ $0["for"] }) + reading.values(of: "aria-labelledby") {
            #expect(ids.contains(target), "\(target)")
        }
        let described = reading.values(of: "aria-describedby").flatMap { $0.split(separator: " ").map(String.init) }
        #expect(Set(described).isSubset(of: ids))
        #expect(html.utf8.count + PageAsset.styleSheet.bytes.count < 100_000)
    }

    @Test(arguments: names)
    func pagesLoadNothingForeignAndRunNoScript(name: String) throws {
        let page = try page(name)
        let reading = HTMLReading(page.html())

        #expect(reading.all("script").count == (page is FormPostPage ? 1 : 0))
        #expect(reading.elements.flatMap(\.attributes).allSatisfy { $0.name != "style" && !$0.name.hasPrefix("on") })
        #expect(reading.all("link").map { $0["href"] } == [page.site.icon, page.site.stylesheet])
        #expect(reading.values(of: "src").allSatisfy { $0.hasPrefix("/") && !$0.hasPrefix("//") })
        for link in reading.all("a") {
            let target = link["href"] ?? ""
            guard !target.hasPrefix("/"), !target.hasPrefix("#"), !target.hasPrefix("otpauth://totp/") else { continue }
            #expect(target.hasPrefix("https://"))
            #expect(link["rel"] == "noopener noreferrer")
            #expect(page is ConsentPage || page is AccountPage)
        }
        #expect(reading.values(of: "target").isEmpty)
    }

    @Test(arguments: names)
    func everyFormOfOursIsPostedHereWithAToken(name: String) throws {
        let page = try page(name)
        let forms = page.html().split(separator: "<form ").dropFirst()
        for form in forms where !(page is FormPostPage) {
            #expect(form.hasPrefix("method=\"post\" action=\"/"))
            #expect(form.contains("<input type=\"hidden\" name=\"csrf\" value=\"c5rf\">"))
        }
    }

    @Test(arguments: names, HostileText.all)
    func hostileTextStaysText(name: String, text: String) throws {
        let harmless = HostileText.harmless(text)
        let expected = try page(name, PageSamples { _ in harmless }).html()
        let html = try page(name, PageSamples { _ in text }).html()

        #expect(Self.marks(html) == Self.marks(expected))
        #expect(HTMLReading(html).elements.map(\.name) == HTMLReading(expected).elements.map(\.name))
        if expected.contains("{{x}}") {
            #expect(html.contains("{{x}}"))
            #expect(html.utf8.firstRange(of: "&quot;".utf8) != nil)
        }
    }

    /// What gives a document its structure, byte by byte.
    private static func marks(_ html: String) -> [UInt8] {
        html.utf8.filter { "<>\"'".utf8.contains($0) }
    }

    @Test
    func everyTextOfAPageIsShown() throws {
        var shown = Set<String>()
        for name in Self.names {
            let marked = try page(name, PageSamples { "⟦\($0)⟧" }).html()
            shown.formUnion(marked.split(separator: "⟦").dropFirst().map { String($0.prefix { $0 != "⟧" }) })
        }
        #expect(shown.isSuperset(of: ["alice", "c5rf", "sealed", "Reporting Studio", "9c41f07be2d83a56", "privacy"]))
    }

    @Test
    func aPageIsAnAnswerThatNoCacheKeeps() throws {
        let response = SignedOutPage(site: PageSamples.usual.site).response(status: .badRequest)

        #expect(response.status == .badRequest)
        #expect(response.headers[.contentType] == "text/html; charset=utf-8")
        #expect(response.headers[.cacheControl] == "no-store")
        #expect(
            response.headers[.contentSecurityPolicy]
                == "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
                + "frame-ancestors 'none'"
        )
    }
}
