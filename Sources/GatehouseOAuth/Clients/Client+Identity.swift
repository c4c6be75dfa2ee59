extension Client {
    /// When people's consents to this client began to be good, if it describes itself: moved to `now` if it says that
    /// it is another than `earlier`.
    ///
    /// Who has allowed one client has not allowed another that took over its registration or its document.
    func consentsSince(from earlier: Client, now: Int64) -> Int64? {
        isSameParty(as: earlier) ? earlier.profile.consentsSince : now
    }

    /// Whether name, addresses, keys and source are those of the other, octet for octet.
    private func isSameParty(as other: Client) -> Bool {
        identity.elementsEqual(other.identity) { $0.utf8.elementsEqual($1.utf8) }
    }

    /// What people and the server know it by; every list with its length, so that no two are told alike.
    private var identity: [String] {
        let single: [String?] = [
            name, profile.clientURI, profile.keys, profile.keysURI, profile.certificateSubject, profile.documentURL,
            profile.sectorIdentifier, profile.authenticationMethod?.rawValue,
        ]
        let thumbprints = profile.certificateThumbprints ?? []
        return single.flatMap { $0.map { ["1", $0] } ?? ["0"] }
            + [String(redirectURIs.count)] + redirectURIs + [String(thumbprints.count)] + thumbprints
    }
}

extension Consent {
    /// Whether it was given to the client as it is now.
    func isGood(for client: Client) -> Bool {
        client.profile.consentsSince.map { $0 < changedAt } ?? true
    }
}
