import Foundation
import Testing

@testable import GatehouseControl

/// What holds for every page of the dashboard, in every state.
@Suite("Pages of the dashboard")
struct BoardSampleTests {
    @Test(arguments: SampleGroup.allCases)
    func pagesAreAsTheirGoldenFiles(group: SampleGroup) async throws {
        for sample in try await group.samples() {
            try GoldenPages.dashboard.expect(sample.page.html(), in: sample.name)
        }
    }

    @Test func everyGoldenFileBelongsToASampleAndEveryNameIsUsedOnce() async throws {
        var names: [String] = []
        for group in SampleGroup.allCases { names += try await group.samples().map(\.name) }

        #expect(try GoldenPages.dashboard.names() == names.sorted())
        #expect(Set(names).count == names.count)
    }

    @Test func everyNameInATemplateIsAFieldAndEverySectionIsShownBySomeSample() async throws {
        let templates = try TemplateNode.all()
        var walk = TemplateWalk(templates: templates)
        for group in SampleGroup.allCases {
            for sample in try await group.samples() { walk.walk(sample.page) }
        }

        #expect(Set(walk.problems).sorted() == [])
        // Clients' forms and reach show some parts only past limits that no sample comes to.
        let own = templates.filter { template in
            template.key.hasPrefix("board")
                && !["boardClientField", "boardClientForm", "boardClientPreview", "boardReach"].contains(template.key)
        }
        #expect(Set(own.flatMap { TemplateNode.places($0.value) }).subtracting(walk.entered).sorted() == [])
    }

    @Test(arguments: SampleGroup.allCases)
    func pagesAreSoundDocuments(group: SampleGroup) async throws {
        for sample in try await group.samples() {
            let html = sample.page.html()
            let reading = HTMLReading(html)
            let ids = reading.values(of: "id")
            // Scripts put parts of pages where a heading is already.
            #expect(reading.all("h1").count == (html.hasPrefix("<!doctype html>") ? 1 : 0), "\(sample.name)")
            #expect(Set(ids).count == ids.count, "\(sample.name)")
            let targets =
                reading.all("label").compactMap { $0["for"] } + reading.values(of: "aria-labelledby")
                + reading.values(of: "aria-describedby").flatMap { $0.split(separator: " ").map(String.init) }
            #expect(Set(targets).subtracting(ids) == [], "\(sample.name)")
            // Links within the page, and those of its tables' heads.
            let anchors = reading.all("a").compactMap { $0["href"] }
                .filter { $0.hasPrefix("#") || $0.contains("sort=") }
                .compactMap { $0.split(separator: "#", omittingEmptySubsequences: false).dropFirst().first }
            #expect(Set(anchors.map(String.init)).subtracting(ids) == [], "\(sample.name)")
            #expect(
                reading.elements.flatMap(\.attributes).allSatisfy { $0.name != "style" && !$0.name.hasPrefix("on") }
            )
            #expect(html.utf8.count < 100_000, "\(sample.name)")
            for form in html.components(separatedBy: "<form ").dropFirst() where form.contains("method=\"post\"") {
                #expect(form.contains("<input type=\"hidden\" name=\"csrf\" value=\"c5rf\">"), "\(sample.name)")
            }
        }
    }

    @Test(arguments: SampleGroup.allCases, HostileText.all)
    func hostileTextStaysText(group: SampleGroup, text: String) async throws {
        let expected = try await group.samples { _ in HostileText.harmless(text) }
        let samples = try await group.samples { _ in text }
        #expect(samples.map(\.name) == expected.map(\.name))
        for (sample, harmless) in zip(samples, expected) {
            let html = sample.page.html()
            #expect(!html.contains("<script>alert"), "\(sample.name)")
            let names = HTMLReading(html).elements.map(\.name)
            #expect(names == HTMLReading(harmless.page.html()).elements.map(\.name), "\(sample.name)")
        }
    }
}
