import GatehousePolicy
import Synchronization

/// Knows the endpoints of one application, and decides together about them what no loop can decide alone.
final class ApplicationStandings: Sendable {
    let application: String
    let upstreams: [UpstreamAddress]
    let options: UpstreamOptions
    /// How long a connection may take, in milliseconds; nil for as long as all.
    private let connectTimeout: Int64?
    /// At least one.
    let endpoints: [EndpointStanding]
    /// Held while an endpoint is being ejected, so that two loops never eject too many.
    private let ejecting = Mutex(())

    init(_ application: CompiledApplication, endpoints: [EndpointStanding]) {
        self.application = application.key
        self.upstreams = application.upstreams
        self.options = application.upstreamOptions
        self.connectTimeout = application.bounds.connectSeconds.map { $0 * 1_000 }
        self.endpoints = endpoints
    }

    /// Where nothing was looked up.
    convenience init(_ application: CompiledApplication) {
        self.init(application, endpoints: application.upstreams.map { EndpointStanding($0) })
    }

    /// For the issuer's own site.
    init(control path: String) {
        self.application = ""
        self.upstreams = [.unix(path: path)]
        var options = UpstreamOptions()
        options.ejection = nil
        self.options = options
        self.connectTimeout = nil
        self.endpoints = [EndpointStanding(.unix(path: path))]
    }

    /// Whether these are an application's as a policy declares it.
    func isOf(_ application: CompiledApplication) -> Bool {
        upstreams == application.upstreams && options == application.upstreamOptions
            && connectTimeout == application.bounds.connectSeconds.map { $0 * 1_000 }
    }

    /// Where the connections of an endpoint are kept.
    func poolKey(of endpoint: EndpointStanding) -> UpstreamPool.Key {
        UpstreamPool.Key(address: endpoint.upstream, resolved: endpoint.resolved, connectTimeout: connectTimeout)
    }

    /// The `Host` line of an endpoint's own; empty where all have the same one.
    func hostLine(of endpoint: EndpointStanding) -> [UInt8] {
        guard options.hostHeader == .upstream, Set(upstreams.map(\.authority)).count > 1 else { return [] }
        return Array("Host: \(endpoint.upstream.authority)\r\n".utf8)
    }

    /// An endpoint has failed; gives for how many seconds it is ejected if it is.
    func failed(_ endpoint: EndpointStanding, at now: UInt64) -> Int64? {
        guard let settings = options.ejection, endpoints.count > 1, endpoint.failed(settings, at: now) else {
            return nil
        }
        return ejecting.withLock { _ in
            let most = EjectionState.mostOut(of: endpoints.count, percent: settings.maximumPercent)
            guard !endpoint.isEjected(at: now), endpoints.count(where: { $0.isEjected(at: now) }) < most else {
                return nil
            }
            return endpoint.eject(settings, at: now)
        }
    }
}
