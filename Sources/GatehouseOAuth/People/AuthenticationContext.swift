import GatehouseJOSE

/// How surely a person was recognised: the `acr` of tokens, named after the levels of NIST SP 800-63B.
package enum AuthenticationContext: String, CaseIterable, Sendable, Codable {
    /// One factor: the password.
    case aal1
    /// Two factors: the password, then a one-time code of an authenticator or a recovery code.
    case aal2

    /// The value of the claim `acr` (OpenID Connect Core §2).
    package var acr: String { rawValue }

    /// The values of the claim `amr` (RFC 8176 §2); a recovery code is a one-time password too.
    package var amr: [String] {
        switch self {
        case .aal1: ["pwd"]
        case .aal2: ["pwd", "otp", "mfa"]
        }
    }

    /// Whether one of the requested `acr` values is reached; asking for none asks for nothing.
    ///
    /// A value that is not known here is never reached.
    package func satisfies(_ requested: [String]) -> Bool {
        requested.isEmpty || requested.contains { AuthenticationContext(acr: $0).map { $0 <= self } ?? false }
    }

    /// Reads the value of a claim or of `acr_values`, byte for byte.
    package init?(acr: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.hasSameBytes(as: acr) }) else { return nil }
        self = known
    }
}

extension AuthenticationContext: Comparable {
    package static func < (first: AuthenticationContext, second: AuthenticationContext) -> Bool {
        first == .aal1 && second == .aal2
    }
}
