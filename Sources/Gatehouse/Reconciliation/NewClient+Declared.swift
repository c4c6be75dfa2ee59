import GatehouseOAuth
import GatehousePolicy

extension NewClient {
    /// The client that a file declares, as an administrator would ask for it.
    init(_ declared: DeclaredClient, keys: String?) {
        self.init(
            clientID: declared.id,
            application: declared.application,
            name: declared.name,
            grants: declared.grants,
            scopes: declared.scopes,
            isPublic: declared.isPublic,
            redirectURIs: declared.redirectURIs,
            policyURI: declared.texts[.policyURI],
            termsOfServiceURI: declared.texts[.termsOfServiceURI],
            profile: ClientProfile(declared, keys: keys)
        )
    }
}

extension ClientProfile {
    fileprivate init(_ declared: DeclaredClient, keys: String?) {
        self.init()
        let texts = declared.texts
        authenticationMethod = texts[.authenticationMethod].flatMap { ClientAuthenticationMethod(rawValue: $0) }
        self.keys = keys
        keysURI = texts[.keysURI]
        certificateSubject = texts[.certificateSubject]
        certificateThumbprints = declared.certificateThumbprints.nonEmpty
        clientURI = texts[.clientURI]
        postLogoutRedirectURIs = declared.postLogoutRedirectURIs.nonEmpty
        backchannelLogoutURI = texts[.backchannelLogoutURI]
        idTokenAlgorithm = texts[.idTokenAlgorithm]
        // The default is not stored, so that writing it out changes nothing.
        subjectType = texts[.subjectType] == SubjectType.pairwise.rawValue ? .pairwise : nil
        sectorIdentifier = texts[.sectorIdentifier]
        requiresPushedRequests = declared.isSet(.requiresPushedRequests)
        requiresSignedRequests = declared.isSet(.requiresSignedRequests)
        requiresProof = declared.isSet(.requiresProof)
        bindsCertificate = declared.isSet(.bindsCertificate)
        accessTokenSeconds = declared.seconds[.accessToken]
        refreshTokenSeconds = declared.seconds[.refreshToken]
        defaultMaxAge = declared.seconds[.defaultMaxAge]
    }
}

extension DeclaredClient {
    fileprivate func isSet(_ flag: FlagSetting) -> Bool? { flags.contains(flag) ? true : nil }
}

extension [String] {
    fileprivate var nonEmpty: [String]? { isEmpty ? nil : self }
}
