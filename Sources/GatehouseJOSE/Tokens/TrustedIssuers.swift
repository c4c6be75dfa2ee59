/// The issuers whose tokens count, with their keys.
package struct TrustedIssuers: Sendable {
    private struct Entry: Sendable {
        let issuer: String
        let keys: VerificationKeySet
    }

    // A dictionary would find canonically equivalent names as well; there are never many issuers.
    private let entries: [Entry]

    /// Takes the keys by issuer.
    package init(_ keys: [String: VerificationKeySet]) {
        entries = keys.map { Entry(issuer: $0.key, keys: $0.value) }
    }

    /// The keys of the issuer with exactly this name.
    package subscript(issuer: String) -> VerificationKeySet? {
        let entries = entries.span
        for index in entries.indices where entries[index].issuer.hasSameBytes(as: issuer) {
            return entries[index].keys
        }
        return nil
    }
}
