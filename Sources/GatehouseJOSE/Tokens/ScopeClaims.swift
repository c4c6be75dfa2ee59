/// Finds the scopes that a token carries in `scope`, in `scp`, or in both.
package enum ScopeClaims {
    private static let space = UInt8(ascii: " ")

    /// The scopes in order, each once; two claims that differ count only where they agree.
    static func scopes(of claims: JSONObject) throws(TokenRejection) -> [String] {
        let scope = claims["scope"]
        let scp = claims["scp"]
        switch (scope, scp) {
        case (nil, nil): return []
        case (let only?, nil), (nil, let only?): return try sorted(try names(only))
        case (let scope?, let scp?):
            let listed = try names(scp)
            // Issuers that send both send the same, which needs no second look.
            if case .string(let text) = scope, isText(text, of: listed) {
                return try sorted(listed)
            }
            let left = try sorted(try names(scope))
            let right = Set(try sorted(listed))
            return left.filter(right.contains)
        }
    }

    /// The names in a text or a list, as they come.
    private static func names(_ claim: JSONValue) throws(TokenRejection) -> [String] {
        switch claim {
        case .string(let text):
            return split(text)
        case .array(let elements):
            let names = elements.compactMap(\.string)
            guard names.count == elements.count else { throw .badClaim }
            return names
        default:
            throw .badClaim
        }
    }

    // RFC 6749 §3.3: names with one space between them. An empty text grants nothing.
    private static func split(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        return text.utf8.split(separator: space, omittingEmptySubsequences: false).map { Substring($0).description }
    }

    /// Says whether a text is these names with one space between them.
    private static func isText(_ text: String, of names: [String]) -> Bool {
        guard !names.isEmpty else { return text.isEmpty }
        var rest = text.utf8[...]
        for (index, name) in names.enumerated() {
            if index > 0 {
                guard rest.popFirst() == space else { return false }
            }
            guard rest.starts(with: name.utf8) else { return false }
            rest = rest.dropFirst(name.utf8.count)
        }
        return rest.isEmpty
    }

    private static func sorted(_ names: [String]) throws(TokenRejection) -> [String] {
        guard names.allSatisfy(isScopeToken) else { throw .badClaim }
        guard !isInOrder(names) else { return names }
        var sorted: [String] = []
        sorted.reserveCapacity(names.count)
        for name in names.sorted() where sorted.last != name {
            sorted.append(name)
        }
        return sorted
    }

    private static func isInOrder(_ names: [String]) -> Bool {
        for index in names.indices.dropFirst() where names[index - 1] >= names[index] {
            return false
        }
        return true
    }

    /// Whether a name is a `scope-token` (RFC 6749 §3.3): one or more of `%x21 / %x23-5B / %x5D-7E`.
    ///
    /// Being ASCII, such texts may be compared with `==`.
    package static func isScopeToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case 0x21, 0x23...0x5B, 0x5D...0x7E: true
                default: false
                }
            }
    }
}
