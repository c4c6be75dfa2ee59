import GatehouseJOSE
import GatehouseOAuth

/// Finds out what somebody pasted: a token, the name of one, a grant, a client or a person.
struct RevokeFinder: Sendable {
    /// What it is.
    enum Finding: Sendable, Equatable {
        case subject(RevokeSubject)
        case candidates([RevokePage.Candidate])
        /// Why nothing can be done with it.
        case problem(String)
    }

    private static let candidates = 8

    let services: DashboardServices
    let actor: String
    let now: Int64

    func look(at typed: String) async throws(StorageError) -> Finding {
        guard !typed.isEmpty else { return .problem("Paste a token, the id of one, a grant, a client or a person.") }
        if Self.isToken(typed) { return try await token(typed) }
        if typed.utf8.count > 256 { return .problem("That is longer than anything that can be revoked.") }
        if try await services.server.standingGrant(typed, at: now) != nil {
            return .subject(RevokeSubject(.grant, typed))
        }
        if let finding = try await tokenID(typed) { return finding }
        if let id = ClientID(typed), try await services.directory.names(clients: [id], users: []).clients[typed] != nil
        {
            return .subject(RevokeSubject(.client, typed))
        }
        return try await byName(typed)
    }

    /// A compact JWS (RFC 7515 §7.1) has two dots, and begins with the brace of its header.
    static func isToken(_ text: String) -> Bool {
        text.utf8.count { $0 == UInt8(ascii: ".") } == 2 && text.utf8.starts(with: "ey".utf8)
    }

    /// A token that a chat or a terminal broke into lines, in one piece.
    static func joined(_ text: String) -> String {
        let isWhole = !text.utf8.starts(with: "ey".utf8)
        return isWhole ? text : String(decoding: text.utf8.filter { $0 > 0x20 }, as: UTF8.self)
    }

    private func token(_ text: String) async throws(StorageError) -> Finding {
        let answer = try await services.administration.perform(.inspectToken(text), actor: actor, now: now)
        guard case .inspection(let inspection) = answer else {
            return .problem("No token can be read before there are keys.")
        }
        if inspection.revokedBy != nil { return .problem("That token is revoked already.") }
        switch inspection.reason {
        case nil: break
        case "expired": return .problem("That token has expired by itself. There is nothing to revoke.")
        default:
            let why = inspection.explanation.map { " \($0)." } ?? ""
            return .problem("That token is refused anyway.\(why)")
        }
        guard let id = inspection.claims?.object["jti"]?.string else {
            return .problem("That token has no id by which it could be revoked.")
        }
        return .subject(RevokeSubject(.token, id))
    }

    /// What stands before the dot of a `jti` is the grant.
    private func tokenID(_ text: String) async throws(StorageError) -> Finding? {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 2, try await services.server.standingGrant(String(Substring(parts[0])), at: now) != nil
        else { return nil }
        return .subject(RevokeSubject(.token, text))
    }

    private func byName(_ text: String) async throws(StorageError) -> Finding {
        let people = try await services.directory.users(UserQuery(text: text, limit: Self.candidates)).items
        let clients = try await services.directory.clients(ClientQuery(text: text, limit: Self.candidates)).items
        if let id = UserID(text) {
            let known = try await services.directory.names(clients: [], users: [id])
            if known.users[text] != nil { return .subject(RevokeSubject(.person, text)) }
        }
        let exact = people.filter { person in
            [person.username.value, person.email?.value ?? ""].contains { $0.hasSameBytes(as: text) }
        }
        if let one = exact.first, exact.count == 1, clients.isEmpty {
            return .subject(RevokeSubject(.person, one.id.value))
        }
        let found =
            people.map { person in
                RevokePage.Candidate(
                    name: DecisionText.cut(PageWords.name(person.displayName), to: 80),
                    detail: "person, \(person.username.value)",
                    link: PersonPath.revoke(.person, person.id.value)
                )
            }
            + clients.map { client in
                RevokePage.Candidate(
                    name: DecisionText.cut(PageWords.name(client.name), to: 80),
                    detail: "client, \(client.id.value)",
                    link: PersonPath.revoke(.client, client.id.value)
                )
            }
        return found.isEmpty ? named(text) : .candidates(found)
    }

    /// A program's own token has a `jti` that no grant is kept for.
    private func named(_ text: String) -> Finding {
        let isName = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-_.".utf8.contains(byte)
        }
        guard isName, text.utf8.count >= 16 else { return .problem("Nothing of that name is known here.") }
        let isTokenID = text.utf8.contains(UInt8(ascii: "."))
        return .candidates([
            RevokePage.Candidate(
                name: isTokenID ? "The token of that id" : "The token or the grant of that id",
                detail: "not kept here, as those of programs",
                link: PersonPath.revoke(isTokenID ? .token : .grant, text)
            )
        ])
    }
}
