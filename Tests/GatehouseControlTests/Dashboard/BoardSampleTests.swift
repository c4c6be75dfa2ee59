import Foundation
import Testing

@testable import GatehouseControl

/// What holds for every page about decisions and people, in every state.
@Suite("Pages about decisions and people")
struct BoardSampleTests {
    private static func samples(_ text: @escaping @Sendable (String) -> String = { $0 }) throws -> [PageSamples.Sample]
    {
        let samples = PageSamples(text: text)
        return try samples.decisionPages + samples.peoplePages
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

    @Test
    func pagesAreAsTheirGoldenFiles() throws {
        let samples = try Self.samples()
        for sample in samples {
            let file = Self.folder.appending(path: "\(sample.name).html")
            let html = sample.page.html()
            if ProcessInfo.processInfo.environment["GATEHOUSE_UPDATE_GOLDEN"] == "1" {
                try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
                try Data(html.utf8).write(to: file)
            }
            let golden = try String(contentsOf: file, encoding: .utf8)
            #expect(Array(html.utf8) == Array(golden.utf8), "\(sample.name)")
        }
        #expect(Set(samples.map(\.name)).count == samples.count)
    }

    @Test
    func everyNameInATemplateIsAFieldAndEverySectionIsShownBySomeSample() throws {
        var templates: [String: [TemplateNode]] = [:]
        for (name, source) in PageLibrary.sources { templates[name] = try TemplateNode.parse(source, named: name) }
        var walk = TemplateWalk(templates: templates)
        for sample in try Self.samples() { walk.walk(sample.page) }

        #expect(Set(walk.problems).sorted() == [])
        let own = templates.filter { name, _ in
            name.hasPrefix("boardDecision") || name.hasPrefix("boardPeople") || name.hasPrefix("boardPerson")
        }
        #expect(own.count == 14)
        #expect(Set(own.flatMap { Self.places($0.value) }).subtracting(walk.entered).sorted() == [])
    }

    @Test
    func pagesAreSoundDocuments() throws {
        for sample in try Self.samples() {
            let html = sample.page.html()
            let reading = HTMLReading(html)
            let ids = reading.values(of: "id")
            #expect(reading.all("h1").count == 1, "\(sample.name)")
            #expect(Set(ids).count == ids.count, "\(sample.name)")
            let targets =
                reading.all("label").compactMap { $0["for"] } + reading.values(of: "aria-labelledby")
                + reading.values(of: "aria-describedby").flatMap { $0.split(separator: " ").map(String.init) }
            #expect(Set(targets).subtracting(ids) == [], "\(sample.name)")
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
    func hostileTextStaysText(text: String) throws {
        let harmless = String(decoding: text.utf8.map { "<>\"&'".utf8.contains($0) ? 0x2D : $0 }, as: UTF8.self)
        let expected = try Self.samples { _ in harmless }
        for (index, sample) in try Self.samples({ _ in text }).enumerated() {
            let html = sample.page.html()
            #expect(!html.contains("<script>alert"), "\(sample.name)")
            let names = HTMLReading(html).elements.map(\.name)
            #expect(names == HTMLReading(expected[index].page.html()).elements.map(\.name), "\(sample.name)")
        }
    }

    private static func places(_ nodes: [TemplateNode]) -> [String] {
        nodes.flatMap { node -> [String] in
            switch node {
            case .section(_, _, let place, let children): [place] + places(children)
            case .parent(_, let children), .block(_, let children): places(children)
            case .variable, .partial: []
            }
        }
    }
}
