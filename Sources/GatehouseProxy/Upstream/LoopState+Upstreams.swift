import GatehousePolicy

extension LoopState {
    /// Sends to other endpoints from the next request on.
    func adopt(_ endpoints: EndpointSet) {
        guard endpoints.version > endpointSet.version else { return }
        endpointSet = endpoints
        snapshot.forgetGroups()
        closeUnusedPools()
    }

    /// How the endpoints of an application stand.
    func standings(of application: CompiledApplication) -> ApplicationStandings {
        if let known = endpointSet.applications[application.key], known.isOf(application) { return known }
        // Another policy has come meanwhile, and this request was decided by the former.
        return ApplicationStandings(application)
    }

    /// This loop's side of an endpoint.
    func endpoint(_ standing: EndpointStanding, of standings: ApplicationStandings) -> UpstreamEndpoint {
        let key = standings.poolKey(of: standing)
        let hostLine = standings.hostLine(of: standing)
        let identity = ObjectIdentifier(standing)
        if let known = endpoints[identity], known.pool.key == key, !known.pool.isClosing, known.hostLine == hostLine {
            return known
        }
        let endpoint = UpstreamEndpoint(standing, pool: pool(for: key), hostLine: hostLine)
        endpoints[identity] = endpoint
        return endpoint
    }

    private func pool(for key: UpstreamPool.Key) -> UpstreamPool {
        if let pool = pools[key], !pool.isClosing { return pool }
        let pool = UpstreamPool(key, loop: self)
        pools[key] = pool
        return pool
    }

    /// Closes the pools that no application leads to any more.
    func closeUnusedPools() {
        let control = ApplicationStandings(control: snapshot.proxy.issuer.controlSocketPath)
        var used = Set(control.endpoints.map { control.poolKey(of: $0) })
        for standings in endpointSet.applications.values {
            used.formUnion(standings.endpoints.map { standings.poolKey(of: $0) })
        }
        for (key, pool) in pools where !used.contains(key) {
            pool.close()
            // One that is still in use leaves with a later snapshot.
            if pool.isEmpty { pools[key] = nil }
        }
        endpoints = endpoints.filter { !$0.value.pool.isClosing }
    }
}
