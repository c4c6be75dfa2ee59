package import GatehouseProxy

/// Hands finished requests to the decisions and to the access log, if there is one.
package struct AccessRecorders: AccessRecording {
    private let decisions: DecisionRecorder
    private let accessLog: AccessLog?

    /// Joins those who record.
    package init(decisions: DecisionRecorder, accessLog: AccessLog?) {
        self.decisions = decisions
        self.accessLog = accessLog
    }

    /// Hands the requests on; never waits.
    ///
    /// No token goes to the log, not even into its queue.
    package func record(_ batch: [AccessRecord]) {
        decisions.record(batch)
        accessLog?.record(batch.withoutPresentedTokens())
    }
}
