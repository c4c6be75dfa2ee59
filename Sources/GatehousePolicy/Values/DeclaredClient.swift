/// A client that an application's file declares; the names of its keys are those of RFC 7591 where it has one.
package struct DeclaredClient: Sendable, Equatable {
    /// The name under which it authenticates.
    package let id: String
    /// The short key of the application that declares it.
    package let application: String
    /// Where its declaration begins.
    package let location: SourceLocation
    /// What people read; the id if the file does not say.
    package internal(set) var name: String
    /// The grants by their registered names.
    package internal(set) var grants: [String] = []
    /// The scopes of its own application and of OpenID Connect that it may ask for.
    package internal(set) var scopes: [String] = []
    /// Whether it runs where a secret cannot be kept.
    package internal(set) var isPublic = false
    /// The file with its secret, as written.
    package internal(set) var secretFile: String?
    /// The file with its public keys as a JWK Set, as written.
    package internal(set) var keysFile: String?
    /// The exact redirect URIs.
    package internal(set) var redirectURIs: [String] = []
    /// Where browsers may be sent after signing out.
    package internal(set) var postLogoutRedirectURIs: [String] = []
    /// The thumbprints of its own certificates.
    package internal(set) var certificateThumbprints: [String] = []
    /// Its other settings that are texts.
    package internal(set) var texts: [TextSetting: String] = [:]
    /// Its settings that are true; what is false is not there.
    package internal(set) var flags: Set<FlagSetting> = []
    /// Its settings that are seconds.
    package internal(set) var seconds: [SecondsSetting: Int64] = [:]

    /// A setting that is a single text.
    package enum TextSetting: String, Sendable, CaseIterable {
        case policyURI = "policy_uri"
        case termsOfServiceURI = "tos_uri"
        case clientURI = "client_uri"
        case backchannelLogoutURI = "backchannel_logout_uri"
        case keysURI = "jwks_uri"
        case authenticationMethod = "token_endpoint_auth_method"
        case certificateSubject = "tls_client_auth_subject_dn"
        case idTokenAlgorithm = "id_token_signed_response_alg"
        case subjectType = "subject_type"
        case sectorIdentifier = "sector_identifier"
    }

    /// A setting that is true or false; all are false by default.
    package enum FlagSetting: String, Sendable, CaseIterable {
        case requiresPushedRequests = "require_pushed_authorization_requests"
        case requiresSignedRequests = "require_signed_request_object"
        case requiresProof = "dpop_bound_access_tokens"
        case bindsCertificate = "tls_client_certificate_bound_access_tokens"
    }

    /// A setting that is a number of seconds.
    package enum SecondsSetting: String, Sendable, CaseIterable {
        case accessToken = "access_token_seconds"
        case refreshToken = "refresh_token_seconds"
        case defaultMaxAge = "default_max_age"
    }

    /// Where each key's value is written.
    var places: [String: SourceLocation] = [:]

    init(id: String, application: String, at location: SourceLocation) {
        self.id = id
        self.application = application
        self.location = location
        self.name = id
    }

    /// Where the value of a key is written; where the declaration begins if the key is not there.
    package func location(of key: String) -> SourceLocation {
        places[key] ?? location
    }
}

/// Scopes that an application gives to one client of another application.
package struct DeclaredGrant: Sendable, Equatable {
    /// The short key of the application that gives them.
    package let application: String
    /// The client that gets them.
    package let client: String
    /// The scopes, all of the application that gives them, in the file's order.
    package let scopes: [String]
    /// Where it is written.
    package let location: SourceLocation
}

extension CompiledPolicy {
    /// The clients that the files declare, in their order.
    package var clients: [DeclaredClient] { applications.flatMap(\.clients) }

    /// The scopes that applications give to clients of others.
    package var grants: [DeclaredGrant] { applications.flatMap(\.grants) }

    /// The declaration of a client.
    package func declaration(of client: String) -> DeclaredClient? {
        for application in applications {
            if let found = application.clients.first(where: { $0.id.hasSameBytes(as: client) }) { return found }
        }
        return nil
    }
}
