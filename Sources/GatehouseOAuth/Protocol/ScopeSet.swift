import GatehouseJOSE

/// The scopes of a request, a client or a token: sorted, each once.
package struct ScopeSet: Sendable, Equatable, Hashable {
    /// The scopes in ascending byte order.
    package let names: [String]

    /// No scope at all.
    package static let empty = ScopeSet(sorted: [])

    /// Reads the `scope` parameter of a request.
    package init(parsing text: String) throws(OAuthError) {
        var names: [String] = []
        for token in text.utf8.split(separator: 0x20) {
            guard let name = String(Substring(token).utf8), ScopeClaims.isScopeToken(name) else {
                throw OAuthError(.invalidScope, "The scope contains a character that no scope may contain.")
            }
            names.append(name)
        }
        self.init(names)
    }

    /// Takes names that were checked before, in any order.
    package init(_ names: some Sequence<String>) {
        var unique: [String] = []
        for name in names.sorted() where unique.last != name {
            unique.append(name)
        }
        self.init(sorted: unique)
    }

    private init(sorted names: [String]) {
        self.names = names
    }

    /// The names separated by single spaces, as tokens and answers carry them.
    package var serialized: String { names.joined(separator: " ") }

    /// Whether there is no scope in it.
    package var isEmpty: Bool { names.isEmpty }

    /// Whether `name` is one of them.
    package func contains(_ name: String) -> Bool { names.contains(name) }

    /// Whether every scope is also in `other`.
    package func isSubset(of other: ScopeSet) -> Bool { names.allSatisfy(other.contains) }

    /// The scopes for which `isIncluded` answers true.
    package func filter(_ isIncluded: (String) -> Bool) -> ScopeSet { ScopeSet(sorted: names.filter(isIncluded)) }
}
