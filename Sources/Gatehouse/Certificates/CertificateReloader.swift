import GatehouseProxy
import Logging
import ServiceLifecycle

/// Keeps what TLS is spoken with, to clients and to upstreams, up to date with its files.
actor CertificateReloader: Service {
    /// How often the files are looked at.
    private static let pace = Duration.milliseconds(250)
    /// How often a certificate is warned of that soon expires, in seconds.
    private static let reminding: Int64 = 86_400

    /// What the public listener started with; nil without TLS.
    nonisolated let ofListener: ServerCertificates?
    /// What upstreams were first trusted by and shown; nil if nothing of that is set.
    nonisolated let ofUpstreams: UpstreamTrust?

    private let paths: [String]
    private let clock: @Sendable () -> Int64
    private var listener: WatchedCertificates<TLSSettings>?
    private var upstreams: WatchedCertificates<UpstreamTLSSettings>?
    private var remindedAt: Int64
    private var proxy: Proxy?

    /// Reads the files, nil where there are none; every problem ends the command.
    init?(
        _ configuration: GatehouseConfiguration,
        clock: @escaping @Sendable () -> Int64,
        logger: Logger
    ) throws(ExitFailure) {
        guard configuration.tls != nil || configuration.upstreamTLS != nil else { return nil }
        let now = clock()
        var listener: WatchedCertificates<TLSSettings>?
        var upstreams: WatchedCertificates<UpstreamTLSSettings>?
        if let settings = configuration.tls {
            listener = try WatchedCertificates(settings, now: now, logger: logger)
        }
        if let settings = configuration.upstreamTLS {
            let watched = try WatchedCertificates(settings, now: now, logger: logger)
            logger.notice("upstream certificates", metadata: settings.facts(watched.current))
            upstreams = watched
        }
        self.ofListener = listener?.current
        self.ofUpstreams = upstreams?.current
        self.paths = (configuration.tls?.paths ?? []) + (configuration.upstreamTLS?.paths ?? [])
        self.clock = clock
        self.listener = listener
        self.upstreams = upstreams
        self.remindedAt = now
    }

    /// Gives every later set to the proxy, and those of this moment in case they changed meanwhile.
    func attach(_ proxy: Proxy) {
        self.proxy = proxy
        if let listener { proxy.adopt(listener.current) }
        if let upstreams { proxy.adopt(upstreams.current) }
    }

    /// Looks at the files until the service group shuts down.
    func run() async throws {
        await cancelWhenGracefulShutdown { await self.watch() }
    }

    /// Reads the files now, as SIGHUP asks.
    func reload() {
        reread(isForced: true)
    }

    private func watch() async {
        var schedule = ReloadSchedule<FileTrace>()
        let pacing = ContinuousClock()
        let start = pacing.now
        while !Task.isCancelled {
            if schedule.isDue(FileTrace(of: paths), at: pacing.now - start) {
                reread(isForced: false)
                remind()
            }
            guard (try? await pacing.sleep(for: Self.pace)) != nil else { return }
        }
    }

    private func reread(isForced: Bool) {
        let now = clock()
        if let fresh = listener?.reread(isForced: isForced, now: now) { proxy?.adopt(fresh) }
        if let fresh = upstreams?.reread(isForced: isForced, now: now) { proxy?.adopt(fresh) }
    }

    private func remind() {
        let now = clock()
        guard now - remindedAt >= Self.reminding else { return }
        remindedAt = now
        listener?.remind(now: now)
        upstreams?.remind(now: now)
    }
}
