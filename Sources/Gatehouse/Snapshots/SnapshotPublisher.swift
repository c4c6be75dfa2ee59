package import GatehouseJOSE
package import GatehouseOAuth
package import GatehousePolicy
package import GatehouseProxy
import Synchronization

/// Joins the policy and the keys of each moment into the snapshot that the proxy decides by.
package final class SnapshotPublisher: KeyPublishing, CatalogSource {
    private struct State {
        var generation: UInt64 = 1
        var policy: CompiledPolicy
        var catalog: ScopeCatalog
        var keys: VerificationKeySet
        /// Other authorization servers, with their keys.
        var others: [TrustedIssuer]
        var proxy: Proxy?
    }

    private let issuer: ProxyIssuer
    private let ring: KeyRing
    private let state: Mutex<State>

    /// Joins the first policy and the first keys.
    package init(issuer: ProxyIssuer, policy: CompiledPolicy, ring: KeyRing, others: [TrustedIssuer] = []) {
        self.issuer = issuer
        self.ring = ring
        self.state = Mutex(
            State(
                policy: policy,
                catalog: ScopeCatalog(policy).withBuiltIn(issuer: issuer.context.issuer),
                keys: ring.snapshot.published,
                others: others,
                proxy: nil
            )
        )
    }

    /// The snapshot of this moment.
    package var snapshot: ProxySnapshot { state.withLock { snapshot($0) } }

    /// The scopes and applications of this moment.
    package func catalog() -> ScopeCatalog { state.withLock { $0.catalog } }

    /// The application to which the gate gives a request: chosen by the same table.
    package func application(authority: String, path: String) -> CatalogApplication? {
        let authority = authority.utf8.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
        let path = Array(path.utf8)
        return state.withLock { state in
            state.policy.application(authority: authority.span, path: path.span)
                .map { state.catalog.applications[$0] }
        }
    }

    /// The routes that a scope opens, alone or with others.
    package func routes(opened scope: String) -> [OpenedRoute] {
        state.withLock { $0.policy }.routes(opened: scope)
    }

    /// The policy in force in words.
    package func outline() -> PolicyOutline? {
        PolicyOutline(state.withLock { $0.policy })
    }

    /// Sends every later snapshot to the proxy, and the one of this moment in case it changed meanwhile.
    package func attach(_ proxy: Proxy) {
        let current = state.withLock { state in
            state.proxy = proxy
            state.generation += 1
            return snapshot(state)
        }
        proxy.publish(current)
    }

    /// Puts other keys in force, first at the gate, then for signing.
    package func publish(_ keys: KeyRing.Snapshot) {
        let (proxy, next) = state.withLock { state in
            state.keys = keys.published
            state.generation += 1
            return (state.proxy, snapshot(state))
        }
        // Loops ignore a snapshot that is older than theirs, so the order of these calls does not matter.
        proxy?.publish(next)
        ring.replace(with: keys)
    }

    /// Puts another policy in force; returns when every loop decides by it.
    package func publish(_ policy: CompiledPolicy) async {
        let catalog = ScopeCatalog(policy).withBuiltIn(issuer: issuer.context.issuer)
        let (proxy, next) = state.withLock { state in
            state.policy = policy
            state.catalog = catalog
            state.generation += 1
            return (state.proxy, snapshot(state))
        }
        try? await proxy?.publishAndWait(next)
    }

    /// Puts other issuers' keys in force; returns when every loop decides by them.
    package func publish(_ others: [TrustedIssuer]) async {
        let (proxy, next) = state.withLock { state in
            state.others = others
            state.generation += 1
            return (state.proxy, snapshot(state))
        }
        try? await proxy?.publishAndWait(next)
    }

    private func snapshot(_ state: State) -> ProxySnapshot {
        ProxySnapshot(
            generation: state.generation,
            policy: state.policy,
            issuer: issuer,
            issuers: TrustedIssuers([TrustedIssuer(issuer: issuer.context.issuer, keys: state.keys)] + state.others)
        )
    }
}
