import FoundationEssentials
import GatehouseOAuth

/// Describes a client that is to be made, in the words of the command line.
package struct ClientWish: Sendable {
    /// The wished id; nil lets chance choose.
    package var id: String?
    /// The short key of its application.
    package var application: String
    /// What people read.
    package var name: String
    /// The grants by their registered names.
    package var grants: [String]
    /// The scopes that it may ask for.
    package var scopes: [String]
    /// Whether it runs where a secret cannot be kept.
    package var isPublic = false
    /// The exact redirect URIs.
    package var redirectURIs: [String] = []
    /// Where its privacy policy is read.
    package var policyURI: String?
    /// Where its terms of service are read.
    package var termsOfServiceURI: String?

    /// Its home page.
    package var clientURI: String?
    /// Where browsers may be sent after signing out.
    package var postLogoutRedirectURIs: [String] = []
    /// Where logout tokens are sent.
    package var backchannelLogoutURI: String?
    /// The method of client authentication by its registered name; nil for a secret.
    package var authenticationMethod: String?
    /// Where the file with its public keys is.
    package var keysFile: String?
    /// The subject that its certificate must name.
    package var certificateSubject: String?
    /// The thumbprints of its own certificates.
    package var certificateThumbprints: [String] = []
    /// `ES256` or `RS256`.
    package var idTokenAlgorithm: String?
    /// Where the file with its logo is.
    package var logoFile: String?
    /// Whether it knows people under names of its own.
    package var isPairwise = false
    /// Whether people are not asked for consent.
    package var isFirstParty = false
    /// Whether only pushed authorization requests are accepted.
    package var requiresPushedRequests = false
    /// Whether only signed authorization requests are accepted.
    package var requiresSignedRequests = false
    /// Whether all its tokens are bound to a key.
    package var requiresProof = false
    /// Whether all its tokens are bound to its certificate.
    package var bindsCertificate = false
    /// How long its access tokens live.
    package var accessTokenSeconds: Int64?
    /// How long its refresh tokens live without use.
    package var refreshTokenSeconds: Int64?

    /// Creates a wish from what every client has.
    package init(id: String? = nil, application: String, name: String, grants: [String], scopes: [String]) {
        self.id = id
        self.application = application
        self.name = name
        self.grants = grants
        self.scopes = scopes
    }
}

extension ClientWish {
    /// The wish as the command that carries it out; reads the files that it names.
    func command() throws(ExitFailure) -> AdminCommand {
        .createClient(
            NewClient(
                clientID: id,
                application: application,
                name: name,
                grants: grants,
                scopes: scopes,
                isPublic: isPublic,
                redirectURIs: redirectURIs,
                policyURI: policyURI,
                termsOfServiceURI: termsOfServiceURI,
                profile: try profile(),
                logo: try logoFile.map { path throws(ExitFailure) in Array(try Self.contents(of: path)) }
            )
        )
    }

    private func profile() throws(ExitFailure) -> ClientProfile {
        var profile = ClientProfile()
        profile.authenticationMethod = try method()
        profile.keys = try keysFile.map { path throws(ExitFailure) in
            String(decoding: try Self.contents(of: path), as: UTF8.self)
        }
        profile.certificateSubject = certificateSubject
        profile.certificateThumbprints = certificateThumbprints.isEmpty ? nil : certificateThumbprints
        profile.clientURI = clientURI
        profile.postLogoutRedirectURIs = postLogoutRedirectURIs.isEmpty ? nil : postLogoutRedirectURIs
        profile.backchannelLogoutURI = backchannelLogoutURI
        profile.idTokenAlgorithm = idTokenAlgorithm
        profile.subjectType = isPairwise ? .pairwise : nil
        profile.isFirstParty = isFirstParty ? true : nil
        profile.requiresPushedRequests = requiresPushedRequests ? true : nil
        profile.requiresSignedRequests = requiresSignedRequests ? true : nil
        profile.requiresProof = requiresProof ? true : nil
        profile.bindsCertificate = bindsCertificate ? true : nil
        profile.accessTokenSeconds = accessTokenSeconds
        profile.refreshTokenSeconds = refreshTokenSeconds
        return profile
    }

    private func method() throws(ExitFailure) -> ClientAuthenticationMethod? {
        guard let authenticationMethod else { return nil }
        if let method = ClientAuthenticationMethod(rawValue: authenticationMethod) { return method }
        let known = ClientAuthenticationMethod.allCases.map(\.rawValue).joined(separator: ", ")
        throw ExitFailure(
            .wrongUse,
            "There is no method of client authentication \(authenticationMethod).",
            hint: "There are: \(known)."
        )
    }

    private static func contents(of path: String) throws(ExitFailure) -> Data {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ExitFailure(.wrongUse, "\(path) cannot be read.")
        }
        return data
    }
}
