/// A client as the consent page shows it.
struct ConsentClient: Sendable, Equatable {
    let name: String
    let badge: ClientBadge
    /// "It runs at …": the host of its redirect URI; nil on this machine or in a private scheme.
    let host: String?
    /// Why nobody here vouches for the name; nil for a client that an administrator created.
    let doubt: String?
    /// The host of the client id (metadata document), shown with the doubt.
    let idHost: String?
    let policyURI: String?
    let termsURI: String?
    let hasLinks: Bool
    let hasBothLinks: Bool
    /// "terms of service", with a capital at the start of the sentence.
    let termsWords: String

    init(
        name: String,
        logoPath: String? = nil,
        host: String? = nil,
        doubt: ConsentDoubt? = nil,
        policyURI: String? = nil,
        termsURI: String? = nil
    ) {
        self.name = PageWords.name(name)
        badge = ClientBadge(clientName: name, logoPath: logoPath)
        self.host = host
        self.doubt = doubt?.sentence
        idHost = doubt?.idHost
        self.policyURI = PageLink.web(policyURI)
        self.termsURI = PageLink.web(termsURI)
        hasLinks = self.policyURI != nil || self.termsURI != nil
        hasBothLinks = self.policyURI != nil && self.termsURI != nil
        termsWords = self.policyURI == nil ? "Terms of service" : "terms of service"
    }
}

/// Why a client may be another than its name says.
enum ConsentDoubt: Sendable, Equatable {
    /// It gets the answer on this machine or through a private scheme, where another program can pose as it.
    case runsOnThisDevice
    /// It registered itself (RFC 7591).
    case registeredItself
    /// It is described by a document at that host.
    case describedElsewhere(host: String)

    fileprivate var sentence: String {
        switch self {
        case .runsOnThisDevice:
            "This is a program on your own device. Go on only if you just started it there."
        case .registeredItself:
            "Nobody here checked who this is: it gave itself its name. Go on only if you know it."
        case .describedElsewhere:
            "Nobody here checked who this is. Go on only if you know the address that speaks for it:"
        }
    }

    fileprivate var idHost: String? {
        if case .describedElsewhere(let host) = self { host } else { nil }
    }
}
