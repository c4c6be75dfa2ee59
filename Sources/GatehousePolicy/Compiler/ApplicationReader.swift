/// Reads one application's file.
struct ApplicationReader {
    static let keys =
        [
            "application", "name", "upstream", "hosts", "prefix", "strip_prefix", "audience", "claims", "scopes",
            "routes",
            "clients", "grants", "issuers", "examples", "cors", "limits", "paths", "forward_token",
            "case_sensitive_upstream",
            "stream_past_expiry",
            "insecure_shared_origin",
        ] + upstreamKeys

    let context: PolicyContext
    var fields = FieldReader()
    var draft: ApplicationDraft

    init(_ document: PolicyDocument, context: PolicyContext) {
        self.context = context
        self.draft = ApplicationDraft(at: document.root.location)
        self.draft.settings.file = document.file
    }

    /// Reads a file; the draft is only worth compiling if there is no error.
    static func read(_ document: PolicyDocument, context: PolicyContext) -> (ApplicationDraft, DiagnosticList) {
        var reader = ApplicationReader(document, context: context)
        reader.read(document.root)
        return (reader.draft, reader.fields.diagnostics)
    }

    private mutating func read(_ root: LocatedNode) {
        guard case .mapping = root.content else {
            fields.diagnostics.error(
                "the file does not declare an application",
                at: root.location,
                "begin with 'application: ' and a short key"
            )
            return
        }
        let found = fields.fields(of: root, "an application", known: Self.keys, misplaced: MisplacedKeys.application)
        readKey(found["application"])
        readName(found["name"])
        readUpstreams(found["upstream"])
        readUpstreamOptions(found)
        readHosts(found["hosts"])
        readPrefix(found["prefix"])
        readFlags(found)
        readPaths(found["paths"])
        readAudience(found["audience"])
        readPersonClaims(found["claims"])
        readScopes(found["scopes"])
        readIssuers(found["issuers"])
        readRoutes(found["routes"])
        readCrossOrigin(found["cors"])
        readLimits(found["limits"])
        readDeclaredClients(found["clients"])
        readGivenScopes(found["grants"])
        warnOfUnusableClients(found)
        readExamples(found["examples"])
    }

    private mutating func readKey(_ entry: LocatedEntry?) {
        guard let entry else {
            fields.diagnostics.error("'application' is missing", at: draft.location, "write 'application: ' and a key")
            return
        }
        draft.keyLocation = entry.value.location
        guard let key = fields.text(entry.value, "'application'") else { return }
        guard key.utf8.count <= 63, key.utf8.allSatisfy(Self.isKeyByte) else {
            fields.diagnostics.error(
                "\(Quoted(key)) is not a short key",
                at: entry.value.location,
                "use lowercase letters and digits only, at most 63"
            )
            return
        }
        guard key != "gatehouse" else {
            fields.diagnostics.error(
                "'gatehouse' is the built-in application",
                at: entry.value.location,
                "choose another key"
            )
            return
        }
        draft.settings.key = key
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private mutating func readName(_ entry: LocatedEntry?) {
        draft.settings.name = entry.flatMap { fields.text($0.value, "'name'") } ?? draft.settings.key
    }

    private mutating func readFlags(_ found: [String: LocatedEntry]) {
        draft.settings.stripPrefix = flag("strip_prefix", found)
        draft.settings.forwardToken = flag("forward_token", found)
        draft.settings.caseSensitiveUpstream = flag("case_sensitive_upstream", found)
        draft.settings.streamPastExpiry = flag("stream_past_expiry", found)
        draft.allowsSharedOrigin = flag("insecure_shared_origin", found)
    }

    private mutating func flag(_ key: String, _ found: [String: LocatedEntry]) -> Bool {
        found[key].flatMap { fields.flag($0.value, "'\(key)'") } ?? false
    }

    private mutating func readPaths(_ entry: LocatedEntry?) {
        guard let entry else { return }
        let words = [
            "encoded_slash": "segment", "parameters": "keep", "empty_segments": "keep", "double_encoding": "keep",
        ]
        let found = fields.fields(of: entry.value, "'paths'", known: words.keys.sorted())
        for (key, entry) in found {
            guard let word = fields.text(entry.value, "'\(key)'") else { continue }
            if word != words[key] {
                let wanted = "write '\(key): \(words[key] ?? "")' or remove it"
                fields.diagnostics.error("\(Quoted(word)) is no choice for '\(key)'", at: entry.value.location, wanted)
            }
        }
        draft.settings.pathOptions = PathOptions(
            encodedSlash: found["encoded_slash"] != nil,
            parameters: found["parameters"] != nil,
            emptySegments: found["empty_segments"] != nil,
            doubleEncoding: found["double_encoding"] != nil
        )
    }
}
