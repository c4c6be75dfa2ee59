import GatehousePolicy

extension LoopState {
    /// Whether finished requests are written down, beside being counted.
    var recordsAccess: Bool { configuration.recordsAccess }

    func record(_ record: AccessRecord) {
        if telemetry.append(record) { flushRecords() }
    }

    /// Counts a request that ended under a snapshot.
    func count(
        _ snapshot: LoopSnapshot,
        application: Int?,
        route: Int?,
        reason: DecisionReason,
        status: Int,
        duration: Int64
    ) {
        if snapshot === self.snapshot {
            snapshot.counters.record(
                application: application,
                route: route,
                reason: reason,
                status: status,
                duration: duration
            )
        } else {
            // Its counters are folded already: count this one by name.
            let late = LoopCounters(policy: snapshot.proxy.policy)
            late.record(application: application, route: route, reason: reason, status: status, duration: duration)
            telemetry.fold(late)
        }
    }

    /// Counts a request that has ended, and writes it down if records are kept.
    ///
    /// A WebSocket is counted when it is opened, with the time that this took.
    func finish(
        _ outcome: RequestOutcome,
        facts: ExchangeFacts,
        snapshot: LoopSnapshot,
        peer: String,
        part: AccessRecord.Part = .whole
    ) {
        let application = outcome.admission.application.map { snapshot.proxy.policy.applications[$0] }
        let route = outcome.admission.route.flatMap { application?.routes[$0] }
        let reason = outcome.reason
        let duration = Int64((uptime() &- outcome.started) / 1_000)
        if part != .ending {
            count(
                snapshot,
                application: outcome.admission.application,
                route: route?.id,
                reason: reason,
                status: outcome.status,
                duration: duration
            )
        }
        guard recordsAccess else { return }
        let token = outcome.admission.token?.facts
        record(
            AccessRecord(
                part: part,
                requestID: facts.name.identifier,
                foreignRequestID: facts.name.foreign.map { String(decoding: $0, as: UTF8.self) },
                time: Self.unixMilliseconds() - duration / 1_000,
                peer: peer,
                method: facts.methodText,
                path: facts.path,
                application: application?.key,
                route: route?.label,
                client: token?.client,
                subject: token?.subject,
                reason: reason,
                detail: outcome.detail,
                status: outcome.status,
                upstreamFailure: outcome.failure?.rawValue,
                requestBytes: outcome.requestBytes,
                responseBytes: outcome.responseBytes,
                duration: duration,
                upstreamDuration: outcome.upstreamDuration,
                compiledApplication: application,
                compiledRoute: route,
                token: token,
                presentedToken: outcome.admission.presentedToken
            )
        )
    }

    /// Counts a handshake that has ended.
    func count(_ result: HandshakeResult) {
        telemetry.count(result)
    }

    /// Counts a connection that was to begin with a PROXY header.
    func count(_ result: ProxyHeaderResult) {
        telemetry.count(result)
    }

    /// Counts a failure of an upstream.
    func countFailure(_ kind: GatewayFailure.Kind) {
        telemetry.count(kind)
    }

    /// Counts a request that was sent again, or was not because too many had been.
    func countRetry(_ application: String, isRefused: Bool) {
        telemetry.countRetry(application, isRefused: isRefused)
    }

    /// Hands over the records that wait.
    func flushRecords() {
        if let finished = telemetry.takeRecords() { recorder.record(finished) }
    }

    /// What this loop holds and has counted.
    func sample() -> ProxyMetricsSample {
        var sample = ProxyMetricsSample()
        telemetry.fill(&sample, with: snapshot.counters, isSecure: certificates != nil)
        sample.generation = snapshot.proxy.generation
        sample.clientConnections = connections.count
        sample.activeRequests = activeRequests
        sample.webSockets = webSockets
        sample.upstreamConnections = pools.values.reduce(0) { $0 + $1.openCount }
        sample.idleUpstreamConnections = pools.values.reduce(0) { $0 + $1.idleCount }
        sample.upstreamConnects = pools.values.reduce(0) { $0 &+ $1.connectCount }
        sample.tokenCacheHits = tokens.hits
        sample.tokenCacheMisses = tokens.misses
        sample.introspections = consultations.counts
        sample.revocations = revocations.count
        sample.foldedRevocations = revocations.foldedCount
        sample.spentProofs = spentProofs.count
        sample.unrememberedProofs = spentProofs.overflowCount
        if let certificates { sample.certificates = certificates.all }
        return sample
    }
}
