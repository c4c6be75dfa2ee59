import HTTPTypes
import Hummingbird

/// Knows the one origin whose pages may send forms here (RFC 6454).
struct IssuerOrigin: Sendable, Equatable {
    /// Scheme and authority: the issuer identifier.
    let value: String
    /// The authority alone.
    let host: String
    /// Whether it is reached over TLS.
    let isSecure: Bool

    init(issuer: String) {
        value = issuer
        isSecure = issuer.utf8.starts(with: "https://".utf8)
        host = String(issuer.drop { $0 != "/" }.drop { $0 == "/" })
    }

    /// Whether a form comes from one of our own pages, as far as the browser says where it comes from.
    func isOwnForm(_ request: Request) -> Bool {
        if let origin = request.headers[.origin] {
            guard origin.utf8.elementsEqual(value.utf8) else { return false }
        }
        switch request.headers[.fetchSite] {
        case nil, "same-origin"?: return true
        default: return false
        }
    }

    /// Whether a page is shown in a tab of its own, because a person went there.
    ///
    /// Scripts of an application on the same origin must not fetch or frame it (contract §2), and no browser fetches
    /// it ahead.
    static func isDocument(_ request: Request) -> Bool {
        let isDocument = request.headers[.fetchDestination].map { $0 == "document" } ?? true
        return isDocument && request.headers[.fetchPurpose] == nil
    }
}

extension HTTPField.Name {
    static let fetchDestination = fixed("Sec-Fetch-Dest")
    /// `prefetch`, also with `prerender` (Fetch §2.2.5).
    static let fetchPurpose = fixed("Sec-Purpose")
}
