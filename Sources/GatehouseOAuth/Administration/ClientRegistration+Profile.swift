import GatehouseJOSE

extension ClientRegistration {
    /// What ID tokens may be signed with.
    static let idTokenAlgorithms: [SigningAlgorithm] = [.es256, .rs256]
    private static let lifetimes: ClosedRange<Int64> = 60...86_400
    private static let refreshLifetimes: ClosedRange<Int64> = 300...31_536_000
    private static let maximumAddresses = 100

    /// Checks everything that a client may settle beside its grants, scopes and redirect URIs.
    static func check(_ profile: ClientProfile, isPublic: Bool, redirectURIs: [RedirectURI]) throws(AdminRefusal) {
        try checkAuthentication(profile, isPublic: isPublic)
        try checkKeys(profile)
        try checkAddresses(profile)
        try checkTokens(profile, redirectURIs)
    }

    private static func checkAuthentication(_ profile: ClientProfile, isPublic: Bool) throws(AdminRefusal) {
        let hasKeys = profile.keys != nil || profile.keysURI != nil
        switch profile.authenticationMethod {
        case nil: break
        case .none?:
            guard isPublic else { throw refusal("A confidential client proves who it is.", "Make it a public client.") }
        case .some where isPublic:
            throw refusal("A public client cannot prove who it is.", "Leave out the method of authentication.")
        case .privateKeyJWT?:
            // RFC 7523 §3: the key that verifies its assertions has to be known.
            guard hasKeys else {
                throw refusal("private_key_jwt needs the client's public keys.", "Add its JWK Set (jwks).")
            }
        case .tlsClientAuth?:
            guard profile.certificateSubject != nil else {
                throw refusal("tls_client_auth needs the subject of the certificate.", "Add its distinguished name.")
            }
        case .selfSignedTLS?:
            guard profile.certificateThumbprints?.isEmpty == false else {
                throw refusal("self_signed_tls_client_auth needs the certificate.", "Add its SHA-256 thumbprint.")
            }
        case .basic?, .post?: break
        }
        // RFC 9101 §10.5: a signature that nobody can verify would shut the client out.
        guard profile.requiresSignedRequests != true || hasKeys else {
            throw refusal("Signed requests need the client's public keys.", "Add its JWK Set (jwks).")
        }
    }

    private static func checkKeys(_ profile: ClientProfile) throws(AdminRefusal) {
        // RFC 7591 §2: jwks and jwks_uri must not both be present.
        guard profile.keys == nil || profile.keysURI == nil else {
            throw refusal("A client has a JWK Set or the address of one, not both.", "Leave out one of them.")
        }
        if let keys = profile.keys {
            guard !(try keySet(keys)).keys.isEmpty else {
                throw refusal("The JWK Set has no key that can be used.", "Add a P-256, Ed25519 or RSA key.")
            }
        }
        for thumbprint in profile.certificateThumbprints ?? [] {
            guard Base64URL.decode(thumbprint)?.count == 32 else {
                throw refusal("A thumbprint is not the SHA-256 of a certificate.", "Write it in base64url.")
            }
        }
    }

    private static func keySet(_ json: String) throws(AdminRefusal) -> VerificationKeySet {
        do {
            return try VerificationKeySet(clientKeys: json)
        } catch {
            throw refusal(error.description, "Write a JWK Set with public keys: {\"keys\":[…]}.")
        }
    }

    private static func checkAddresses(_ profile: ClientProfile) throws(AdminRefusal) {
        let returns = profile.postLogoutRedirectURIs ?? []
        guard returns.count <= maximumAddresses else { throw refusal("There are too many addresses.", nil) }
        for text in returns {
            do {
                _ = try RedirectURI(text)
            } catch {
                throw AdminRefusal(.invalidRedirectURI, error.message, suggestion: error.suggestion)
            }
        }
        try checkAddress(profile.clientURI, "The home page")
        try checkAddress(profile.backchannelLogoutURI, "The address for logout tokens")
        try checkAddress(profile.keysURI, "The address of the JWK Set")
    }

    private static func checkAddress(_ text: String?, _ what: String) throws(AdminRefusal) {
        guard let text else { return }
        guard let uri = AbsoluteURI(text), uri.isWebAddress, !uri.hasFragment else {
            throw AdminRefusal(.invalidAddress, "\(what) is not an https URL.")
        }
    }

    private static func checkTokens(_ profile: ClientProfile, _ redirectURIs: [RedirectURI]) throws(AdminRefusal) {
        if let name = profile.idTokenAlgorithm {
            guard idTokenAlgorithms.contains(where: { $0.rawValue.hasSameBytes(as: name) }) else {
                throw refusal("ID tokens are not signed with that algorithm.", "Write ES256 or RS256.")
            }
        }
        if let seconds = profile.accessTokenSeconds, !lifetimes.contains(seconds) {
            throw refusal("Access tokens live 60 to 86400 seconds.", nil)
        }
        if let seconds = profile.refreshTokenSeconds, !refreshLifetimes.contains(seconds) {
            throw refusal("Refresh tokens live 300 to 31536000 seconds.", nil)
        }
        if let seconds = profile.defaultMaxAge, seconds < 0 { throw refusal("An age is not negative.", nil) }
        try checkSector(profile.sectorIdentifier)
        if profile.subjectType == .pairwise, profile.sectorIdentifier == nil {
            // OpenID Connect Core §8.1: without a sector there must be one host.
            let hosts = Set(redirectURIs.map { AbsoluteURI($0.value)?.host ?? "" })
            guard hosts.count <= 1 else {
                throw refusal("Pairwise subjects need one sector for several hosts.", "Name the sector's host.")
            }
        }
    }

    /// OpenID Connect Core §8.1: a sector is a host.
    private static func checkSector(_ sector: String?) throws(AdminRefusal) {
        guard let sector else { return }
        let isHost = AbsoluteURI("https://\(sector)/").map { $0.host == sector } ?? false
        guard isHost else { throw refusal("The sector is not a host name.", "Write it in small letters.") }
    }

    private static func refusal(_ message: String, _ suggestion: String?) -> AdminRefusal {
        AdminRefusal(.invalidSettings, message, suggestion: suggestion)
    }
}

extension ClientProfile {
    /// Whether the client proves who it is by a secret, unless it is a public one.
    var provesItselfBySecret: Bool {
        switch authenticationMethod {
        case nil, .basic?, .post?: true
        case .privateKeyJWT?, .tlsClientAuth?, .selfSignedTLS?, .none?: false
        }
    }
}
