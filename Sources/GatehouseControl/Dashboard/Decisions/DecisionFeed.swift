import GatehouseOAuth
import GatehousePolicy

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
