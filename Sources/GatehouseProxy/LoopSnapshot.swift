import GatehouseJOSE
import GatehousePolicy

/// Prepares a snapshot for one event loop: what requests need of it, ready at hand, and the counters of its routes.
final class LoopSnapshot {
    /// What every request to one upstream needs.
    struct Destination {
        let writer: UpstreamHeadWriter
        let address: UpstreamAddress
        /// Found at the first use, so that later ones need no look-up.
        fileprivate var pool: UpstreamPool?
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
    private var destinations: [Destination]
    private var control: Destination

    init(_ proxy: ProxySnapshot) {
        self.proxy = proxy
        self.counters = LoopCounters(policy: proxy.policy)
        self.issuerAuthority = Array(proxy.issuer.context.issuerAuthority.utf8)
        self.isSecure = proxy.issuer.context.issuerScheme.utf8.elementsEqual("https".utf8)
        self.crossOrigins = CrossOriginTable(proxy.policy)
        self.hasLimits = proxy.policy.applications.contains { $0.routes.contains { !$0.limits.isEmpty } }
        self.control = Destination(
            writer: UpstreamHeadWriter(destination: .control, basePath: [], strippedPrefixLength: 0),
            address: .unix(path: proxy.issuer.controlSocketPath)
        )
        self.destinations = proxy.policy.applications.map { application in
            Destination(writer: UpstreamHeadWriter(application), address: application.upstreams[0])
        }
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

    func pool(for passage: Passage, of loop: LoopState) -> UpstreamPool {
        switch passage {
        case .issuer: control.pool(of: loop)
        case .application(let permit): destinations[permit.application].pool(of: loop)
        }
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

extension LoopSnapshot.Destination {
    fileprivate mutating func pool(of loop: LoopState) -> UpstreamPool {
        if let pool { return pool }
        let found = loop.pool(for: address)
        pool = found
        return found
    }
}

extension UpstreamHeadWriter {
    fileprivate init(_ application: CompiledApplication) {
        var base: [UInt8] = []
        if case .tcp(_, _, _, let path) = application.upstreams[0] { base = Array(path.utf8) }
        self.init(
            destination: .application(forwardsToken: application.forwardToken),
            basePath: base,
            strippedPrefixLength: application.stripPrefix ? application.prefix.utf8.count : 0
        )
    }
}
