import GatehouseJOSE
import GatehousePolicy

/// Prepares a snapshot for one event loop: what requests need of it, ready at hand, and the counters of its routes.
final class LoopSnapshot {
    /// What every request to one upstream needs.
    struct Destination {
        let writer: UpstreamHeadWriter
        /// Found at the first use, so that later ones need no look-up.
        fileprivate var group: UpstreamGroup?
    }

    let proxy: ProxySnapshot
    let counters: LoopCounters
    let issuerAuthority: [UInt8]
    /// Whether clients see `https`.
    let isSecure: Bool
    /// What pages of other origins may do; nil if no application says anything of them.
    let crossOrigins: CrossOriginTable?
    /// Whether any route has limits.
    private let hasLimits: Bool
    /// Whether the policy says how long upstreams are waited for, or how much is carried.
    private let hasBounds: Bool
    private var destinations: [Destination]
    private var control: Destination

    init(_ proxy: ProxySnapshot) {
        self.proxy = proxy
        self.counters = LoopCounters(policy: proxy.policy)
        self.issuerAuthority = Array(proxy.issuer.context.issuerAuthority.utf8)
        self.isSecure = proxy.issuer.context.issuerScheme.utf8.elementsEqual("https".utf8)
        self.crossOrigins = CrossOriginTable(proxy.policy)
        self.hasLimits = proxy.policy.applications.contains { $0.routes.contains { !$0.limits.isEmpty } }
        self.hasBounds = proxy.policy.applications.contains { $0.routes.contains { !$0.bounds.isEmpty } }
        self.control = Destination(
            writer: UpstreamHeadWriter(destination: .control, basePath: [], strippedPrefixLength: 0)
        )
        self.destinations = proxy.policy.applications.map { Destination(writer: UpstreamHeadWriter($0)) }
    }

    /// Writes requests of this passage; the token is the one that was verified for it.
    func writer(for passage: Passage, token: AuthorizedToken?) -> UpstreamHeadWriter {
        switch passage {
        case .issuer:
            return control.writer
        case .application(let permit):
            var writer = destinations[permit.application].writer
            if writer.destination == .application(forwardsToken: true), !mayForward(token, to: permit.application) {
                writer.destination = .application(forwardsToken: false)
            }
            return writer
        }
    }

    /// Whether this application is the token's only one (contract §5).
    ///
    /// The issuer may be another audience.
    private func mayForward(_ token: AuthorizedToken?, to application: Int) -> Bool {
        guard let token else { return false }
        let compiled = proxy.policy.applications[application]
        if let name = token.facts.token.foreignIssuer {
            guard let accepted = compiled.acceptedIssuer(named: name) else { return false }
            let ours = compiled.audiences(of: accepted)
            return token.facts.token.audience.allSatisfy { audience in
                ours.contains { $0.hasSameBytes(as: audience) }
            }
        }
        let audience = compiled.audience
        return token.facts.token.audience.allSatisfy {
            $0.hasSameBytes(as: audience) || $0.hasSameBytes(as: proxy.issuer.context.issuer)
        }
    }

    /// The endpoints that a request may be sent to.
    func group(for passage: Passage, of loop: LoopState) -> UpstreamGroup {
        switch passage {
        case .issuer:
            if let group = control.group { return group }
            let standings = ApplicationStandings(control: proxy.issuer.controlSocketPath)
            let group = UpstreamGroup(standings, loop: loop)
            control.group = group
            return group
        case .application(let permit):
            if let group = destinations[permit.application].group { return group }
            let standings = loop.standings(of: proxy.policy.applications[permit.application])
            let group = UpstreamGroup(standings, loop: loop)
            destinations[permit.application].group = group
            return group
        }
    }

    /// Asks again, at the next request, which endpoints there are.
    func forgetGroups() {
        for index in destinations.indices { destinations[index].group = nil }
    }

    /// How long the upstream of a request is waited for, and how much is carried.
    func bounds(for admission: Admission, _ timeouts: ProxyTimeouts) -> ExchangeBounds {
        guard hasBounds, let application = admission.application, let route = admission.route else {
            return ExchangeBounds(timeouts)
        }
        return ExchangeBounds(timeouts, proxy.policy.applications[application].routes[route].bounds)
    }

    /// The largest body of a request to a route that the policy allows, in bytes; nil if it says nothing.
    func requestBytes(_ application: Int, _ route: Int) -> Int64? {
        hasBounds ? proxy.policy.applications[application].routes[route].bounds.requestBytes : nil
    }

    func tokenNeed(_ application: Int, _ route: Int) -> TokenNeed {
        proxy.policy.applications[application].routes[route].tokenNeed
    }

    /// How many requests a caller may send to a route; for most policies an answer without a look.
    func limits(_ application: Int, _ route: Int) -> [RateLimit] {
        hasLimits ? proxy.policy.applications[application].routes[route].limits : []
    }

    /// What a refusal's challenge says about the application and route that refused.
    func challenge(for admission: Admission) -> ChallengeContext? {
        guard let index = admission.application else { return nil }
        let application = proxy.policy.applications[index]
        return ChallengeContext(
            realm: application.key,
            scope: admission.route.flatMap { application.routes[$0].challengeScope },
            resourceMetadataURL: application.resourceMetadataURL,
            usesDPoP: admission.usesDPoP
        )
    }
}

extension UpstreamHeadWriter {
    fileprivate init(_ application: CompiledApplication) {
        self.init(
            destination: .application(forwardsToken: application.forwardToken),
            basePath: application.upstreams.first.map { Array($0.basePath.utf8) } ?? [],
            strippedPrefixLength: application.stripPrefix ? application.prefix.utf8.count : 0
        )
        let authorities = Set(application.upstreams.map(\.authority))
        switch application.upstreamOptions.hostHeader {
        case .keep: break
        case .name(let name):
            replacesHost = true
            hostLine = Array("Host: \(name)\r\n".utf8)
        case .upstream:
            replacesHost = true
            // Else each endpoint has its own.
            if authorities.count == 1, let authority = authorities.first {
                hostLine = Array("Host: \(authority)\r\n".utf8)
            }
        }
    }
}
