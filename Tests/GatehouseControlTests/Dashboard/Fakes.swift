import GatehouseOAuth
import GatehousePolicy
import Synchronization

@testable import GatehouseControl

/// Answers what a test put into it.
final class FakeDecisions: DecisionReading {
    struct State {
        var decisions: [RecordedDecision] = []
        var overview: TrafficOverview?
        var routes: [RouteTraffic] = []
        var clientUses: [ClientRouteUse] = []
        var scopeUses: [ScopeUse] = []
        var live: [RecordedDecision] = []
        /// Thrown by everything, if set.
        var failure: StorageError?
    }

    let state: Mutex<State>

    init(_ decisions: [RecordedDecision] = []) {
        state = Mutex(State(decisions: decisions))
    }

    func set(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    private func read() throws(StorageError) -> State {
        let read = state.withLock { $0 }
        if let failure = read.failure { throw failure }
        return read
    }

    func decision(requestID: String) async throws(StorageError) -> RecordedDecision? {
        try read().decisions.filter { $0.requestID == requestID }.max { $0.sequence < $1.sequence }
    }

    func decisions(
        _ filter: DecisionFilter,
        before: Int64?,
        limit: Int
    ) async throws(StorageError) -> [RecordedDecision] {
        let found = try read().decisions.filter { filter.admits($0) && $0.sequence < before ?? .max }
        return Array(found.sorted { $0.sequence > $1.sequence }.prefix(limit))
    }

    func overview(_ span: TrafficSpan, now: Int64) async throws(StorageError) -> TrafficOverview {
        let start = now - span.bucketSeconds * Int64(span.bucketCount)
        var overview = try read().overview ?? TrafficOverview(span: span, start: start)
        overview.span = span
        return overview
    }

    func routes(
        of application: String?,
        _ span: TrafficSpan,
        now: Int64
    ) async throws(StorageError) -> [RouteTraffic] {
        try read().routes.filter { $0.application == application ?? $0.application }
    }

    func uses(by client: String) async throws(StorageError) -> [ClientRouteUse] {
        try read().clientUses.filter { $0.client == client }
    }

    func uses(of application: String, route: String, limit: Int) async throws(StorageError) -> [ClientRouteUse] {
        Array(try read().clientUses.filter { $0.application == application && $0.route == route }.prefix(limit))
    }

    func scopes(usedBy client: String) async throws(StorageError) -> [ScopeUse] {
        try read().scopeUses
    }

    func live() -> AsyncStream<RecordedDecision> {
        let decisions = state.withLock { $0.live }
        return AsyncStream { continuation in
            for decision in decisions { continuation.yield(decision) }
            continuation.finish()
        }
    }
}

/// A policy that stands, and applications that a test put into it.
final class FakeApplications: ApplicationSource {
    struct State {
        var standing: PolicyStanding
        var drafts: [String: ApplicationDraft] = [:]
        var kept: [KeptApplication] = []
        var review: @Sendable (ApplicationDraft) -> DraftReview = { DraftReview(problems: [], text: $0.key, diff: "") }
        /// What the next change comes to.
        var change = ApplicationChange.saved(version: "2")
        /// What was asked for, in words: `create tstapp`, `replace tstapp`, `remove tstapp`.
        var changes: [String] = []
    }

    let state: Mutex<State>

    init(_ standing: PolicyStanding) {
        state = Mutex(State(standing: standing))
    }

    func set(_ body: (inout State) -> Void) {
        state.withLock { body(&$0) }
    }

    var changes: [String] { state.withLock { $0.changes } }

    func standing() async -> PolicyStanding { state.withLock { $0.standing } }

    func draft(of key: String) async -> ApplicationDraft? { state.withLock { $0.drafts[key] } }

    func kept() async throws(StorageError) -> [KeptApplication] { state.withLock { $0.kept } }

    func review(_ draft: ApplicationDraft, replacing key: String?) async -> DraftReview {
        state.withLock { $0.review }(draft)
    }

    func create(_ draft: ApplicationDraft, actor: String, now: Int64) async throws(StorageError) -> ApplicationChange {
        note("create \(draft.key)")
    }

    func replace(
        _ draft: ApplicationDraft,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange {
        note("replace \(draft.key)")
    }

    func remove(
        _ key: String,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange {
        note("remove \(key)")
    }

    private func note(_ change: String) -> ApplicationChange {
        state.withLock { state in
            state.changes.append(change)
            return state.change
        }
    }
}

/// Endpoints that a test put into it, whatever the application.
final class FakeEndpoints: EndpointReading {
    private let states = Mutex<[EndpointState]>([])

    func set(_ states: [EndpointState]) {
        self.states.withLock { $0 = states }
    }

    func endpoints(of application: String) -> [EndpointState] { states.withLock { $0 } }
}

/// Remembers what it was to send, and answers what a test put into it.
final class FakeTrial: GateTrial {
    struct State {
        var sent: [TrialRequest] = []
        var answer: Result<TrialAnswer, TrialFailure> = .success(
            TrialAnswer(status: 200, headers: [("Content-Type", "text/plain")], body: "ok", requestID: "r1")
        )
    }

    let state = Mutex(State())

    var sent: [TrialRequest] { state.withLock { $0.sent } }

    func set(_ answer: Result<TrialAnswer, TrialFailure>) {
        state.withLock { $0.answer = answer }
    }

    func send(_ request: TrialRequest) async throws(TrialFailure) -> TrialAnswer {
        try state.withLock { state in
            state.sent.append(request)
            return state.answer
        }
        .get()
    }
}
