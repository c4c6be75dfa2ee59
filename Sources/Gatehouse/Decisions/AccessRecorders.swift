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
    /// No token goes to the log, not even into its queue. A WebSocket's decision is kept when it is opened, so that it can
    /// be asked for; its line is written when it has ended and what it carried is known.
    package func record(_ batch: [AccessRecord]) {
        decisions.record(batch.without(.ending))
        accessLog?.record(batch.without(.opening).withoutPresentedTokens())
    }
}

extension [AccessRecord] {
    /// The records of other parts of requests' lives; the same array if there is none of this one.
    fileprivate func without(_ part: AccessRecord.Part) -> [AccessRecord] {
        contains { $0.part == part } ? filter { $0.part != part } : self
    }
}
