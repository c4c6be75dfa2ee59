import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import HTTPTypes

/// Answers what is asked of applications.
enum ApplicationAnswers {
    static func list(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let standing = await call.services.applications.standing()
        let counts = try await call.stored { () async throws(StorageError) in
            try await call.services.directory.counts()
        }
        let all = standing.policy.applications.map { application in
            APIApplicationSummary(
                application,
                origin: standing.origins[application.key],
                clients: counts.clientsByApplication[application.key] ?? 0
            )
        }
        return try call.page(of: all)
    }

    static func show(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let application = try await application(call.segment("key"), call)
        if let version = application.version, try call.isKnown(version) { return .unchanged(version) }
        return try .json(application, version: application.version)
    }

    static func upstreams(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let standing = await call.services.applications.standing()
        guard let application = standing.application(call.segment("key")) else { throw unknown }
        return try call.page(of: call.services.endpoints.endpoints(of: application.key).map { APIUpstreamEndpoint($0) })
    }

    static func create(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let key = call.body.text("key") ?? ""
        let draft = call.draft(key: key)
        let change = try await call.stored { () async throws(StorageError) in
            try await call.services.applications.create(draft, actor: call.caller.actor, now: call.now)
        }
        _ = try version(of: change, key: key)
        let application = try await application(key, call)
        return try .created(application, at: "/applications/" + URLText.segment(key), version: application.version)
    }

    static func replace(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let key = call.segment("key")
        let expected = try await expectedVersion(of: key, call)
        let draft = call.draft(key: key)
        let change = try await call.stored { () async throws(StorageError) in
            try await call.services.applications.replace(
                draft,
                expecting: expected,
                actor: call.caller.actor,
                now: call.now
            )
        }
        _ = try version(of: change, key: key)
        let application = try await application(key, call)
        return try .json(application, version: application.version)
    }

    static func delete(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let key = call.segment("key")
        // Whichever there is, is also one that a file has set aside and that this key shows nothing of.
        let expected = call.wanted == .any ? nil : try await expectedVersion(of: key, call)
        let change = try await call.stored { () async throws(StorageError) in
            try await call.services.applications.remove(
                key,
                expecting: expected,
                actor: call.caller.actor,
                now: call.now
            )
        }
        _ = try version(of: change, key: key)
        return .done
    }

    static func review(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let key = call.segment("key")
        _ = try await application(key, call)
        let review = await call.services.applications.review(call.draft(key: key), replacing: key)
        return try .json(APIReview(review: review))
    }

    /// The application of that key.
    private static func application(_ key: String, _ call: APICall) async throws(APIFailure) -> APIApplication {
        guard let draft = await call.services.applications.draft(of: key) else { throw unknown }
        let origins = await call.services.applications.standing().origins
        return APIApplication(draft: draft, origin: origins[key])
    }

    /// The version that is to be replaced; nil for whichever there is.
    private static func expectedVersion(of key: String, _ call: APICall) async throws(APIFailure) -> String? {
        let application = try await application(key, call)
        guard let version = application.version else {
            // A file has no version of ours: what is wrong is that it is changed here at all.
            guard case .file(let path, _)? = application.origin else { return nil }
            throw declared(path)
        }
        try call.ensureWanted(version)
        return call.wanted == .any ? nil : version
    }

    private static func version(of change: ApplicationChange, key: String) throws(APIFailure) -> String {
        switch change {
        case .saved(let version): return version
        case .outdated(let version): throw APICall.outdated(version)
        case .refused(let problems):
            throw .input(problems.map { APIFieldProblem($0.field, $0.message, suggestion: $0.suggestion) })
        case .declared(let path): throw declared(path)
        case .exists:
            throw .refused(.conflict, .exists, "There is an application with the key \(key) already.")
        case .unknown: throw unknown
        case .inUse(let holders):
            throw .refused(.conflict, .inUse, holders.reason(key), suggestion: holders.remedy)
        }
    }

    static var unknown: APIFailure {
        .refused(.notFound, .notFound, "There is no application with that key.")
    }

    private static func declared(_ path: String) -> APIFailure {
        .refused(
            .conflict,
            .declaredElsewhere,
            "The file \(path) declares it.",
            suggestion: "Change it there; POST …/review answers the diff."
        )
    }
}

extension APICall {
    /// The application that the body wishes for.
    fileprivate func draft(key: String) -> ApplicationDraft {
        ApplicationDraft(
            key: key,
            name: body.text("name") ?? "",
            upstreams: body.texts("upstreams"),
            hosts: body.texts("hosts"),
            prefix: body.text("prefix") ?? "",
            stripPrefix: body.flag("strip_prefix"),
            audience: body.text("audience") ?? "",
            scopes: objects("scopes")
                .map { scope in
                    ApplicationDraft.Scope(
                        name: scope.text("name") ?? "",
                        text: scope.text("text") ?? "",
                        isAssigned: scope.flag("assigned")
                    )
                },
            routes: objects("routes")
                .map { route in
                    ApplicationDraft.Route(
                        match: route.text("match") ?? "",
                        requirement: route.text("requirement") ?? ""
                    )
                }
        )
    }

    private func objects(_ name: String) -> [JSONObject] { body[name]?.array?.compactMap(\.object) ?? [] }
}
