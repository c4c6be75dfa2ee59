import GatehouseJOSE

/// What the parameter `claims` means for the sign-in (OpenID Connect Core §5.5); the rest is for the tokens.
struct ClaimsRequest: Sendable, Equatable {
    /// §5.5.1.1: the values of an essential `acr`, of which one must be reached; nil if it is not essential.
    private(set) var requiredContexts: [String]?
    /// The values of an `acr` that is not essential.
    private(set) var wantedContexts: [String] = []
    /// §5.5.1: the values of `sub`, once for each place: one of each must be the person's.
    private(set) var subjects: [[String]] = []

    private static let depth = 6

    /// Refuses what is not of the form of §5.5; members that nobody knows are ignored.
    init(parsing text: String) throws(OAuthError) {
        let document = (try? JSONParser.parse(text, maximumDepth: Self.depth))?.object
        guard let document else { throw Self.refusal }
        for place in ["id_token", "userinfo"] {
            guard let value = document[place], value != .null else { continue }
            guard let members = value.object?.members else { throw Self.refusal }
            for member in members {
                try read(member, isInIDToken: place == "id_token")
            }
        }
    }

    private static let refusal = OAuthError(.invalidRequest, "The parameter claims has a wrong form.")

    private mutating func read(_ member: JSONObject.Member, isInIDToken: Bool) throws(OAuthError) {
        guard member.value != .null else { return }
        guard let wish = member.value.object else { throw Self.refusal }
        let isEssential = try Self.isEssential(wish)
        let values = try Self.values(of: wish)
        guard !values.isEmpty else { return }
        if member.name.hasSameBytes(as: "sub") {
            subjects.append(try Self.texts(values))
        }
        guard isInIDToken, member.name.hasSameBytes(as: "acr") else { return }
        let contexts = try Self.texts(values)
        if isEssential {
            requiredContexts = contexts
        } else {
            wantedContexts = contexts
        }
    }

    private static func isEssential(_ wish: JSONObject) throws(OAuthError) -> Bool {
        guard let value = wish["essential"] else { return false }
        guard let isEssential = value.bool else { throw refusal }
        return isEssential
    }

    private static func values(of wish: JSONObject) throws(OAuthError) -> [JSONValue] {
        if let value = wish["value"] { return [value] }
        guard let list = wish["values"] else { return [] }
        guard let values = list.array else { throw refusal }
        return values
    }

    private static func texts(_ values: [JSONValue]) throws(OAuthError) -> [String] {
        let texts = values.compactMap(\.string)
        guard texts.count == values.count else { throw refusal }
        return texts
    }
}
