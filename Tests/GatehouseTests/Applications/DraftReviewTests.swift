import GatehouseControl
import GatehousePolicy
import Glibc
import Testing

@testable import Gatehouse

@Suite("Reviewing drafts")
struct DraftReviewTests {
    private let reviewer: DraftReviewer

    init() throws {
        let context = try PolicyContext.fixture()
        let files = PolicyFiles(
            directory: "policies",
            files: [PolicyFiles.File(name: "policies/tstapp.yaml", bytes: Array(WrittenPolicy.text.utf8))],
            stored: [
                StoredDocument(
                    key: "orders",
                    text: try ApplicationText.document(.fixture(key: "orders", hosts: ["b.example.test"]))
                )
            ]
        )
        let policy = try #require(files.compiled(context: context).policy)
        reviewer = DraftReviewer(files: files, policy: policy, context: context)
    }

    @Test func filesWhoseNamesAreOtherBytesAreOtherFiles() throws {
        let context = try PolicyContext.fixture()
        // The same letters to Unicode, two files to the system.
        let names = ["policies/caf\u{E9}.yaml", "policies/cafe\u{301}.yaml"]
        let texts = [
            try ApplicationText.document(.fixture(key: "one", hosts: ["one.example.test"])),
            try ApplicationText.document(.fixture(key: "two", hosts: ["two.example.test"])),
        ]
        let files = PolicyFiles(
            directory: "policies",
            files: zip(names, texts).map { PolicyFiles.File(name: $0, bytes: Array($1.utf8)) }
        )
        let policy = try #require(files.compiled(context: context).policy)
        let reviewer = DraftReviewer(files: files, policy: policy, context: context)
        var draft = ApplicationDraft.fixture(key: "two", hosts: ["two.example.test"])
        draft.name = "Renamed"
        let review = reviewer.review(draft, replacing: "two")
        #expect(review.problems.isEmpty)
        #expect(review.text.contains("application: two"))
        #expect(review.diff.contains("+name: Renamed"))
    }

    @Test func documentsWhoseKeysAreOtherBytesStay() {
        let stored = [StoredDocument(key: "\u{E9}", text: "a"), StoredDocument(key: "b", text: "b")]
        let files = PolicyFiles(directory: "policies", files: [], stored: stored)
        let change = StoredChange(key: "e\u{301}", text: nil) { .written(nil) }
        #expect(change.applied(to: files).stored.map(\.text).sorted() == ["a", "b"])
    }

    @Test func aGoodDraftHasItsDocumentAndNoProblem() {
        let draft = ApplicationDraft.fixture(key: "fresh", hosts: ["c.example.test"])
        let review = reviewer.review(draft, replacing: nil)
        #expect(review.problems.isEmpty)
        #expect(review.text.hasPrefix("application: fresh\n"))
        #expect(review.diff.isEmpty)
    }

    @Test(arguments: [
        ("", "The short key is missing."),
        ("tstapp", "There is an application 'tstapp' already in policies/tstapp.yaml."),
        ("orders", "There is an application 'orders' already."),
        ("gatehouse", "'gatehouse' is the built-in application."),
        ("Fresh", "A short key has lowercase letters and digits only."),
        ("a-b", "A short key has lowercase letters and digits only."), ("ü", "'ü' is not a short key."),
        (String(repeating: "a", count: 64), "'\(String(repeating: "a", count: 64))' is not a short key."),
    ])
    func aShortKeyIsJudgedAsItIsTyped(key: String, message: String) {
        let problems = reviewer.review(ApplicationDraft(key: key), replacing: nil).problems.filter { $0.field == "key" }
        #expect(problems.map(\.message) == [message])
        #expect(problems.first?.suggestion != nil)
    }

    @Test func aGoodKeyAloneHasNoProblemOfItsOwn() {
        let fields = reviewer.review(ApplicationDraft(key: "fresh"), replacing: nil).problems.map(\.field)
        #expect(fields == ["upstreams.0", "routes"])
    }

    @Test func aKeyIsCheckedFastEnoughToDoItAtEveryLetter() {
        let clock = ContinuousClock()
        let duration = clock.measure {
            for _ in 0..<20 { _ = reviewer.review(ApplicationDraft(key: "fresh"), replacing: nil) }
        }
        // Twenty times 5 ms, in a build without optimization.
        #expect(duration < .milliseconds(100 * 5))
    }

