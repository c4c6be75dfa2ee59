import GatehouseJOSE

extension ClientRegistration {
    /// What ID tokens may be signed with.
    static let idTokenAlgorithms: [SigningAlgorithm] = [.es256, .rs256]

    /// Throws the first thing that is wrong with a profile.
    static func check(_ profile: ClientProfile, isPublic: Bool, redirectURIs: [RedirectURI]) throws(AdminRefusal) {
        var problems = FieldProblems()
        check(profile, isPublic: isPublic, redirectURIs: redirectURIs, &problems)
        if let first = problems.found.first { throw first.refusal }
    }

    /// Checks everything that a client may settle beside its grants, scopes and redirect URIs.
    static func check(
        _ profile: ClientProfile,
        isPublic: Bool,
        redirectURIs: [RedirectURI],
        _ problems: inout FieldProblems
    ) {
        ProfileCheck.authentication(profile, isPublic: isPublic, &problems)
        ProfileCheck.keys(profile, &problems)
        ProfileCheck.addresses(profile, &problems)
        ProfileCheck.tokens(profile, &problems)
        ProfileCheck.subjects(profile, redirectURIs, &problems)
    }
}

/// The rules for a client's profile; each notes what is wrong under the name that the field has in JSON.
private enum ProfileCheck {
    private static let lifetimes: ClosedRange<Int64> = 60...86_400
    private static let refreshLifetimes: ClosedRange<Int64> = 300...31_536_000
    /// Ten years.
    private static let ages: ClosedRange<Int64> = 0...315_360_000
    private static let maximumKeyBytes = 65_536
    private static let maximumCertificates = 10

    static func authentication(_ profile: ClientProfile, isPublic: Bool, _ problems: inout FieldProblems) {
        let hasKeys = profile.keys != nil || profile.keysURI != nil
        let method = "token_endpoint_auth_method"
        switch profile.authenticationMethod {
        case nil: break
        case .none?:
            if !isPublic {
                refuse(method, "A confidential client proves who it is.", "Make it a public client.", &problems)
            }
        case .some where isPublic:
            refuse(
                method,
                "A public client cannot prove who it is.",
                "Leave out the method of authentication.",
                &problems
            )
        case .privateKeyJWT?:
            // RFC 7523 §3: the key that verifies its assertions has to be known.
            if !hasKeys {
                let message = "private_key_jwt needs the client's public keys."
                refuse("jwks", message, "Add its JWK Set (jwks).", &problems)
            }
        case .tlsClientAuth?:
            if profile.certificateSubject == nil {
                let message = "tls_client_auth needs the subject of the certificate."
                refuse("tls_client_auth_subject_dn", message, "Add its distinguished name.", &problems)
            }
        case .selfSignedTLS?:
            if profile.certificateThumbprints?.isEmpty != false {
                let message = "self_signed_tls_client_auth needs the certificate."
                refuse("certificate_thumbprints", message, "Add its SHA-256 thumbprint.", &problems)
            }
        case .basic?, .post?: break
        }
        // RFC 9101 §10.5: a signature that nobody can verify would shut the client out.
        if profile.requiresSignedRequests == true, !hasKeys {
            let message = "Signed requests need the client's public keys."
            refuse("require_signed_request_object", message, "Add its JWK Set (jwks).", &problems)
        }
    }

    static func keys(_ profile: ClientProfile, _ problems: inout FieldProblems) {
        // RFC 7591 §2: jwks and jwks_uri must not both be present.
        if profile.keys != nil, profile.keysURI != nil {
            let message = "A client has a JWK Set or the address of one, not both."
            refuse("jwks_uri", message, "Leave out one of them.", &problems)
        }
        if let keys = profile.keys {
            _ = problems.check("jwks") { () throws(AdminRefusal) in try checkKeySet(keys) }
        }
        if let subject = profile.certificateSubject, !(1...1_000).contains(subject.utf8.count) {
            let message = "The subject of a certificate has 1 to 1000 bytes."
            refuse("tls_client_auth_subject_dn", message, nil, &problems)
        }
        let thumbprints = profile.certificateThumbprints ?? []
        guard thumbprints.count <= maximumCertificates else {
            return refuse("certificate_thumbprints", "A client has at most 10 certificates.", nil, &problems)
        }
        for (position, thumbprint) in thumbprints.enumerated() where Base64URL.decode(thumbprint)?.count != 32 {
            let message = "A thumbprint is not the SHA-256 of a certificate."
            refuse("certificate_thumbprints.\(position)", message, "Write it in base64url.", &problems)
        }
    }

