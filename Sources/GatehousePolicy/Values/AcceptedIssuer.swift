/// Another authorization server whose tokens an application accepts.
package struct AcceptedIssuer: Sendable, Equatable {
    /// The names of a token's scopes and roles any of which stands for a scope of the application.
    package struct ScopeSource: Sendable, Equatable {
        /// The application's scope.
        package let scope: String
        /// What the issuer calls it.
        package let names: [String]
    }

    /// What `trusted_issuers` calls it.
    package let name: String
    /// The claim `iss` of its tokens.
    package let url: String
    /// What `aud` must contain one of; empty for the application's own audience.
    package let audiences: [String]
    /// The scopes that the issuer calls otherwise.
    package let scopes: [ScopeSource]
    /// Whether tokens that only the issuer can read are shown to it.
    package let introspects: Bool
}

extension CompiledApplication {
    /// The accepted issuer of that name.
    package func acceptedIssuer(named name: String) -> AcceptedIssuer? {
        issuers.first { $0.name.hasSameBytes(as: name) }
    }

    /// The one accepted issuer that is asked about tokens that only it can read.
    package var introspectingIssuer: AcceptedIssuer? { issuers.first { $0.introspects } }

    /// What the `aud` of this issuer's tokens must contain one of.
    package func audiences(of issuer: AcceptedIssuer) -> [String] {
        issuer.audiences.isEmpty ? [audience] : issuer.audiences
    }

    /// The scopes of this application that a token of another issuer has, sorted; whatever else is in it does not count.
    ///
    /// A scope that is assigned to people counts only where the policy says what stands for it.
    package func scopes(of names: [String], from issuer: AcceptedIssuer) -> [String] {
        let held = scopes.filter { scope in
            if let source = issuer.scopes.first(where: { $0.scope.hasSameBytes(as: scope.name) }) {
                return source.names.contains { source in names.contains { $0.hasSameBytes(as: source) } }
            }
            return !scope.assigned && names.contains { $0.hasSameBytes(as: scope.name) }
        }
        return held.map(\.name).sorted { $0.precedesInBytes($1) }
    }
}
