/// Says why a certificate cannot be used, and what to do about it.
package struct CertificateProblem: Error, Sendable, Equatable {
    /// What kind of problem it is, which decides how a command ends.
    package enum Kind: Sendable, Equatable {
        /// The content of the files is not what it should be.
        case content
        /// The certificate's time is over.
        case expired
    }

    /// What kind of problem it is.
    package let kind: Kind
    /// What is wrong.
    package let message: String
    /// What to do about it.
    package let suggestion: String

    init(_ message: String, _ suggestion: String, kind: Kind = .content) {
        self.kind = kind
        self.message = message
        self.suggestion = suggestion
    }

    /// The certificate's time is over.
    static let expired = CertificateProblem(
        "the certificate has expired",
        "put a new one in its place",
        kind: .expired
    )

    /// Both files are what they should be, and are not for each other.
    static let otherKey = CertificateProblem(
        "the key does not belong to the certificate",
        "write the key that its first certificate was made for; intermediate certificates come after it"
    )
}
