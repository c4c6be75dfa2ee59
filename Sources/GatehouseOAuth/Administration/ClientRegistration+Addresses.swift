import GatehouseJOSE

extension ClientRegistration {
    /// More of them would not fit a page that people read.
    static let maximumAddresses = 100

    /// The redirect URIs that may be registered, each once; what is wrong is noted.
    static func redirectURIs(
        _ texts: [String],
        wish: ClientAccessWish,
        _ problems: inout FieldProblems
    ) -> [RedirectURI] {
        guard wish.knownGrants.contains(.authorizationCode) else {
            if !texts.isEmpty {
                problems.note(
                    "redirect_uris",
                    .invalidRedirectURI,
                    "Redirect URIs are for clients with the grant authorization_code only."
                )
            }
            return []
        }
        guard !texts.isEmpty else {
            problems.note(
                "redirect_uris",
                .invalidRedirectURI,
                "A client with the grant authorization_code needs a redirect URI.",
                suggestion: "Add the address to which people come back after they signed in."
            )
            return []
        }
        guard texts.count <= maximumAddresses else {
            problems.note("redirect_uris", .invalidRedirectURI, "A client has at most 100 redirect URIs.")
            return []
        }
        var uris: [RedirectURI] = []
        for (position, text) in texts.enumerated() {
            let uri = problems.check("redirect_uris.\(position)") { () throws(AdminRefusal) in
                try redirectURI(text)
            }
            if let uri, !uris.contains(uri) { uris.append(uri) }
        }
        return uris
    }

    /// One redirect URI; without an asterisk, which is a sign like others to RFC 6749 §3.1.2.3 and a pattern to people.
    static func redirectURI(_ text: String) throws(AdminRefusal) -> RedirectURI {
        guard !text.utf8.contains(UInt8(ascii: "*")) else {
            throw AdminRefusal(
                .invalidRedirectURI,
                "A redirect URI has an asterisk (*) in it, and would match no other address.",
                suggestion: "Write each address in full: they are compared letter by letter."
            )
        }
        do {
            return try RedirectURI(text)
        } catch {
            throw AdminRefusal(.invalidRedirectURI, error.message, suggestion: error.suggestion)
        }
    }

    /// The address of a document that people read.
    static func address(
        _ text: String?,
        of document: String,
        _ field: String,
        _ problems: inout FieldProblems
    ) -> String? {
        guard let text else { return nil }
        guard let uri = AbsoluteURI(text), uri.isWebAddress else {
            problems.note(field, .invalidAddress, "The address of the \(document) is not an https URL.")
            return nil
        }
        return text
    }
}
