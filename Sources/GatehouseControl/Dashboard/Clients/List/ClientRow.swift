import GatehouseJOSE
import GatehouseOAuth

/// A client in the list.
struct ClientRow: Sendable, Equatable {
    let href: String
    let name: String
    let id: String
    let kind: String
    /// "public", where a secret cannot be kept.
    let isPublic: Bool
    let application: String
    /// Nil for this server itself, which has no page.
    let applicationHref: String?
    /// "3 scopes".
    let scopes: String
    /// A pill beside the name; nil for what administrators registered.
    let source: String?
    let isDisabled: Bool
    /// Nil if none of its secrets was used.
    let lastUsed: PageTime?
    /// What stands in its place.
    let unused: String
    /// Why there is nothing to say; nil if there is.
    let unusedReason: String?
    let created: PageTime

    init(_ client: Client, applicationName: String?, now: Int64) {
        href = ClientPath.page(client.id.value)
        name = PageWords.name(client.name)
        id = client.id.value
        kind = ClientKind(grants: client.grants).words
        isPublic = client.isPublic
        application = applicationName ?? client.application
        applicationHref =
            client.application.hasSameBytes(as: BuiltInApplication.key)
            ? nil : DecisionLink.application(client.application)
        scopes = PageWords.count(client.scopes.names.count, "scope")
        source = (client.profile.source ?? .administrator).pill
        isDisabled = client.disabledAt != nil
        lastUsed = client.secrets.compactMap(\.lastUsedAt).max().map { PageTime($0, now: now) }
        unused = client.secrets.isEmpty ? "–" : "never"
        unusedReason = client.secrets.isEmpty ? "It has no secret" : nil
        created = PageTime(client.createdAt, now: now)
    }
}
