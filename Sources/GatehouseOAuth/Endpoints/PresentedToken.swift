import GatehouseJOSE

/// An access token as it comes to the UserInfo endpoint (RFC 6750 §2, RFC 9449 §7.1).
struct PresentedToken: Sendable {
    /// How it was presented.
    enum Scheme: String, Sendable, CaseIterable {
        case bearer
        case dpop
    }

    let scheme: Scheme
    let text: Secret<String>

    private static let several = OAuthError(.invalidRequest, "The request carries more than one access token.")

    /// Finds the one access token of a request.
    init(_ request: EndpointRequest) throws(OAuthError) {
        let posted = request.parameters["access_token"]
        guard let authorization = request.authorization else {
            guard let posted else { throw UserInfo.missingToken }
            scheme = .bearer
            text = Secret(posted)
            return
        }
        // RFC 6750 §2: not more than one method in one request.
        guard posted == nil else { throw Self.several }
        let parts = authorization.utf8.split(separator: 0x20, maxSplits: 1)
        guard parts.count == 2, let scheme = Self.scheme(parts[0]), Self.isToken68(parts[1]) else {
            throw OAuthError(.invalidRequest, "The authorization header is not of the Bearer or DPoP scheme.")
        }
        self.scheme = scheme
        text = Secret(String(Substring(parts[1])))
    }

    // RFC 9110 §11.1: the case of a scheme does not matter.
    private static func scheme(_ name: Substring.UTF8View) -> Scheme? {
        Scheme.allCases.first { known in
            known.rawValue.utf8.elementsEqual(name) { $0 == ($1 | 0x20) }
        }
    }

    // RFC 9110 §11.2: token68, which has neither spaces nor commas.
    private static func isToken68(_ text: Substring.UTF8View) -> Bool {
        !text.isEmpty && text.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ",") }
    }
}
