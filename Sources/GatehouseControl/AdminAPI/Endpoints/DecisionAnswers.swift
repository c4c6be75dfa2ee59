import GatehouseOAuth
import GatehousePolicy
import HTTPTypes

/// Answers what is asked of decisions, figures and the policy.
enum DecisionAnswers {
    static func list(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let query = call.query
        let filter = DecisionFilter(
            application: query.text("application"),
            route: query.text("route"),
            client: query.text("client"),
            subject: query.text("subject"),
            reason: query.text("reason"),
            isPermit: query.bool("permitted"),
            status: query.integer("status").flatMap { Int(exactly: $0) },
            since: query.integer("since").map { $0 * 1_000 },
            until: query.integer("until").map { $0 * 1_000 }
        )
        let decisions = try await call.stored { () async throws(StorageError) in
            try await call.services.decisions.decisions(filter, before: query.integer("before"), limit: query.limit)
        }
        return try call.page(decisions, last: decisions.last?.sequence)
    }

    static func show(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let found = try await call.stored { () async throws(StorageError) in
            try await call.services.decisions.decision(requestID: call.segment("request_id"))
        }
        guard let found else {
            throw .refused(
                .notFound,
                .notFound,
                "No decision is recorded about a request of that id.",
                suggestion: "Decisions are kept for a bounded time; the id is X-Request-Id of the answer."
            )
        }
        return try .json(APIDecision(decision: found))
    }

    static func overview(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let traffic = try await call.stored { () async throws(StorageError) in
            try await call.services.decisions.overview(call.span, now: call.now)
        }
        let counts = try await call.stored { () async throws(StorageError) in
            try await call.services.directory.counts()
        }
        return try .json(APIOverview(traffic: traffic, counts: counts))
    }

    static func policy(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        try .json(APIPolicy(await call.services.applications.standing()))
    }
}
