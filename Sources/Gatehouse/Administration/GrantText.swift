import GatehouseOAuth

/// Puts what people allowed clients into words for administrators.
enum GrantText {
    static func table(_ list: GrantList) -> String {
        guard !list.grants.isEmpty else { return "No grant stands." }
        var table = TextTable(["GRANT", "CLIENT", "USER", "SCOPES", "GIVEN", "LAST USED"])
        for grant in list.grants {
            table.add([
                grant.grant, grant.clientID, grant.user, grant.scopes.joined(separator: " "),
                WallTime(seconds: grant.createdAt).secondText,
                grant.lastUsedAt.map { WallTime(seconds: $0).secondText } ?? "never",
            ])
        }
        let isWhole = list.grants.count == list.total
        return table.text + (isWhole ? "" : "\n\(list.grants.count) of \(list.total) grants.")
    }

    static func withdrawal(_ access: WithdrawnAccess) -> String {
        "\(access.clientID) lost what \(access.user) had allowed it; \(access.grants) grants in use ended."
    }
}
