import GatehouseJOSE
import Synchronization

/// Finds the public keys of clients: registered, or published by them (RFC 7591 §2, `jwks`, `jwks_uri`).
final class ClientKeys: Sendable {
    private struct Registered {
        let text: String
        let keys: VerificationKeySet?
    }

    private static let capacity = 500
    private static let maximumBytes = 65_536

    private let outbound: any OutboundRequests
    private let registered = Mutex<[ClientID: Registered]>([:])
    /// What a client publishes holds five minutes; it is asked at most once a minute.
    ///
    /// After a start many clients of one host may come at once, and they are registered: they may take half of all.
    private let published = FetchCache<VerificationKeySet>(lifetime: 300, maximumRunningPerHost: 8)

    init(outbound: any OutboundRequests) {
        self.outbound = outbound
    }

    /// The keys of a client; nil if it has none, or they cannot be read or reached.
    func keys(of client: Client, now: Int64) async -> VerificationKeySet? {
        if let text = client.profile.keys { return parsed(text, of: client.id) }
        guard let uri = client.profile.keysURI else { return nil }
        return await published.value(of: Self.source(client, uri), now: now, fetch: fetching(uri))
    }

    /// The keys that a client publishes by now; nil if it was asked less than a minute ago.
    func newerKeys(of client: Client, now: Int64) async -> VerificationKeySet? {
        guard client.profile.keys == nil, let uri = client.profile.keysURI else { return nil }
        return await published.newerValue(of: Self.source(client, uri), now: now, fetch: fetching(uri))
    }

    private static func source(_ client: Client, _ uri: String) -> FetchSource {
        FetchSource(key: client.id.value + " " + uri, host: AbsoluteURI(uri)?.host ?? "")
    }

    private func parsed(_ text: String, of id: ClientID) -> VerificationKeySet? {
        if let known = registered.withLock({ $0[id] }), known.text.hasSameBytes(as: text) { return known.keys }
        let keys = try? VerificationKeySet(clientKeys: text)
        registered.withLock { registered in
            if registered.count >= Self.capacity { registered = [:] }
            registered[id] = Registered(text: text, keys: keys)
        }
        return keys
    }

    private func fetching(_ uri: String) -> @Sendable () async -> VerificationKeySet? {
        { [outbound] in
            do throws(OutboundFailure) {
                let answer = try await outbound.get(uri, accepting: "application/json", limit: Self.maximumBytes)
                guard answer.status == 200 else { return nil }
                return try? VerificationKeySet(clientKeys: answer.body)
            } catch {
                return nil
            }
        }
    }
}
