import GatehouseOAuth

/// What is asked before something is taken back: what it is, and what would end.
struct RevokeQuestion: Sendable {
    let services: DashboardServices
    let now: Int64

    /// Nil if there is nothing of that name.
    func page(_ subject: RevokeSubject, frame: DashboardFrame) async throws(StorageError) -> BoardConfirmPage? {
        switch subject.kind {
        case .token: try await token(subject.name, frame)
        case .grant: try await grant(subject.name, frame)
        case .client: try await client(subject.name, frame)
        case .person: try await person(subject.name, frame)
        }
    }

    private func token(_ id: String, _ frame: DashboardFrame) async throws(StorageError) -> BoardConfirmPage? {
        let grantID = String(id.prefix { $0 != "." })
        let grant = try await services.server.standingGrant(grantID, at: now)
        return ask(
            RevokeSubject(.token, id),
            frame,
            title: "Revoke this token?",
            text: grant == nil
                ? "Only this one ends. Its client may fetch another."
                : "Only this one ends. Its refresh token gives the client another; revoke the grant to stop that.",
            facts: [BoardConfirmPage.Fact("Token", id, isCode: true)] + (try await facts(of: grant)),
            losses: ["The access token of that id is refused within a second."],
            action: "Revoke the token"
        )
    }

    private func grant(_ id: String, _ frame: DashboardFrame) async throws(StorageError) -> BoardConfirmPage? {
        let grant = try await services.server.standingGrant(id, at: now)
        let losses =
            grant.map { grant in
                [
                    "Every token that came of it is refused within a second. "
                        + RevocationWords.used(grant.lastUsedAt, now: now),
                    "Its refresh token, if there is one, stops working.",
                ]
            } ?? ["Every token whose id begins with it is refused within a second."]
        return ask(
            RevokeSubject(.grant, id),
            frame,
            title: "Take this grant back?",
            text: grant == nil
                ? "No grant of a person stands under that id. Tokens of programs have such ids too."
                : "What was allowed at that time ends. The person is asked again when the app asks.",
            facts: [BoardConfirmPage.Fact("Grant", id, isCode: true)] + (try await facts(of: grant)),
            losses: losses,
            action: "Take the grant back"
        )
    }

    private func client(_ id: String, _ frame: DashboardFrame) async throws(StorageError) -> BoardConfirmPage? {
        guard let client = ClientID(id) else { return nil }
        guard let name = try await services.directory.names(clients: [client], users: []).clients[id] else {
            return nil
        }
        let reach = try await services.directory.reach(user: nil, client: client, at: now)
        return ask(
            RevokeSubject(.client, id),
            frame,
            title: "Revoke every token of \(PageWords.name(name))?",
            text: "The client stays, and may fetch new ones. Disable it to keep it out.",
            facts: [
                BoardConfirmPage.Fact("Client", name, link: DecisionLink.client(id)),
                .init("Client id", id, isCode: true),
            ],
            losses: [
                RevocationWords.grants(reach, now: now),
                "Every token of it issued until now, also its own, is refused within a second.",
            ],
            action: "Revoke every token"
        )
    }

    private func person(_ id: String, _ frame: DashboardFrame) async throws(StorageError) -> BoardConfirmPage? {
        guard let user = UserID(id) else { return nil }
        guard let name = try await services.directory.names(clients: [], users: [user]).users[id] else { return nil }
        let reach = try await services.directory.reach(user: user, client: nil, at: now)
        return ask(
            RevokeSubject(.person, id),
            frame,
            title: "Revoke every token about \(PageWords.name(name))?",
            text: "They stay signed in. Sign them out on their page, or disable them.",
            facts: [
                BoardConfirmPage.Fact("Person", name, link: DecisionLink.person(id)),
                .init("Subject", id, isCode: true),
            ],
            losses: [
                RevocationWords.grants(reach, now: now),
                "Every access token about them issued until now is refused within a second.",
            ],
            action: "Revoke every token"
        )
    }

    private func facts(of grant: Grant?) async throws(StorageError) -> [BoardConfirmPage.Fact] {
        guard let grant else { return [] }
        let names = try await services.directory.names(clients: [grant.clientID], users: [grant.userID])
        let client = DecisionParty.client(grant.clientID.value, names: names)
        let person = DecisionParty.person(grant.userID.value, names: names)
        return [
            BoardConfirmPage.Fact("Client", client.name, link: client.link),
            BoardConfirmPage.Fact("Person", person.name, link: person.link),
            BoardConfirmPage.Fact("Scopes", grant.scope.isEmpty ? "none" : grant.scope.serialized, isCode: true),
            BoardConfirmPage.Fact("Allowed", PageTime(grant.createdAt, now: now).exact),
            BoardConfirmPage.Fact("Last used", grant.lastUsedAt.map { PageTime($0, now: now).exact } ?? "never"),
        ]
    }

    private func ask(
        _ subject: RevokeSubject,
        _ frame: DashboardFrame,
        title: String,
        text: String,
        facts: [BoardConfirmPage.Fact],
        losses: [String],
        action: String
    ) -> BoardConfirmPage {
        BoardConfirmPage(
            frame: frame,
            crumbs: [BoardLink("People", PersonPath.list), BoardLink("Revoke", PersonPath.revoke)],
            title: title,
            text: text,
            facts: facts,
            losses: losses,
            action: action,
            path: PersonPath.endRevoked,
            fields: [
                HiddenField(name: "kind", value: subject.kind.rawValue), HiddenField(name: "name", value: subject.name),
            ],
            back: PersonPath.revoke
        )
    }
}
