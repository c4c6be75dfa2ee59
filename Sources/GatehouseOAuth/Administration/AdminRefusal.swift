/// Why an administrator's command was not carried out, and what to write instead.
package struct AdminRefusal: Error, Codable, Sendable, Equatable {
    /// A stable name for scripts.
    package enum Code: String, Codable, Sendable, CaseIterable {
        case unknownApplication = "unknown_application"
        case unknownClient = "unknown_client"
        case unknownScope = "unknown_scope"
        case unsuitableScope = "unsuitable_scope"
        case noScope = "no_scope"
        case unknownGrant = "unknown_grant"
        case unsuitableGrant = "unsuitable_grant"
        case invalidName = "invalid_name"
        case invalidClientID = "invalid_client_id"
        case invalidRedirectURI = "invalid_redirect_uri"
        case invalidAddress = "invalid_address"
        case invalidLabel = "invalid_label"
        case clientExists = "client_exists"
        case publicClient = "public_client"
        case invalidToken = "invalid_token"
        case invalidTokenID = "invalid_token_id"
        case invalidGrant = "invalid_grant"
        case invalidSubject = "invalid_subject"
        case keysChanged = "keys_changed"
        case keyTooYoung = "key_too_young"
        case noKeys = "no_keys"
        case unknownUser = "unknown_user"
        case userExists = "user_exists"
        /// Nobody would be left who may change this server.
        case lastAdministrator = "last_administrator"
        case invalidUsername = "invalid_username"
        case invalidEmail = "invalid_email"
        case invalidPassword = "invalid_password"
        case invalidAttribute = "invalid_attribute"
        case invalidSettings = "invalid_settings"
        case invalidLogo = "invalid_logo"
        /// Somebody else changed it since it was read.
        case outdated
        case tooManySecrets = "too_many_secrets"
        case unknownSecret = "unknown_secret"
        /// A file or a document says what it is.
        case declaredElsewhere = "declared_elsewhere"
        /// It is part of this server.
        case builtIn = "built_in"
        /// What was settled at the beginning stays.
        case unchangeable
        case unknownSession = "unknown_session"
        case busy
    }

    /// A stable name for scripts.
    package let code: Code
    /// One sentence for people.
    package let message: String
    /// What to do instead.
    package let suggestion: String?

    package init(_ code: Code, _ message: String, suggestion: String? = nil) {
        self.code = code
        self.message = message
        self.suggestion = suggestion
    }
}
