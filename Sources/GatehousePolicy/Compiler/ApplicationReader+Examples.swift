/// The policy's own tests: `- GET /path with scope: permit`, or a mapping with the same in fields.
extension ApplicationReader {
    mutating func readExamples(_ entry: LocatedEntry?) {
        guard let entry else { return }
        guard case .sequence(let items) = entry.value.content else {
            fields.diagnostics.error(
                "'examples' is not a list",
                at: entry.value.location,
                "write '- GET /path with scope: permit' lines"
            )
            return
        }
        for item in items { readExample(item) }
    }

    private mutating func readExample(_ item: LocatedNode) {
        guard case .mapping(let entries) = item.content else {
            fields.diagnostics.error(
                "the example has no expectation",
                at: item.location,
                "write '- GET /path with scope: permit' or '…: deny missing_token'"
            )
            return
        }
        if entries.count == 1, let entry = entries.first, let text = entry.key.text, text.utf8.contains(0x20) {
            readLine(text, entry)
        } else {
            readFields(item)
        }
    }

    private mutating func readLine(_ text: String, _ entry: LocatedEntry) {
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        let isPreflight = Self.preflight(words) != nil
        guard words.count == 2 || isPreflight || (words.count >= 4 && words[2] == "with") else {
            fields.diagnostics.error(
                "\(Quoted(text)) is not a request",
                at: entry.key.location,
                "write 'GET /path' or 'GET /path with scope another_scope'"
            )
            return
        }
        let scopes = isPreflight ? [] : Array(words.dropFirst(3))
        for scope in scopes { checkExampleScope(scope, at: entry.key.location) }
        let caller = words.count == 2 || isPreflight ? nil : PolicyCaller(scopes: scopes)
        let expectation = readExpectation(entry.value)
        addExample(text, words, host: nil, caller, expectation, at: entry.key.location)
    }

    private mutating func readFields(_ item: LocatedNode) {
        let keys = ["request", "host", "scopes", "client", "claims", "auth_age", "issuer", "expect"]
        let found = fields.fields(of: item, "an example", known: keys)
        for key in ["request", "expect"] where found[key] == nil {
            fields.diagnostics.error(
                "the example has no '\(key)'",
                at: item.location,
                "its keys are \(keys.joined(separator: ", "))"
            )
        }
        let expectation = found["expect"].flatMap { readExpectation($0.value) }
        let caller = readCaller(found)
        let host = found["host"].flatMap { readExampleHost($0.value) }
        guard let request = found["request"]?.value, let text = fields.text(request, "'request'") else { return }
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        addExample(text, words, host: host, caller, expectation, at: item.location)
    }

    private mutating func addExample(
        _ text: String,
        _ words: [String],
        host: String?,
        _ caller: PolicyCaller?,
        _ expectation: PolicyExample.Expectation?,
        at location: SourceLocation
    ) {
        guard words.count >= 2, words[1].utf8.first == UInt8(ascii: "/"), words[0] == words[0].uppercased() else {
            fields.diagnostics.error(
                "\(Quoted(text)) is not a request",
                at: location,
                "write the method in uppercase and the whole path, with the prefix"
            )
            return
        }
        guard let expectation else { return }
        let request = PolicyRequest(
            method: words[0],
            target: words[1],
            host: host ?? exampleHost,
            caller: caller,
            preflight: Self.preflight(words)
        )
        draft.examples.append(
            PolicyExample(location: location, label: text, request: request, expectation: expectation)
        )
    }

    /// `OPTIONS /path from https://app.example.com for PUT`.
    private static func preflight(_ words: [String]) -> PreflightQuestion? {
        guard words.count == 6, words[0] == "OPTIONS", words[2] == "from", words[4] == "for" else { return nil }
        return PreflightQuestion(origin: Array(words[3].utf8), method: Array(words[5].utf8))
    }

    /// Where this application answers: its first host, else any host that is not the issuer's unless that is included.
    private var exampleHost: String {
        if let host = draft.settings.hosts.first { return host }
        return context.issuerIsLoopback ? context.issuerAuthority : "any-host.invalid"
    }

    private mutating func readExampleHost(_ node: LocatedNode) -> String? {
        guard let text = fields.text(node, "'host'") else { return nil }
        guard let (host, port) = Authority.parse(text), text == text.lowercased() else {
            fields.diagnostics.error("\(Quoted(text)) is not a host", at: node.location, "write 'api.example.test'")
            return nil
        }
        return port.map { "\(host):\($0)" } ?? host
    }

    private mutating func readExpectation(_ node: LocatedNode) -> PolicyExample.Expectation? {
        guard let text = fields.text(node, "the expectation") else { return nil }
        if text == "permit" { return .permit }
        if text == "deny" { return .deny(reason: nil) }
        let reasons = Denial.reasons + PolicyOutcome.otherReasons
        let words = text.utf8.split(separator: UInt8(ascii: " ")).map { String(Substring($0)) }
        if words.count == 2, words[0] == "deny", reasons.contains(words[1]) { return .deny(reason: words[1]) }
        let candidates = ["permit", "deny"] + reasons.map { "deny \($0)" }
        fields.diagnostics.error(
            "\(Quoted(text)) is not an expectation",
            at: node.location,
            Suggestion.nearest(to: text, among: candidates)
                ?? "write 'permit' or 'deny' with one of \(reasons.joined(separator: ", "))"
        )
        return nil
    }
}
