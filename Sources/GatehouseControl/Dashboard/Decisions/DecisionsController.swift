import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import HTTPTypes
import Hummingbird

/// Lists what the gate decided, shows one decision, and sends new ones as they are made.
struct DecisionsController: Sendable {
    let pages: DashboardPages

    init(pages: DashboardPages) {
        self.pages = pages
    }

    var routes: [SiteRoute] {
        [
            .get("/decisions", list),
            .get("/decisions/live", live),
            .get("/decisions/:id", show),
        ]
    }

    /// Answers `GET /decisions`.
    @Sendable func list(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .decisions) { visit throws(StorageError) in
            if let typed = visit.query["q"], !typed.isEmpty { return try await find(typed, visit) }
            let query = DecisionQuery(visit.query)
            return try await list(query, visit)
        }
    }

    /// Answers `GET /decisions/live`.
    @Sendable func live(_ request: Request, context: ControlContext) async -> Response {
        await pages.live(request, context, in: .decisions) { visit throws(StorageError) in
            // What comes is new: a span that has begun goes on.
            let filter = DecisionQuery(visit.query).without(.time).filter(now: visit.now)
            let services = pages.services
            let feed = DecisionFeed(filter: filter, directory: services.directory, clock: services.clock)
            return feed.events(of: services.decisions.live())
        }
    }

    /// Answers `GET /decisions/REQUEST_ID`.
    @Sendable func show(_ request: Request, context: ControlContext) async -> Response {
        await pages.page(request, context, in: .decisions) { visit throws(StorageError) in
            let id = DecisionLink.segment(1, of: request) ?? ""
            guard let decision = try await pages.services.decisions.decision(requestID: id) else {
                return try await missing(id, visit)
            }
            let surroundings = try await surroundings(of: decision)
            return visit.show(
                DecisionPage(frame: visit.frame(), decision, surroundings: surroundings, now: visit.now)
            )
        }
    }
}

extension DecisionsController {
    /// How many of the newest are searched for the beginning of an id.
    private static let searched = 500

    private func list(
        _ query: DecisionQuery,
        _ visit: DashboardVisit
    ) async throws(StorageError) -> Response {
        let search = DecisionPartySearch(directory: pages.services.directory)
        let suggestions: [DecisionSuggestion]
        switch try await search.look(at: query) {
        case .go(let exact): return visit.redirect(to: exact.path)
        case .asIs: suggestions = []
        case .choose(let found): suggestions = found
        }
        let decisions = try await pages.services.decisions.decisions(
            query.filter(now: visit.now),
            before: query.before,
            limit: DecisionQuery.rows + 1
        )
        return try await page(of: decisions, query, suggestions: suggestions, visit)
    }

    private func page(
        of decisions: [RecordedDecision],
        _ query: DecisionQuery,
        suggestions: [DecisionSuggestion] = [],
        typedID: String? = nil,
        _ visit: DashboardVisit
    ) async throws(StorageError) -> Response {
        let services = pages.services
        var names = try await services.directory.names(of: decisions)
        let filtered = try await services.directory.names(
            clients: [query[.client].flatMap { ClientID($0) }].compactMap(\.self),
            users: [query[.subject].flatMap { UserID($0) }].compactMap(\.self)
        )
        names.clients.merge(filtered.clients) { _, newer in newer }
        names.users.merge(filtered.users) { _, newer in newer }
        let page = DecisionsPage(
            frame: visit.frame(),
            query: query,
            decisions: decisions,
            names: names,
            applications: await services.applications.standing().policy.applications,
            sampledOut: try await services.decisions.overview(.hour, now: visit.now).sampledOut,
            suggestions: suggestions,
            typedID: typedID,
            now: visit.now
        )
        return visit.show(page)
    }

    /// A whole id, or the beginning of one that is unique, goes to its decision; several are shown.
    private func find(_ typed: String, _ visit: DashboardVisit) async throws(StorageError) -> Response {
        let id = DecisionText.cut(typed, to: 256)
        let decisions = pages.services.decisions
        if try await decisions.decision(requestID: id) != nil { return visit.redirect(to: DecisionLink.decision(id)) }
        let newest = try await decisions.decisions(DecisionFilter(), before: nil, limit: Self.searched)
        let found = newest.filter { id.utf8.count >= 4 && $0.requestID.utf8.starts(with: id.utf8) }
        guard found.count > 1 else {
            return visit.redirect(to: DecisionLink.decision(found.first?.requestID ?? id))
        }
        return try await page(of: Array(found.prefix(DecisionQuery.rows)), DecisionQuery(), typedID: id, visit)
    }

    private func missing(_ id: String, _ visit: DashboardVisit) async throws(StorageError) -> Response {
        let sampledOut = try await pages.services.decisions.overview(.hour, now: visit.now).sampledOut
        let page = DecisionMissingPage(frame: visit.frame(), requestID: id, sampledOut: sampledOut)
        return visit.show(page, status: .notFound)
    }

    private func surroundings(of decision: RecordedDecision) async throws(StorageError) -> DecisionSurroundings {
        let services = pages.services
        let standing = await services.applications.standing()
        let client = try await services.directory.clientAccess()
            .first { access in decision.client.map { access.id.value.hasSameBytes(as: $0) } ?? false }
        return DecisionSurroundings(
            decision,
            names: try await services.directory.names(of: [decision]),
            policy: standing.policy,
            policySince: standing.appliedAt,
            client: client,
            person: try await person(decision.subject),
            catalog: services.catalog.catalog()
        )
    }

    private func person(_ subject: String?) async throws(StorageError) -> UserSummary? {
        guard let id = subject.flatMap({ UserID($0) }) else { return nil }
        let answer = try await pages.services.administration.perform(
            .showUser(id.value),
            actor: "",
            now: pages.services.clock()
        )
        guard case .user(let person) = answer, person.id.hasSameBytes(as: id.value) else { return nil }
        return person
    }
}
