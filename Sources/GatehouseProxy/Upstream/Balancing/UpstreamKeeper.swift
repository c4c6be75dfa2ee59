import GatehousePolicy
import Logging
import NIOCore
import NIOPosix

/// Looks after all upstreams from one event loop: looks names up again, asks endpoints how they are, lets them return.
final class UpstreamKeeper {
    /// Checks that may be under way at once.
    private static let maximumChecks = 64
    /// Look-ups that may be under way at once: each holds a thread.
    private static let maximumLookups = 4
    private static let second: UInt64 = 1_000_000_000

    /// What is known of one endpoint's checks.
    private struct Checking {
        var state = HealthState()
        var due: UInt64
        var isAsking = false
        /// Keeps the endpoint, by whose identity this is found.
        let endpoint: EndpointStanding
    }

    private let directory: UpstreamDirectory
    private let eventLoop: any EventLoop
    private let trust: () -> UpstreamTrust?
    private let publish: (EndpointSet) -> Void
    private let logger: Logger
    private var checks: [ObjectIdentifier: Checking] = [:]
    private var lookups = 0
    private var probes = 0

    init(
        directory: UpstreamDirectory,
        eventLoop: any EventLoop,
        trust: @escaping () -> UpstreamTrust?,
        publish: @escaping (EndpointSet) -> Void,
        logger: Logger
    ) {
        self.directory = directory
        self.eventLoop = eventLoop
        self.trust = trust
        self.publish = publish
        self.logger = logger
    }

    /// Does what is due; called several times a second.
    func tick(at now: UInt64) {
        lookUp(at: now)
        var known: Set<ObjectIdentifier> = []
        for standings in directory.current.applications.values {
            let slowStart = UInt64(standings.options.slowStartSeconds) * Self.second
            for endpoint in standings.endpoints {
                if endpoint.endEjection(at: now) { report("upstream returned", endpoint, standings, .notice) }
                endpoint.endSlowStart(at: now, length: slowStart)
                guard let settings = standings.options.healthCheck else { continue }
                known.insert(ObjectIdentifier(endpoint))
                check(endpoint, standings, settings, at: now)
            }
        }
        // What no policy has checked any more gets requests again.
        for (identity, checking) in checks where !known.contains(identity) {
            if !checking.state.isHealthy { checking.endpoint.set(isWell: true, at: now) }
            checks[identity] = nil
        }
    }

    // MARK: Names

    private func lookUp(at now: UInt64) {
        for name in directory.beginLookups(at: now, atMost: Self.maximumLookups - lookups) {
            lookups += 1
            let bound = NIOLoopBound(self, eventLoop: eventLoop)
            NIOThreadPool.singleton
                .runIfActive(eventLoop: eventLoop) { AddressLookup.addresses(of: name.host, port: name.port) }
                .whenComplete { result in
                    let found = (try? result.get()) ?? []
                    bound.value.answered(name, found, at: NIODeadline.now().uptimeNanoseconds)
                }
        }
    }

    private func answered(_ name: UpstreamDirectory.HostPort, _ addresses: [SocketAddress], at now: UInt64) {
        lookups -= 1
        if addresses.isEmpty {
            logger.debug("an upstream's name leads nowhere", metadata: ["gatehouse.host": "\(name.host)"])
        }
        guard let set = directory.answered(name, addresses, at: now) else { return }
        publish(set)
        let texts = addresses.compactMap(\.ipAddress).joined(separator: " ")
        logger.info(
            "an upstream's name leads elsewhere",
            metadata: ["gatehouse.host": "\(name.host)", "gatehouse.addresses": "\(texts)"]
        )
    }

    // MARK: Health

    private func check(
        _ endpoint: EndpointStanding,
        _ standings: ApplicationStandings,
        _ settings: UpstreamOptions.HealthCheck,
        at now: UInt64
    ) {
        let identity = ObjectIdentifier(endpoint)
        var checking = checks[identity] ?? Checking(due: now, endpoint: endpoint)
        guard !checking.isAsking, now >= checking.due, probes < Self.maximumChecks else {
            checks[identity] = checking
            return
        }
        checking.isAsking = true
        checking.due = now + UInt64(settings.interval) * Self.second
        checks[identity] = checking
        probes += 1
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        HealthProbe.run(endpoint, settings, host: standings.checkedHost(endpoint), trust: trust(), on: eventLoop)
            .whenComplete { result in
                bound.value.checked(endpoint, standings, settings, result)
            }
    }

    private func checked(
        _ endpoint: EndpointStanding,
        _ standings: ApplicationStandings,
        _ settings: UpstreamOptions.HealthCheck,
        _ result: Result<Int, any Error>
    ) {
        probes -= 1
        let status = (try? result.get()) ?? 0
        let identity = ObjectIdentifier(endpoint)
        checks[identity]?.isAsking = false
        let isGood = settings.expected.contains(Int64(status))
        guard let isWell = checks[identity]?.state.checked(isGood: isGood, settings) else { return }
        endpoint.set(isWell: isWell, at: NIODeadline.now().uptimeNanoseconds)
        if isWell {
            report("upstream healthy", endpoint, standings, .notice)
        } else {
            report("upstream unhealthy", endpoint, standings, .warning, reason: Self.reason(result))
        }
    }

    private static func reason(_ result: Result<Int, any Error>) -> String {
        switch result {
        case .success(let status): status > 0 ? "status \(status)" : "its answer is not HTTP"
        case .failure(let error): ConnectionFailureText.cause(error) ?? "no answer"
        }
    }

    private func report(
        _ message: Logger.Message,
        _ endpoint: EndpointStanding,
        _ standings: ApplicationStandings,
        _ level: Logger.Level,
        reason: String? = nil
    ) {
        var metadata: Logger.Metadata = [
            "gatehouse.application": "\(standings.application)", "gatehouse.upstream": "\(endpoint.name)",
        ]
        if let reason { metadata["gatehouse.reason"] = "\(reason)" }
        logger.log(level: level, message, metadata: metadata)
    }
}

extension ApplicationStandings {
    /// The `Host` of a health check: there is no client whose own could be kept.
    fileprivate func checkedHost(_ endpoint: EndpointStanding) -> String {
        if case .name(let name) = options.hostHeader { return name }
        return endpoint.upstream.authority
    }
}
