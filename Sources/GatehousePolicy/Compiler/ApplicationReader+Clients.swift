/// Clients as code: their keys and values, one client at a time.
extension ApplicationReader {
    static let clientKeys =
        ["id", "name", "grant", "scopes", "public", "secret_file", "redirect_uris", "jwks_file"]
        + ["post_logout_redirect_uris", "certificate_thumbprints"]
        + DeclaredClient.TextSetting.allCases.map(\.rawValue) + DeclaredClient.FlagSetting.allCases.map(\.rawValue)
        + DeclaredClient.SecondsSetting.allCases.map(\.rawValue)

    mutating func readDeclaredClients(_ entry: LocatedEntry?) {
        guard let entry else { return }
        guard case .sequence(let elements) = entry.value.content else {
            let wanted = "write a list: '- id: ' and a name, with its other keys below"
            fields.diagnostics.error("'clients' is not a list", at: entry.value.location, wanted)
            return
        }
        for element in elements {
            if let client = readClient(element) { draft.settings.clients.append(client) }
        }
    }

    /// Nil if it has no id, without which nothing more can be said about it.
    private mutating func readClient(_ node: LocatedNode) -> DeclaredClient? {
        let found = fields.fields(of: node, "a client", known: Self.clientKeys)
        guard case .mapping = node.content, let id = readClientID(found["id"], of: node) else { return nil }
        var client = DeclaredClient(id: id, application: draft.settings.key, at: node.location)
        client.places = found.mapValues(\.value.location)
        if let entry = found["name"], let name = fields.text(entry.value, "'name'") { client.name = name }
        client.isPublic = found["public"].flatMap { fields.flag($0.value, "'public'") } ?? false
        client.secretFile = readPath("secret_file", found)
        client.keysFile = readPath("jwks_file", found)
        client.redirectURIs = readList("redirect_uris", found)
        client.postLogoutRedirectURIs = readList("post_logout_redirect_uris", found)
        client.certificateThumbprints = readList("certificate_thumbprints", found)
        readSettings(found, &client)
        client.grants = readGrants(found["grant"], of: client)
        client.scopes = readClientScopes(found["scopes"], of: client)
        checkProof(of: client, found)
        checkRedirects(of: client, found)
        return client
    }

    private mutating func readClientID(_ entry: LocatedEntry?, of node: LocatedNode) -> String? {
        guard let entry else {
            fields.diagnostics.error("the client has no 'id'", at: node.location, "write 'id: ' and a name")
            return nil
        }
        guard let id = fields.text(entry.value, "'id'") else { return nil }
        guard ClientName.isValid(id) else {
            fields.diagnostics.error("\(Quoted(id)) is not a client id", at: entry.value.location, ClientName.rule)
            return nil
        }
        guard !ClientName.isReserved(id) else {
            fields.diagnostics.error(
                "the client id \(Quoted(id)) is reserved",
                at: entry.value.location,
                ClientName.reservedRule
            )
            return nil
        }
        return id
    }

    private mutating func readSettings(_ found: [String: LocatedEntry], _ client: inout DeclaredClient) {
        for setting in DeclaredClient.TextSetting.allCases {
            guard let entry = found[setting.rawValue] else { continue }
            guard let text = fields.text(entry.value, "'\(setting.rawValue)'") else { continue }
            client.texts[setting] = text
            checkWord(text, of: setting, at: entry.value.location)
        }
        for setting in DeclaredClient.FlagSetting.allCases {
            guard let entry = found[setting.rawValue] else { continue }
            if fields.flag(entry.value, "'\(setting.rawValue)'") == true { client.flags.insert(setting) }
        }
        for setting in DeclaredClient.SecondsSetting.allCases {
            guard let entry = found[setting.rawValue] else { continue }
            let minimum: Int64 = setting == .defaultMaxAge ? 0 : 1
            client.seconds[setting] = fields.seconds(entry.value, "'\(setting.rawValue)'", from: minimum)
        }
    }

    private mutating func checkWord(
        _ word: String,
        of setting: DeclaredClient.TextSetting,
        at location: SourceLocation
    ) {
        let words: [String]
        switch setting {
        case .authenticationMethod: words = ClientProof.methods
        case .idTokenAlgorithm: words = ["ES256", "RS256"]
        case .subjectType: words = ["public", "pairwise"]
        default: return
        }
        guard !words.contains(where: { $0.hasSameBytes(as: word) }) else { return }
        fields.diagnostics.error(
            "\(Quoted(word)) is no choice for '\(setting.rawValue)'",
            at: location,
            Suggestion.nearest(to: word, among: words) ?? "the choices are \(words.joined(separator: ", "))"
        )
    }

    private mutating func readList(_ key: String, _ found: [String: LocatedEntry]) -> [String] {
        guard let entry = found[key] else { return [] }
        return fields.texts(of: entry.value, "'\(key)'").map(\.text)
    }

    private mutating func readPath(_ key: String, _ found: [String: LocatedEntry]) -> String? {
        guard let entry = found[key], let path = fields.text(entry.value, "'\(key)'") else { return nil }
        guard !path.utf8.contains(0) else {
            fields.diagnostics.error("'\(key)' is not the name of a file", at: entry.value.location)
            return nil
        }
        return path
    }
}