    private static func checkKeySet(_ json: String) throws(AdminRefusal) {
        let hint = "Write a JWK Set with public keys: {\"keys\":[…]}."
        guard json.utf8.count <= maximumKeyBytes else {
            throw AdminRefusal(.invalidSettings, "The JWK Set is larger than 64 KiB.", suggestion: hint)
        }
        let set: VerificationKeySet
        do {
            set = try VerificationKeySet(clientKeys: json)
        } catch {
            throw AdminRefusal(.invalidSettings, "\(error.description).", suggestion: hint)
        }
        guard !set.keys.isEmpty else {
            throw AdminRefusal(
                .invalidSettings,
                "The JWK Set has no key that can be used.",
                suggestion: "Add a P-256, Ed25519 or RSA key."
            )
        }
    }

    static func addresses(_ profile: ClientProfile, _ problems: inout FieldProblems) {
        let returns = profile.postLogoutRedirectURIs ?? []
        if returns.count > ClientRegistration.maximumAddresses {
            refuse("post_logout_redirect_uris", "There are too many addresses.", nil, &problems)
        } else {
            for (position, text) in returns.enumerated() {
                _ = problems.check("post_logout_redirect_uris.\(position)") { () throws(AdminRefusal) in
                    try ClientRegistration.redirectURI(text)
                }
            }
        }
        address(profile.clientURI, "client_uri", "The home page", &problems)
        address(profile.backchannelLogoutURI, "backchannel_logout_uri", "The address for logout tokens", &problems)
        address(profile.keysURI, "jwks_uri", "The address of the JWK Set", &problems)
    }

    private static func address(
        _ text: String?,
        _ field: String,
        _ what: String,
        _ problems: inout FieldProblems
    ) {
        guard let text else { return }
        if let uri = AbsoluteURI(text), uri.isWebAddress, !uri.hasFragment { return }
        problems.note(field, .invalidAddress, "\(what) is not an https URL.")
    }

    static func tokens(_ profile: ClientProfile, _ problems: inout FieldProblems) {
        if let name = profile.idTokenAlgorithm,
            !ClientRegistration.idTokenAlgorithms.contains(where: { $0.rawValue.hasSameBytes(as: name) })
        {
            let message = "ID tokens are not signed with that algorithm."
            refuse("id_token_signed_response_alg", message, "Write ES256 or RS256.", &problems)
        }
        if let seconds = profile.accessTokenSeconds, !lifetimes.contains(seconds) {
            refuse("access_token_seconds", "Access tokens live 60 to 86400 seconds.", nil, &problems)
        }
        if let seconds = profile.refreshTokenSeconds, !refreshLifetimes.contains(seconds) {
            refuse("refresh_token_seconds", "Refresh tokens live 300 to 31536000 seconds.", nil, &problems)
        }
        if let seconds = profile.defaultMaxAge, !ages.contains(seconds) {
            let message = seconds < 0 ? "An age is not negative." : "An age is at most 315360000 seconds."
            refuse("default_max_age", message, nil, &problems)
        }
    }

    static func subjects(
        _ profile: ClientProfile,
        _ redirectURIs: [RedirectURI],
        _ problems: inout FieldProblems
    ) {
        if let sector = profile.sectorIdentifier {
            // OpenID Connect Core §8.1: a sector is a host.
            let isHost = AbsoluteURI("https://\(sector)/").map { $0.host == sector } ?? false
            if !isHost {
                let message = "The sector is not a host name."
                refuse("sector_identifier", message, "Write it in small letters.", &problems)
            }
        } else if profile.subjectType == .pairwise {
            // OpenID Connect Core §8.1: without a sector there must be one host.
            let hosts = Set(redirectURIs.map { AbsoluteURI($0.value)?.host ?? "" })
            if hosts.count > 1 {
                let message = "Pairwise subjects need one sector for several hosts."
                refuse("sector_identifier", message, "Name the sector's host.", &problems)
            }
        }
    }

    private static func refuse(
        _ field: String,
        _ message: String,
        _ suggestion: String?,
        _ problems: inout FieldProblems
    ) {
        problems.note(field, .invalidSettings, message, suggestion: suggestion)
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

    /// This profile with what only the server says as it is in another one.
    func keepingServersOwn(of other: ClientProfile) -> ClientProfile {
        var profile = self
        profile.source = other.source
        profile.documentURL = other.documentURL
        profile.registrationTokenDigest = other.registrationTokenDigest
        profile.hasLogo = other.hasLogo
        profile.consentsSince = other.consentsSince
        profile.grantedScopes = other.grantedScopes
        profile.declaredIn = other.declaredIn
        profile.isWithdrawn = other.isWithdrawn
        return profile
    }
}
