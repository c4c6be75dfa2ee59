import Foundation
import Testing

@testable import GatehouseControl

/// What holds for every page about clients, in every state.
@Suite("Pages about clients")
struct ClientSampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    @Test
    func pagesAreAsTheirGoldenFiles() async throws {
        let samples = try await ClientSamples().all
        for sample in samples {
            let file = Self.folder.appending(path: "\(sample.name).html")
            let html = sample.page.html()
            if ProcessInfo.processInfo.environment["GATEHOUSE_UPDATE_GOLDEN"] == "1" {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try Data(html.utf8).write(to: file)
            }
            let golden = try String(contentsOf: file, encoding: .utf8)
            #expect(Self.lasting(html) == Self.lasting(golden), "\(sample.name)")
        }
        #expect(Set(samples.map(\.name)).count == samples.count)
    }

    /// Without the drafts, whose seal is of a key of this run.
    private static func lasting(_ html: String) -> [String] {
        html.split(separator: "\n").map(String.init).filter { !$0.contains("name=\"draft\"") }
    }

    @Test
    func everyNameInATemplateIsAField() async throws {
        var templates: [String: [TemplateNode]] = [:]
        for (name, source) in PageLibrary.sources { templates[name] = try TemplateNode.parse(source, named: name) }
        var walk = TemplateWalk(templates: templates)
        for sample in try await ClientSamples().all { walk.walk(sample.page) }

        #expect(Set(walk.problems).sorted() == [])
    }

    @Test
    func pagesAreSoundDocuments() async throws {
        for sample in try await ClientSamples().all {
            let html = sample.page.html()
            let reading = HTMLReading(html)
            let ids = reading.values(of: "id")
            #expect(reading.all("h1").count == (sample.page is ClientPreviewPage ? 0 : 1), "\(sample.name)")
            #expect(Set(ids).count == ids.count, "\(sample.name)")
            let targets =
                reading.all("label").compactMap { $0["for"] } + reading.values(of: "aria-labelledby")
                + reading.values(of: "aria-describedby").flatMap { $0.split(separator: " ").map(String.init) }
            #expect(Set(targets).subtracting(ids) == [], "\(sample.name)")
            let anchors = reading.all("a").compactMap { $0["href"] }.filter { $0.hasPrefix("#") }
            #expect(Set(anchors.map { String($0.dropFirst()) }).subtracting(ids) == [], "\(sample.name)")
            #expect(
                reading.elements.flatMap(\.attributes).allSatisfy { $0.name != "style" && !$0.name.hasPrefix("on") }
            )
            #expect(html.utf8.count < 100_000, "\(sample.name)")
            for form in html.components(separatedBy: "<form ").dropFirst() where form.contains("method=\"post\"") {
                #expect(form.contains("<input type=\"hidden\" name=\"csrf\" value=\"c5rf\">"), "\(sample.name)")
            }
        }
    }

    /// A quotation mark, with and without a mark that joins it to one character.
    @Test(arguments: [
        "\"><script>alert(1)</script>{{x}}'&",
        "\"\u{301}><\u{338}script\u{301}>alert(1)<\u{301}/script>{{x}}'\u{301}&\u{301}",
    ])
    func hostileTextStaysText(text: String) async throws {
        let harmless = String(decoding: text.utf8.map { "<>\"&'".utf8.contains($0) ? 0x2D : $0 }, as: UTF8.self)
        let expected = try await ClientSamples { _ in harmless }.all
        for (index, sample) in try await ClientSamples({ _ in text }).all.enumerated() {
            let html = sample.page.html()
            #expect(!html.contains("<script>alert"), "\(sample.name)")
            let names = HTMLReading(html).elements.map(\.name)
            #expect(names == HTMLReading(expected[index].page.html()).elements.map(\.name), "\(sample.name)")
        }
    }
}