    @Test(arguments: [
        Wrong("upstreams.0", "http://127.0.0.1:99999") { $0.upstreams = [$1] },
        Wrong("upstreams.1", "http://b:2/x") { $0.upstreams = ["http://a:1", $1] },
        Wrong("hosts.0", "*.example.test") { $0.hosts = [$1] },
        Wrong("hosts.1", "b.example.test/") { $0.hosts = ["c.example.test", $1] },
        Wrong("hosts.0", "auth.example.test") { $0.hosts = [$1] },
        Wrong("prefix", "no/slash") { $0.prefix = $1 },
        Wrong("audience", "relative") { $0.audience = $1 },
        Wrong("audience", "https://auth.example.test") { $0.audience = $1 },
        Wrong("scopes.1.name", "other_data.read") { $0.scopes.append(ApplicationDraft.Scope(name: $1, text: "X")) },
        Wrong("scopes.1.name", "") { $0.scopes.append(ApplicationDraft.Scope(name: $1, text: "X")) },
        Wrong("scopes.0.text", "") { $0.scopes[0].text = $1 },
        Wrong("scopes.1.name", "fresh_data.read") { draft, text in
            draft.scopes.append(ApplicationDraft.Scope(name: text, text: "Again", isAssigned: true))
        },
        Wrong("scopes.1.text", "") { draft, text in
            draft.scopes.append(ApplicationDraft.Scope(name: "fresh_x", text: text, isAssigned: true))
        },
        Wrong("routes.0.match", "GET health") { $0.routes[0].match = $1 },
        Wrong("routes.1.match", "") { $0.routes[1].match = $1 },
        Wrong("routes.1.match", "GET /health") { $0.routes[1].match = $1 },
        Wrong("routes.1.requirement", "fresh_data.raed") { $0.routes[1].requirement = $1 },
        Wrong("routes.1.requirement", "") { $0.routes[1].requirement = $1 },
        Wrong("routes.1.requirement", "{ max_age: soon }") { $0.routes[1].requirement = $1 },
        Wrong("routes.1.requirement", "{ max_age: 1") { $0.routes[1].requirement = $1 },
        Wrong("routes.1.requirement", "[public]") { $0.routes[1].requirement = $1 },
        Wrong("routes", "") { draft, _ in draft.routes = [] },
        Wrong("upstreams.0", "") { draft, _ in draft.upstreams = [] },
        Wrong("name", String(repeating: "x", count: 5_000)) { $0.name = $1 },
        Wrong("scopes.0.name", String(repeating: "\u{1}", count: 900)) { $0.scopes[0].name = $1 },
        Wrong("routes", "") { draft, _ in
            draft.routes = Array(repeating: ApplicationDraft.Route(match: "", requirement: ""), count: 2_001)
        },
    ])
    fileprivate func aMistakeIsShownBesideItsField(_ wrong: Wrong) {
        var draft = ApplicationDraft.fixture(key: "fresh", hosts: ["c.example.test"])
        wrong.change(&draft, wrong.text)
        let problems = reviewer.review(draft, replacing: nil).problems
        #expect(problems.map(\.field) == [wrong.field], "\(problems)")
        #expect(problems.allSatisfy { $0.message.hasSuffix(".") && !$0.message.contains("store:") }, "\(problems)")
    }

    @Test func whatIsWrongInSeveralFieldsIsToldAtOnce() {
        var draft = ApplicationDraft.fixture(key: "fresh")
        draft.upstreams = ["ftp://x"]
        draft.prefix = "x"
        draft.scopes[0].name = "x"
        draft.routes[0].requirement = "{"
        let fields = reviewer.review(draft, replacing: nil).problems.map(\.field)
        #expect(
            Set(fields).isSuperset(of: ["upstreams.0", "prefix", "scopes.0.name", "routes.0.requirement"]),
            "\(fields)"
        )
    }

    @Test(arguments: [
        (
            ["audience", "hosts.0"],
            ApplicationDraft.fixture(key: "fresh", hosts: ["api.example.test"], prefix: "/tstapp")
        ),
        (["audience"], ApplicationDraft.fixture(key: "fresh", audience: "https://api.example.test/tstapp")),
    ])
    func whatCollidesWithAnotherApplicationIsShownBesideTheField(fields: [String], draft: ApplicationDraft) {
        let problems = reviewer.review(draft, replacing: nil).problems
        #expect(problems.map(\.field) == fields)
        #expect(problems.allSatisfy { $0.message.contains("tstapp") && $0.suggestion != nil }, "\(problems)")
    }

    @Test func anExampleThatWouldBreakRefusesTheDraft() throws {
        let draft = try WrittenPolicy.draft { $0.routes.removeFirst() }
        let problems = reviewer.review(draft, replacing: "tstapp").problems
        #expect(problems.map(\.field) == [""])
        #expect(problems.first?.message.contains("GET /tstapp/health") == true)
    }

    @Test func anEditOfAFileIsADiffThatPatchTakes() throws {
        let draft = try WrittenPolicy.draft { $0.scopes[0].text = "Read everything" }
        let review = reviewer.review(draft, replacing: "tstapp")
        #expect(review.problems.isEmpty)
        let folder = try TemporaryFolder()
        try #require(mkdir(folder.file("policies"), 0o700) == 0)
        try folder.write("policies/tstapp.yaml", WrittenPolicy.text)
        try folder.write("edit.diff", review.diff)
        #expect(try Patch.apply("edit.diff", in: folder.path) == 0)
        #expect(try folder.read("policies/tstapp.yaml") == review.text)
        #expect(try ApplicationDraft.reading(review.text) == draft)
    }

    @Test func anEditThatChangesNothingIsNoDiff() throws {
        let review = reviewer.review(try WrittenPolicy.draft(), replacing: "tstapp")
        #expect(review == DraftReview(problems: [], text: WrittenPolicy.text, diff: ""))
    }

    @Test func theShortKeyNeverChanges() throws {
        let draft = try WrittenPolicy.draft { $0.key = "other" }
        #expect(reviewer.review(draft, replacing: "tstapp").problems.map(\.field) == ["key"])
        #expect(reviewer.review(draft, replacing: "other").problems.map(\.field) == [""])
    }

    @Test func aMistakeInAFileIsShownBesideItsField() throws {
        let draft = try WrittenPolicy.draft {
            $0.scopes[1].text = ""
            $0.routes[2].requirement = "tstapp_nothing"
        }
        let review = reviewer.review(draft, replacing: "tstapp")
        #expect(review.problems.map(\.field) == ["scopes.1.text", "routes.2.requirement"])
        #expect(!review.diff.isEmpty)
    }
}

/// A draft with one mistake, and the field beside which it is told.
private struct Wrong: Sendable, CustomTestStringConvertible {
    let field: String
    let text: String
    let change: @Sendable (inout ApplicationDraft, String) -> Void

    init(_ field: String, _ text: String, _ change: @escaping @Sendable (inout ApplicationDraft, String) -> Void) {
        self.field = field
        self.text = text
        self.change = change
    }

    var testDescription: String { "\(field): \(text.prefix(30))" }
}
