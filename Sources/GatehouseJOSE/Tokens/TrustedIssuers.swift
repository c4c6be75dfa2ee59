/// An issuer whose tokens count, with its keys of one moment.
package struct TrustedIssuer: Sendable {
    /// Tells apart what comes from another authorization server.
    package struct Foreign: Sendable, Equatable {
        /// What this server's configuration calls it.
        package let name: String
        /// How its tokens are read.
        package let rules: ForeignTokenRules
        /// How long what it says about an opaque token holds, in seconds; nil if it is not asked.
        package let introspectionSeconds: Int64?

        /// Describes another authorization server.
        package init(name: String, rules: ForeignTokenRules, introspectionSeconds: Int64? = nil) {
            self.name = name
            self.rules = rules
            self.introspectionSeconds = introspectionSeconds
        }
    }

    /// The claim `iss` of its tokens, byte for byte.
    package let issuer: String
    /// Nil while they cannot be had.
    package let keys: VerificationKeySet?
    /// Whether the last attempt to fetch them went well; of older ones a new key may be missing.
    package let areKeysFresh: Bool
    /// Nil for our own.
    package let foreign: Foreign?

    /// Joins an issuer and its keys.
    package init(issuer: String, keys: VerificationKeySet?, areKeysFresh: Bool = true, foreign: Foreign? = nil) {
        self.issuer = issuer
        self.keys = keys
        self.areKeysFresh = areKeysFresh
        self.foreign = foreign
    }
}

/// The issuers whose tokens count, with their keys.
package struct TrustedIssuers: Sendable {
    // A dictionary would find canonically equivalent names as well; there are never many issuers.
    private let entries: [TrustedIssuer]
    /// Whether there is any issuer besides our own.
    let hasForeign: Bool

    /// Takes our own keys by issuer.
    package init(_ keys: [String: VerificationKeySet]) {
        self.init(keys.map { TrustedIssuer(issuer: $0.key, keys: $0.value) })
    }

    /// Takes issuers of both kinds; of two with the same name the first counts.
    package init(_ issuers: [TrustedIssuer]) {
        entries = issuers
        hasForeign = issuers.contains { $0.foreign != nil }
    }

    /// The issuer with exactly this identifier.
    package subscript(issuer: String) -> TrustedIssuer? {
        let entries = entries.span
        for index in entries.indices where entries[index].issuer.hasSameBytes(as: issuer) {
            return entries[index]
        }
        return nil
    }

    /// The other authorization server that the configuration calls by this name.
    package func foreign(named name: String) -> TrustedIssuer? {
        entries.first { $0.foreign?.name.hasSameBytes(as: name) ?? false }
    }
}
