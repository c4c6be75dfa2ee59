import GatehouseOAuth

extension BoardConfirmPage {
    /// Within these seconds a secret counts as in use.
    private static let lately: Int64 = 7 * 86_400

    /// Before a secret is removed.
    static func removing(_ secret: SecretSummary, of client: ClientSummary, _ visit: DashboardVisit) -> Self {
        var losses: [String] = []
        if let used = secret.lastUsedAt {
            let time = PageTime(used, now: visit.now).words
            losses.append(
                visit.now - used < lately
                    ? "It was used \(time): something still works with it, and is refused from then on."
                    : "It was last used \(time)."
            )
        } else {
            losses.append("It was never used.")
        }
        if client.secrets.count == 1 {
            losses.append("It is the only secret: the client gets no tokens until you add another one.")
        }
        return BoardConfirmPage(
            frame: visit.frame(),
            crumbs: crumbs(client),
            title: "Remove the secret \(PageWords.name(secret.label))?",
            text: "Tokens that were issued with it go on until they expire.",
            losses: losses,
            action: "Remove 1 secret",
            path: ClientPath.page(client.clientID, "secrets/remove"),
            fields: [HiddenField(name: "secret", value: secret.id)],
            back: ClientPath.page(client.clientID)
        )
    }

    /// Before a client is disabled.
    static func disabling(_ client: ClientSummary, reach: RevocationReach, _ visit: DashboardVisit) -> Self {
        BoardConfirmPage(
            frame: visit.frame(),
            crumbs: crumbs(client),
            title: "Disable \(PageWords.name(client.name))?",
            text: "It takes effect within a second, and you can enable it again.",
            losses: [
                "Its tokens stop working, and it gets no new ones: "
                    + ClientLosses.inUse(client, reach: reach, now: visit.now),
                "Refresh tokens that people's grants gave it end for good.",
            ],
            action: "Disable 1 client",
            path: ClientPath.page(client.clientID, "disable"),
            back: ClientPath.page(client.clientID)
        )
    }

    /// Before all tokens of a client are revoked.
    static func revoking(_ client: ClientSummary, reach: RevocationReach, _ visit: DashboardVisit) -> Self {
        let isForPeople = ClientKind(client) == .code
        return BoardConfirmPage(
            frame: visit.frame(),
            crumbs: crumbs(client),
            title: "Revoke all tokens of \(PageWords.name(client.name))?",
            text: "It takes effect within a second. The client stays, and may ask for new tokens.",
            losses: [
                ClientLosses.inUse(client, reach: reach, now: visit.now),
                isForPeople
                    ? "\(PageWords.count(reach.refreshTokens, "refresh token")) ends: people sign in again."
                    : "The program asks for a new token with its next call.",
            ],
            action: "Revoke all tokens",
            path: ClientPath.page(client.clientID, "revoke"),
            back: ClientPath.page(client.clientID)
        )
    }

    /// Before a client is deleted.
    static func deleting(_ client: ClientSummary, reach: RevocationReach, _ visit: DashboardVisit) -> Self {
        var losses = ["Its tokens stop working: " + ClientLosses.inUse(client, reach: reach, now: visit.now)]
        if reach.people > 0 {
            let people = reach.people == 1 ? "1 person loses" : "\(reach.people) people lose"
            losses.append("\(people) what they allowed it; a new client has to ask them again.")
        }
        losses.append("Its id and its secrets are never valid again, also not if you create it anew.")
        return BoardConfirmPage(
            frame: visit.frame(),
            crumbs: crumbs(client),
            title: "Delete \(PageWords.name(client.name))?",
            text: "There is no way back. If you are not sure, disable it: that can be undone.",
            losses: losses,
            action: "Delete 1 client",
            path: ClientPath.page(client.clientID, "delete"),
            back: ClientPath.page(client.clientID)
        )
    }

    private static func crumbs(_ client: ClientSummary) -> [BoardLink] {
        [
            BoardLink("Clients", ClientPath.list),
            BoardLink(PageWords.name(client.name), ClientPath.page(client.clientID)),
        ]
    }
}
