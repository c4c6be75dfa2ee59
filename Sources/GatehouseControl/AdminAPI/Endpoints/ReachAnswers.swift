import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

/// Answers who reaches what, and who has made use of it.
enum ReachAnswers {
    static func ofApplication(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let policy = await call.services.applications.standing().policy
        guard let application = policy.applications.first(where: { $0.key.hasSameBytes(as: call.segment("key")) })
        else { throw ApplicationAnswers.unknown }
        let span = call.span
        let access = try await call.stored { () async throws(StorageError) in
            try await call.services.directory.clientAccess()
        }
        let traffic = try await call.stored { () async throws(StorageError) in
            try await call.services.decisions.routes(of: application.key, span, now: call.now)
        }
        let index = ReachIndex(access)
        let page = application.routes.dropFirst(call.query.offset).prefix(call.query.limit)
        let reports = page.map { route in
            APIRouteReport(
                route: APIRoute(route, in: application),
                traffic: traffic.first { $0.route.hasSameBytes(as: route.label) },
                bucketCount: span.bucketCount,
                reach: APIRouteReach(
                    route,
                    in: application,
                    index: index,
                    access: access,
                    limit: APIRouteReport.clientLimit
                )
            )
        }
        return try call.page(reports, total: application.routes.count)
    }

    static func ofClient(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let client = try await ClientAnswers.client(call)
        let access = try await call.stored { () async throws(StorageError) in
            try await call.services.directory.clientAccess()
        }
        let policy = await call.services.applications.standing().policy
        guard let own = access.first(where: { $0.id.value.hasSameBytes(as: client.clientID) }) else {
            return try .list([APIClientReach](), total: 0)
        }
        let reach = ClientReach(client: own)
        let all = policy.applications.flatMap { application in
            application.routes.map { route in
                APIClientReach(
                    route: APIRoute(route, in: application),
                    standing: reach.standing(of: route, in: application)
                )
            }
        }
        return try call.page(of: all)
    }

    static func uses(_ call: APICall) async throws(APIFailure) -> APIAnswer {
        let client = try await ClientAnswers.client(call)
        let decisions = call.services.decisions
        let uses = try await call.stored { () async throws(StorageError) in
            try await decisions.uses(by: client.clientID)
        }
        let used = try await call.stored { () async throws(StorageError) in
            try await decisions.scopes(usedBy: client.clientID)
        }
        let scopes = client.scopes.map { name in
            (name: name, lastAt: used.first { $0.scope.hasSameBytes(as: name) }?.lastAt)
        }
        return try .json(APIClientUses(uses: uses, scopes: scopes))
    }
}

extension APICall {
    /// How far back figures go.
    var span: TrafficSpan { query.text("span").flatMap { TrafficSpan(rawValue: $0) } ?? .hour }
}
