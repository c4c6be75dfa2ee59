import GatehouseJOSE

extension AuditKind {
    /// Reads what was stored; what this version does not know stays `.unrecognized`.
    package init(name: String, details: [String: String]) {
        self =
            AuditKind.clientEvent(name, details) ?? AuditKind.keyEvent(name, details)
            ?? AuditKind.revocationEvent(name, details) ?? AuditKind.accountEvent(name, details)
            ?? AuditKind.applicationEvent(name, details)
            ?? .unrecognized(name: name, details: details)
    }

    private static func clientEvent(_ name: String, _ details: [String: String]) -> AuditKind? {
        guard let client = details["client"].flatMap({ ClientID($0) }) else { return nil }
        switch name {
        case "client.created": return details["application"].map { .clientCreated(client: client, application: $0) }
        case "client.disabled": return .clientDisabled(client: client)
        case "client.enabled": return .clientEnabled(client: client)
        case "client.deleted": return .clientDeleted(client: client)
        case "client.updated": return .clientUpdated(client: client, changes: details["changes"] ?? "")
        case "client.first_issued": return .clientFirstIssued(client: client)
        case "client.secret_added":
            guard let secret = details["secret"], let kept = details["kept"].flatMap({ Int($0) }) else { return nil }
            return .secretAdded(client: client, secret: secret, kept: kept)
        case "client.secret_removed": return details["secret"].map { .secretRemoved(client: client, secret: $0) }
        case "client.tried":
            return details["token"].map { .clientTried(client: client, user: details["user"], token: $0) }
        default: return nil
        }
    }

    private static func applicationEvent(_ name: String, _ details: [String: String]) -> AuditKind? {
        guard let application = details["application"] else { return nil }
        switch name {
        case "client.registration_token_made":
            return details["expires_at"].flatMap { Int64($0) }
                .map { .registrationTokenMade(application: application, expiresAt: $0) }
        case "application.created": return .applicationCreated(application: application)
        case "application.updated":
            return .applicationUpdated(application: application, changes: details["changes"] ?? "")
        case "application.deleted": return .applicationDeleted(application: application)
        default: return nil
        }
    }

    private static func accountEvent(_ name: String, _ details: [String: String]) -> AuditKind? {
        AccountEvent(rawValue: name).map { .account($0, AccountFacts(details)) }
    }

    private static func keyEvent(_ name: String, _ details: [String: String]) -> AuditKind? {
        guard let key = details["key"] else { return nil }
        switch name {
        case "key.generated":
            guard let algorithm = details["algorithm"].flatMap({ SigningAlgorithm(rawValue: $0) }) else { return nil }
            return .keyGenerated(key: key, algorithm: algorithm)
        case "key.activated": return .keyActivated(key: key)
        case "key.retired": return .keyRetired(key: key)
        case "key.removed": return .keyRemoved(key: key)
        default: return nil
        }
    }

    private static func revocationEvent(_ name: String, _ details: [String: String]) -> AuditKind? {
        switch name {
        case "token.revoked": return details["token"].map { .tokenRevoked(token: $0, client: details["client"]) }
        case "grant.revoked": return details["grant"].map { .grantRevoked(grant: $0) }
        case "client.tokens_revoked": return details["client"].map { .clientTokensRevoked(client: $0) }
        case "client.revocations_folded":
            guard let token = details["token"], let client = details["client"] else { return nil }
            return .clientRevocationsFolded(token: token, client: client)
        case "subject.tokens_revoked": return details["subject"].map { .subjectTokensRevoked(subject: $0) }
        default: return nil
        }
    }
}
