/// An address to which the answer to an authorization request may be sent.
package struct RedirectURI: Sendable, Hashable {
    /// The exact text; it is compared octet by octet.
    package let value: String

    /// Takes what a client may register: https, http on loopback, or a private-use scheme; never a fragment.
    package init(_ text: String) throws(RedirectURIFlaw) {
        guard let uri = AbsoluteURI(text) else { throw .notAbsolute }
        // RFC 6749 §3.1.2: the redirection endpoint must not include a fragment.
        guard !uri.hasFragment else { throw .fragment }
        guard !uri.hasUserInfo else { throw .userInfo }
        if uri.scheme == "https" || uri.scheme == "http" {
            guard let host = uri.host, !host.isEmpty else { throw .notAbsolute }
            // RFC 8252 §8.3: only loopback may go without TLS, because it does not leave the machine.
            guard uri.isWebAddress else { throw .insecure }
        } else {
            // RFC 8252 §7.1: a private-use scheme is a reversed domain name; so `javascript:` and `data:` are none.
            guard uri.scheme.utf8.contains(UInt8(ascii: ".")) else { throw .scheme }
        }
        value = text
    }
}

/// Why an address may not be registered as a redirect URI.
package enum RedirectURIFlaw: Error, Sendable, Equatable, CaseIterable {
    case notAbsolute
    case fragment
    case userInfo
    case insecure
    case scheme

    /// One sentence for people; it never repeats the address.
    package var message: String {
        switch self {
        case .notAbsolute: "A redirect URI is not an absolute URI."
        case .fragment: "A redirect URI has a fragment (#)."
        case .userInfo: "A redirect URI has a user name in it."
        case .insecure: "A redirect URI uses http."
        case .scheme: "A redirect URI uses a scheme that is neither https nor private."
        }
    }

    /// What to write instead.
    package var suggestion: String {
        switch self {
        case .notAbsolute: "Write it in full, such as https://app.example/callback."
        case .fragment: "Leave out the # and what follows it."
        case .userInfo: "Leave out what stands before the @."
        case .insecure:
            "Use https; plain http is for 127.0.0.1 and [::1], with any port, and for localhost with the one you write."
        case .scheme: "A private scheme is a reversed domain name, such as com.example.app:/callback."
        }
    }
}
