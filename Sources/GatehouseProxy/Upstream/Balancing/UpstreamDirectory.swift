import GatehousePolicy
import NIOCore
import Synchronization

/// Keeps what is known of all upstreams for as long as a policy names them: the addresses of names, and how each stands.
final class UpstreamDirectory: Sendable {
    /// A name with the port that is asked for.
    struct HostPort: Hashable {
        let host: String
        let port: Int

        /// Nil where there is nothing to look up.
        init?(_ upstream: UpstreamAddress) {
            guard case .tcp(_, let host, let port, _) = upstream, SocketAddress(literal: host, port: port) == nil else {
                return nil
            }
            self.host = host
            self.port = port
        }
    }

    private struct State {
        var set = EndpointSet()
        var policy: [CompiledApplication] = []
        var names: [HostPort: NameRefresh] = [:]
    }

    private let state = Mutex(State())

    init() {}

    /// What is known now.
    var current: EndpointSet { state.withLock { $0.set } }

    /// Knows the upstreams of another policy from now on.
    func adopt(_ policy: CompiledPolicy) -> EndpointSet {
        state.withLock { state in
            state.policy = policy.applications
            var names: [HostPort: NameRefresh] = [:]
            for application in policy.applications {
                for name in application.upstreams.compactMap(HostPort.init) {
                    let pace = application.upstreamOptions.resolveSeconds
                    var refresh = names[name] ?? state.names[name] ?? NameRefresh(pace: pace)
                    refresh.pace = names[name] == nil ? pace : min(pace, refresh.pace)
                    names[name] = refresh
                }
            }
            state.names = names
            Self.rebuild(&state)
            return state.set
        }
    }

    /// The names that have to be looked up now; each answer has to be told.
    func beginLookups(at now: UInt64, atMost limit: Int) -> [HostPort] {
        state.withLock { state in
            var due: [HostPort] = []
            for name in state.names.keys where due.count < limit {
                if state.names[name]?.begin(at: now) == true { due.append(name) }
            }
            return due
        }
    }

    /// Takes what a name led to, empty if to nothing; the new set if it has changed.
    func answered(_ name: HostPort, _ addresses: [SocketAddress], at now: UInt64) -> EndpointSet? {
        state.withLock { state in
            guard state.names[name]?.answered(addresses, at: now) == true else { return nil }
            Self.rebuild(&state)
            return state.set
        }
    }

    /// How all endpoints stand.
    func sample(at now: UInt64) -> [UpstreamSample] {
        current.applications.values.flatMap { standings in
            standings.endpoints.map { endpoint in
                UpstreamSample(
                    application: standings.application,
                    upstream: endpoint.name,
                    isHealthy: endpoint.isIn(at: now),
                    ejections: endpoint.ejections
                )
            }
        }
    }

    /// Makes the set anew; whatever is in the old one keeps how it stands.
    private static func rebuild(_ state: inout State) {
        var set = EndpointSet(version: state.set.version + 1)
        for application in state.policy {
            let known = state.set.applications[application.key]
            let endpoints = application.upstreams.flatMap { Self.endpoints(of: $0, known, state.names) }
            if let known, known.isOf(application), known.endpoints.elementsEqual(endpoints, by: ===) {
                set.applications[application.key] = known
            } else {
                set.applications[application.key] = ApplicationStandings(application, endpoints: endpoints)
            }
        }
        state.set = set
    }

    private static func endpoints(
        of upstream: UpstreamAddress,
        _ known: ApplicationStandings?,
        _ names: [HostPort: NameRefresh]
    ) -> [EndpointStanding] {
        let found = HostPort(upstream).flatMap { names[$0]?.addresses } ?? []
        let addresses: [SocketAddress?] = found.isEmpty ? [nil] : found
        return addresses.map { address in
            known?.endpoints.first { $0.upstream == upstream && $0.resolved == address }
                ?? EndpointStanding(upstream, resolved: address)
        }
    }
}

extension SocketAddress {
    /// Reads an address as a URL writes it: of IPv6 in brackets (RFC 3986 §3.2.2); nil for a name.
    init?(literal host: String, port: Int) {
        var text = Substring(host)
        if text.utf8.first == UInt8(ascii: "["), text.utf8.last == UInt8(ascii: "]") {
            text = text.dropFirst().dropLast()
        }
        guard let address = try? SocketAddress(ipAddress: String(text), port: port) else { return nil }
        self = address
    }
}
