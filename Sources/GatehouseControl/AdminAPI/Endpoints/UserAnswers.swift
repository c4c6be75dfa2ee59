import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

/// Answers what is asked of people.
enum UserAnswers {
    static func list(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let query = call.query
        let wanted = UserQuery(
            text: query.text("text"),
            scope: query.text("scope"),
            isDisabled: query.bool("disabled"),
            order: query.text("sort").flatMap { UserQuery.Order(rawValue: $0) } ?? .username,
            isDescending: query.isDescending,
            offset: query.offset,
            limit: query.limit
        )
        let page = try await call.stored { () async throws(StorageError) in
            try await call.services.directory.users(wanted)
        }
        return try call.page(page.items.map { UserSummary($0) }, total: page.total)
    }

    static func create(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let wish = call.newUser()
        try await call.check(wish)
        let created = try await createdUser(.createUser(wish), call)
        return try .created(created, at: "/users/" + created.user.id, version: created.user.version)
    }

    static func show(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let user = try await user(call)
        if try call.isKnown(user.version) { return .unchanged(user.version) }
        return try .json(user, version: user.version)
    }

    static func replace(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let former = try await user(call)
        try call.ensureWanted(former.version)
        let changes = call.userChanges()
        if let id = UserID(former.id) { try await call.check(changes, for: id) }
        let version = call.wanted == .any ? nil : former.version
        return try await changed(.updateUser(former.id, changes, version: version), call)
    }

    static func changeScopes(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.assignScopes(
            user: call.segment("user"),
            given: call.body.texts("give"),
            taken: call.body.texts("take")
        )
        return try await changed(command, call)
    }

    static func disable(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try await changed(.disableUser(call.segment("user")), call)
    }

    static func enable(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try await changed(.enableUser(call.segment("user")), call)
    }

    static func signOut(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try await changed(.signOutUser(call.segment("user")), call)
    }

    static func setPassword(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.setPassword(user: call.segment("user"), password: call.body.text("password"))
        let created = try await createdUser(command, call)
        return try .json(created, version: created.user.version)
    }

    static func resetSecondFactor(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        _ = try await call.perform(.resetSecondFactor(call.segment("user")))
        return .done
    }

    static func sessions(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let sessions = try await sessions(of: try await user(call), call)
        return try call.page(of: sessions.map { APISession($0) })
    }

    static func endSession(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.endSession(user: call.segment("user"), session: call.segment("session_id"))
        _ = try await call.perform(command)
        return .done
    }

    static func endSessions(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let user = try await user(call)
        for session in try await sessions(of: user, call) {
            try await end(session, of: user, call)
        }
        return .done
    }

    static func withdraw(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let command = AdminCommand.withdrawAccess(user: call.segment("user"), client: call.segment("client_id"))
        let answer = try await call.perform(command)
        guard case .withdrawn(let access) = answer else { throw .surprise(answer) }
        return try .json(access)
    }

    /// The person whom the path names.
    static func user(_ call: APICall) async throws(APIFailure) -> UserSummary {
        try await user(call.segment("user"), call)
    }

    /// The person of that name.
    static func user(_ name: String, _ call: APICall) async throws(APIFailure) -> UserSummary {
        let answer = try await call.perform(.showUser(name))
        guard case .user(let user) = answer else { throw .surprise(answer) }
        return user
    }

    private static func sessions(of user: UserSummary, _ call: APICall) async throws(APIFailure) -> [Session] {
        guard let id = UserID(user.id) else { return [] }
        return try await call.stored { () async throws(StorageError) in
            try await call.services.server.sessions(of: id, at: call.now)
        }
    }

    /// One that has ended by itself meanwhile is as good as ended.
    private static func end(_ session: Session, of user: UserSummary, _ call: APICall) async throws(APIFailure) {
        do throws(APIFailure) {
            _ = try await call.perform(.endSession(user: user.id, session: session.id))
        } catch {
            guard case .refused(let problem) = error, problem.status == .notFound else { throw error }
        }
    }

    private static func changed(_ command: AdminCommand, _ call: APICall) async throws(APIFailure) -> APIAnswer {
        let answer = try await call.perform(command)
        guard case .user(let user) = answer else { throw .surprise(answer) }
        return try .json(user, version: user.version)
    }

    private static func createdUser(_ command: AdminCommand, _ call: APICall) async throws(APIFailure) -> CreatedUser {
        let answer = try await call.perform(command)
        guard case .createdUser(let created) = answer else { throw .surprise(answer) }
        return created
    }
}
