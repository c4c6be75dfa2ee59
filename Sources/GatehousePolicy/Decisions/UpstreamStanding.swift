/// How an application's upstream has answered lately.
package struct UpstreamStanding: Sendable, Equatable {
    /// The application's short key.
    package var application: String
    /// Requests that went to it in the span.
    package var requests: Int64
    /// Those that it did not answer, or not soundly.
    package var failures: Int64
    /// The last failure in one word.
    package var lastFailure: String?
    /// When that was, in Unix seconds.
    package var lastFailureAt: Int64?
    /// The last sound answer, in Unix seconds.
    package var lastSuccessAt: Int64?
    /// Of its answers, to their head, in microseconds.
    package var p95: Int64?

    /// Takes figures as they were counted.
    package init(
        application: String,
        requests: Int64,
        failures: Int64,
        lastFailure: String? = nil,
        lastFailureAt: Int64? = nil,
        lastSuccessAt: Int64? = nil,
        p95: Int64? = nil
    ) {
        self.application = application
        self.requests = requests
        self.failures = failures
        self.lastFailure = lastFailure
        self.lastFailureAt = lastFailureAt
        self.lastSuccessAt = lastSuccessAt
        self.p95 = p95
    }
}
