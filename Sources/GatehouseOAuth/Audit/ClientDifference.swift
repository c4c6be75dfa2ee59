import GatehouseJOSE

/// Says in a few words what an edit made of a client, for the audit log.
struct ClientDifference: Sendable {
    /// What the log keeps of one edit, in bytes.
    private static let limit = 1_000

    /// Such as `scopes +tstapp_data.write; name`; empty if nothing differs.
    let words: String

    init(from before: Client, to after: Client) {
        var parts: [String] = []
        func note(_ name: String, _ former: [String], _ present: [String]) {
            let given = present.filter { value in !former.contains { $0.hasSameBytes(as: value) } }.map { "+" + $0 }
            let taken = former.filter { value in !present.contains { $0.hasSameBytes(as: value) } }.map { "-" + $0 }
            if !(given + taken).isEmpty { parts.append(([name] + given + taken).joined(separator: " ")) }
        }
        note("scopes", before.scopes.names, after.scopes.names)
        note("grants", before.grants.map(\.rawValue).sorted(), after.grants.map(\.rawValue).sorted())
        note("redirect_uris", before.redirectURIs, after.redirectURIs)
        note("granted_scopes", before.profile.grantedScopes ?? [], after.profile.grantedScopes ?? [])
        if !before.name.hasSameBytes(as: after.name) { parts.append("name") }
        if before.policyURI != after.policyURI { parts.append("policy_uri") }
        if before.termsOfServiceURI != after.termsOfServiceURI { parts.append("tos_uri") }
        if before.profile.isFirstParty ?? false != after.profile.isFirstParty ?? false {
            parts.append(after.profile.isFirstParty ?? false ? "+first_party" : "-first_party")
        }
        if before.profile.accessTokenSeconds != after.profile.accessTokenSeconds {
            parts.append("access_token_seconds")
        }
        if before.profile.refreshTokenSeconds != after.profile.refreshTokenSeconds {
            parts.append("refresh_token_seconds")
        }
        if before.profile.keys != after.profile.keys || before.profile.keysURI != after.profile.keysURI {
            parts.append("keys")
        }
        if before.profile.withoutTold != after.profile.withoutTold { parts.append("settings") }
        words = Self.cut(parts.joined(separator: "; "))
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > limit else { return text }
        return String(decoding: text.utf8.prefix(limit), as: UTF8.self) + "…"
    }
}

extension ClientProfile {
    /// What an edit may change and no word of its own tells.
    fileprivate var withoutTold: ClientProfile {
        var profile = self
        profile.grantedScopes = nil
        profile.isFirstParty = nil
        profile.accessTokenSeconds = nil
        profile.refreshTokenSeconds = nil
        profile.keys = nil
        profile.keysURI = nil
        profile.consentsSince = nil
        profile.hasLogo = nil
        return profile
    }
}

extension AuditKind {
    /// An edit of a client, with what it made different.
    static func updated(_ before: Client, to after: Client) -> AuditKind {
        .clientUpdated(client: after.id, changes: ClientDifference(from: before, to: after).words)
    }
}
