import GatehouseOAuth
import GatehousePolicy
import Mustache

/// Rows alone, as the page has them: what a live list sends.
struct DecisionLiveRows: Sendable {
    private static let template = "boardDecisionRows"

    let rows: [DecisionRow]

    /// The markup; nil if the template is missing, which tests keep from being seen.
    func html() -> String? {
        PageLibrary.shared.flatMap { $0.render(self, withTemplate: Self.template) }
    }
}

/// Lets so many rows through in a second that one can still read them.
struct DecisionPace: Sendable {
    /// The most rows of a second.
    static let rowsPerSecond = 20

    private var second = Int64.min
    private var count = 0

    /// Whether a decision of that time, in Unix milliseconds, is still one of those of its second.
    mutating func admits(_ time: Int64) -> Bool {
        let second = time / 1_000
        // Decisions come nearly in order: a straggler counts for the second that runs.
        if second > self.second {
            self.second = second
            count = 0
        }
        count += 1
        return count <= Self.rowsPerSecond
    }
}

/// Turns decisions as they are made into events of a live list.
struct DecisionFeed: Sendable {
    let filter: DecisionFilter
    let directory: any DirectoryReading
    let clock: @Sendable () -> Int64

    /// Only what the filter admits, at most ``DecisionPace/rowsPerSecond``; ends with the decisions.
    func events(of decisions: AsyncStream<RecordedDecision>) -> AsyncStream<LiveEvent> {
        // A slow reader misses some; the list has them when it is loaded again.
        let (events, continuation) = AsyncStream.makeStream(of: LiveEvent.self, bufferingPolicy: .bufferingOldest(100))
        let task = Task {
            var pace = DecisionPace()
            var names = DecisionNames(directory: directory)
            for await decision in decisions where filter.admits(decision) && pace.admits(decision.time) {
                let row = DecisionRow(decision, names: await names.names(of: decision), now: clock())
                guard let html = DecisionLiveRows(rows: [row]).html() else { continue }
                continuation.yield(LiveEvent(id: decision.requestID, html: html))
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in task.cancel() }
        return events
    }
}

/// Remembers the names that a live list has shown, so that the store is asked once for each.
private struct DecisionNames {
    private static let limit = 1_000

    let directory: any DirectoryReading
    private var known = DirectoryNames()
    private var asked: Set<String> = []

    init(directory: any DirectoryReading) {
        self.directory = directory
    }

    mutating func names(of decision: RecordedDecision) async -> DirectoryNames {
        let new = [decision.client, decision.subject].compactMap(\.self).filter { !asked.contains($0) }
        guard !new.isEmpty else { return known }
        if asked.count > Self.limit {
            known = DirectoryNames()
            asked = []
        }
        asked.formUnion(new)
        // A row without names is still a row.
        guard let found = try? await directory.names(of: [decision]) else { return known }
        known.clients.merge(found.clients) { _, newer in newer }
        known.users.merge(found.users) { _, newer in newer }
        return known
    }
}

extension DirectoryReading {
    /// The names of everybody in a list of decisions.
    func names(of decisions: [RecordedDecision]) async throws(StorageError) -> DirectoryNames {
        let clients = Set(decisions.compactMap { $0.client.flatMap { ClientID($0) } })
        let users = Set(decisions.compactMap { $0.subject.flatMap { UserID($0) } })
        guard !clients.isEmpty || !users.isEmpty else { return DirectoryNames() }
        return try await names(clients: Array(clients), users: Array(users))
    }
}
