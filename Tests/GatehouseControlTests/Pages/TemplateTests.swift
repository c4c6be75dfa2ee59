import Testing

@testable import GatehouseControl

@Suite("Templates")
struct TemplateTests {
    @Test
    func everyTemplateIsParsedByTheLibrary() throws {
        #expect(PageLibrary.shared != nil)
        _ = try PageLibrary.load()
    }

    @Test(arguments: PageLibrary.sources.keys.sorted())
    func everyTemplateEscapesEveryValueOurWay(name: String) throws {
        let source = try #require(PageLibrary.sources[name])

        // Neither unescaped values nor other delimiters, transforms, or names of parts that come from a value.
        for banned in ["{{{", "{{&", "{{=", "{{ ", "{{>*", "{{<*"] {
            #expect(!source.contains(banned), "\(banned)")
        }
        let tags = source.split(separator: "{{").dropFirst().map { $0.prefix { $0 != "}" } }
        #expect(tags.allSatisfy { !$0.contains("(") })
        #expect(source.ranges(of: "{{%").count == (tags.isEmpty ? 0 : 1))
        #expect(tags.isEmpty || source.hasPrefix("{{%CONTENT_TYPE:\(EscapedHTML.name)}}\n"))
    }

    @Test
    func everyNameInATemplateIsAFieldOfItsPageAndEverySectionIsShownByASample() throws {
        let templates = try TemplateNode.all()
        var walk = TemplateWalk(templates: templates)
        for sample in PageSamples.usual.all {
            walk.walk(sample.page)
        }

        #expect(Set(walk.problems).sorted() == [])
        // The parts of the dashboard show their own.
        let issuers = templates.filter { !$0.key.hasPrefix("board") }
        #expect(Set(issuers.flatMap { TemplateNode.places($0.value) }).subtracting(walk.entered).sorted() == [])
    }

    @Test
    func theWalkFindsATypingError() throws {
        let page = SignedOutPage(site: PageSamples.usual.site)
        for source in ["{{tilte}}", "{{site.isuerHost}}", "{{#isEverywher}}x{{/isEverywher}}", "{{isEverywhere}}"] {
            var walk = TemplateWalk(templates: ["signedOut": try TemplateNode.parse(source, named: "signedOut")])
            walk.walk(page)
            #expect(walk.problems.count == 1, "\(source)")
        }
    }
}
