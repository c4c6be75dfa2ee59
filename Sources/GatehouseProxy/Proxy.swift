import GatehousePolicy
package import Logging
package import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization

/// Carries each permitted request to its upstream, and nothing else.
package final class Proxy: Service {
    private let configuration: ProxyConfiguration
    private let group: any EventLoopGroup
    private let loops: LoopStates
    private let logger: Logger
    private let directory = UpstreamDirectory()
    private let ready: EventLoopPromise<[ListenAddress]>
    /// Made when the first policy needs it, unless it is configured: it takes time and memory.
    private let upstreamTrust: Mutex<UpstreamTrust?>

    /// Creates the event loops' states; `run()` opens the listener.
    ///
    /// - Parameters:
    ///   - configuration: How to listen, wait and bound.
    ///   - group: The loops that carry requests; as many as `configuration.loopCount`.
    ///   - snapshot: What requests are decided by until another is published.
    ///   - revocations: Everything that was taken back, known before the first request.
    ///   - recorder: Takes the records of finished requests.
    ///   - logger: For what concerns the listener and upstreams, never for single requests.
    /// - Throws: When an event loop is already shut down.
    package init(
        configuration: ProxyConfiguration,
        group: any EventLoopGroup,
        snapshot: ProxySnapshot,
        revocations: [RevocationEntry],
        recorder: any AccessRecording,
        logger: Logger
    ) async throws {
        self.configuration = configuration
        self.group = group
        self.logger = logger
        self.upstreamTrust = Mutex(configuration.upstreamTrust)
        self.ready = group.next().makePromise()
        let spentProofs = SpentProofs(capacity: configuration.proofCapacity)
        let rateLimits = RateLimitTable(capacity: configuration.rateLimitCapacity)
        let quotas = configuration.quotas ?? QuotaLedger()
        let endpoints = directory.adopt(snapshot.policy)
        var states: [ObjectIdentifier: NIOLoopBound<LoopState>] = [:]
        for eventLoop in group.makeIterator() {
            states[ObjectIdentifier(eventLoop)] =
                try await eventLoop.submit {
                    NIOLoopBound(
                        LoopState(
                            eventLoop: eventLoop,
                            configuration: configuration,
                            snapshot: snapshot,
                            endpoints: endpoints,
                            revocations: revocations,
                            spentProofs: spentProofs,
                            rateLimits: rateLimits,
                            quotas: quotas,
                            recorder: recorder,
                            logger: logger
                        ),
                        eventLoop: eventLoop
                    )
                }
                .get()
        }
        self.loops = LoopStates(states)
        trustUpstreams(of: snapshot)
    }

    /// Listens, and serves until the service group asks for a graceful shutdown; then drains.
    ///
    /// - Throws: ``ListenError`` when an address that is not a companion cannot be bound.
    package func run() async throws {
        let listener = Listener(configuration: configuration, group: group, loops: loops, logger: logger)
        let listeners: [BoundListener]
        do throws(ListenError) {
            listeners = try await listener.bind()
        } catch {
            ready.fail(error)
            throw error
        }
        let ticks = try await loops.onEach { loop in
            let bound = NIOLoopBound(loop, eventLoop: loop.eventLoop)
            return loop.eventLoop.scheduleRepeatedTask(
                initialDelay: .milliseconds(100),
                delay: .milliseconds(100)
            ) { _ in bound.value.tick() }
        }
        let keeping = keepUpstreams()
        ready.succeed(listeners.filter { $0.role != .redirecting }.map(\.address))
        await untilShutdown()
        // From now on each answer says that its connection closes; only then new connections are turned away.
        _ = try? await loops.onEach { $0.prepareToDrain() }
        for listener in listeners { try? await listener.channel.close() }
        await drain()
        keeping.cancel()
        for tick in ticks { tick.cancel() }
    }

    /// The addresses that are listened on, with the ports that were given, once all stand.
    package func boundAddresses() async throws -> [ListenAddress] {
        try await ready.futureResult.get()
    }

    /// Decides by another snapshot from now on; requests under way keep the one they began with.
    package func publish(_ snapshot: ProxySnapshot) {
        trustUpstreams(of: snapshot)
        let endpoints = directory.adopt(snapshot.policy)
        loops.send { $0.adopt(snapshot, endpoints) }
    }

    /// Publishes a snapshot and returns when every loop decides by it.
    package func publishAndWait(_ snapshot: ProxySnapshot) async throws {
        trustUpstreams(of: snapshot)
        let endpoints = directory.adopt(snapshot.policy)
        _ = try await loops.onEach { $0.adopt(snapshot, endpoints) }
    }

    /// Sees to it that upstreams over TLS can be reached, if the policy names any.
    private func trustUpstreams(of snapshot: ProxySnapshot) {
        guard snapshot.policy.hasSecureUpstreams else { return }
        upstreamTrust.withLock { known in
            guard known == nil else { return }
            do throws(CertificateProblem) {
                let trust = try UpstreamTrust()
                known = trust
                loops.send { $0.upstreamTrust = trust }
            } catch {
                logger.error("upstreams over TLS cannot be reached", metadata: ["error": "\(error.message)"])
            }
        }
    }

    /// Connects to upstreams over TLS by other authorities, with another certificate, from now on.
    ///
    /// Open connections live on.
    package func adopt(_ trust: UpstreamTrust) {
        upstreamTrust.withLock { known in
            known = trust
            // Sent under the lock: what is sent last to a loop is what was adopted last.
            loops.send { $0.upstreamTrust = trust }
        }
    }

    /// Shakes hands by other certificates from now on; open connections keep theirs.
    package func adopt(_ certificates: ServerCertificates) {
        loops.send { $0.certificates = certificates }
    }

    /// Changes what is refused as revoked.
    package func apply(_ changes: [RevocationChange]) {
        loops.send { $0.apply(changes) }
    }

    /// What all loops have counted until now.
    package func sample() async throws -> ProxyMetricsSample {
        var sum = ProxyMetricsSample()
        for sample in try await loops.onEach({ $0.sample() }) { sum.add(sample) }
        sum.upstreams = endpoints()
        sum.upstreamCertificate = upstreamTrust.withLock { $0?.certificate }
        return sum
    }

    /// How the endpoints of all applications stand; asks no loop.
    package func endpoints() -> [UpstreamSample] {
        directory.sample(at: NIODeadline.now().uptimeNanoseconds)
    }

    /// Looks after the upstreams on one loop, for all of them.
    private func keepUpstreams() -> RepeatedTask {
        let eventLoop = group.next()
        let keeper = NIOLoopBoundBox.makeBoxSendingValue(
            UpstreamKeeper(
                directory: directory,
                eventLoop: eventLoop,
                trust: { [weak self] in self?.upstreamTrust.withLock { $0 } },
                publish: { [loops] set in loops.send { $0.adopt(set) } },
                logger: logger
            ),
            eventLoop: eventLoop
        )
        return eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(250)) { _ in
            keeper.value.tick(at: NIODeadline.now().uptimeNanoseconds)
        }
    }

    private func untilShutdown() async {
        // Ends on graceful shutdown and on cancellation alike.
        try? await gracefulShutdown()
    }

    private func drain() async {
        let timeout = TimeAmount.milliseconds(configuration.timeouts.drain)
        let loops = loops
        let timer = group.next().scheduleTask(in: timeout) { loops.send { $0.cut() } }
        let drained = try? await loops.onEach { loop -> EventLoopFuture<Void> in
            let promise = loop.eventLoop.makePromise(of: Void.self)
            loop.drain(promise)
            return promise.futureResult
        }
        for future in drained ?? [] { try? await future.get() }
        timer.cancel()
    }
}

extension CompiledPolicy {
    fileprivate var hasSecureUpstreams: Bool {
        applications.contains { application in
            application.upstreams.contains { upstream in
                guard case .tcp(.https, _, _, _) = upstream else { return false }
                return true
            }
        }
    }
}
