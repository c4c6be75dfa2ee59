extension Client {
    /// Changes with every change of the client or its secrets, but not with their use.
    package var version: String {
        var digest = VersionDigest()
        digest.add(id.value)
        digest.add(application)
        digest.add(name)
        digest.add(grants.map(\.rawValue).sorted())
        digest.add(scopes.names)
        digest.add(isPublic)
        digest.add(redirectURIs)
        digest.add(policyURI)
        digest.add(termsOfServiceURI)
        digest.add(secrets.flatMap { [$0.id, $0.label] })
        digest.add(createdAt)
        digest.add(disabledAt)
        profile.describe(to: &digest)
        return digest.value
    }
}

extension ClientProfile {
    fileprivate func describe(to digest: inout VersionDigest) {
        digest.add(authenticationMethod?.rawValue)
        digest.add(keys)
        digest.add(keysURI)
        digest.add(certificateSubject)
        digest.add(certificateThumbprints)
        digest.add(clientURI)
        digest.add(postLogoutRedirectURIs)
        digest.add(backchannelLogoutURI)
        digest.add(idTokenAlgorithm)
        digest.add(subjectType?.rawValue)
        digest.add(sectorIdentifier)
        digest.add(requiresPushedRequests)
        digest.add(requiresSignedRequests)
        digest.add(requiresProof)
        digest.add(bindsCertificate)
        digest.add(isFirstParty)
        digest.add(accessTokenSeconds)
        digest.add(refreshTokenSeconds)
        digest.add(defaultMaxAge)
        digest.add(source?.rawValue)
        digest.add(documentURL)
        digest.add(registrationTokenDigest)
        digest.add(hasLogo)
        digest.add(consentsSince)
        digest.add(grantedScopes)
        digest.add(declaredIn)
        digest.add(isWithdrawn)
    }
}
