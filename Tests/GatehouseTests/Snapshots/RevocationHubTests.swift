import GatehouseJOSE
import GatehouseOAuth
import GatehouseProxy
import Synchronization
import Testing

@testable import Gatehouse

struct RevocationHubTests {
    private let batches = Batches()

    @Test func whatTheStoreHoldsIsThereBeforeTheProxyStarts() {
        let hub = RevocationHub([.token("a.b", now: 10, expiresAt: 99), .client("c", now: 10, lifetime: 60)])
        #expect(Set(hub.entries.map(\.key)) == [.token("a.b"), .client("c")])
    }

    @Test func theGateLearnsWhoseARevocationIs() {
        let hub = hub()
        let token = RevocationRecord.token("a.b", now: 10, expiresAt: 99, owner: .client("c"))
        hub.publish([token, .client("d", now: 10, lifetime: 60), .subject("s", now: 10, lifetime: 60)])
        hub.deliver()
        #expect(batches.all.joined().map(\.client) == [.client("c"), .client("d"), nil])
        #expect(Set(RevocationHub([token]).entries.map(\.client)) == [.client("c")])
    }

    @Test func clientsRevokeLessThanTheGateHolds() {
        let capacity = ProxyConfiguration(listen: [], loopCount: 1).revocationCapacity
        #expect(RevocationLimits().total < capacity)
        #expect(RevocationHub([]).room(for: .client("c")) == .record)
        #expect(RevocationHub([]).hasRoom(inGrant: .grant("g")))
    }

    @Test func changesOfOneMomentAreOneBatch() {
        let hub = hub()
        hub.publish([.token("a", now: 1, expiresAt: 9)])
        hub.publish([.token("b", now: 1, expiresAt: 9)])
        hub.deliver()
        #expect(batches.all.map { $0.map(\.key) } == [[.token("a"), .token("b")]])
        hub.deliver()
        #expect(batches.all.count == 1)
    }

    @Test func changesBeforeTheProxyListensAreNotLost() {
        let hub = RevocationHub([])
        hub.publish([.token("a", now: 1, expiresAt: 9)])
        hub.deliver()
        attach(hub)
        hub.deliver()
        #expect(batches.all.map { $0.map(\.key) } == [[.token("a")]])
    }

    @Test func recordsOfOneKeyAreMerged() throws {
        let hub = hub()
        hub.publish([.client("c", now: 100, lifetime: 60)])
        hub.publish([.client("c", now: 50, lifetime: 60)])
        #expect(hub.entries.count == 1)
        #expect(try #require(hub.entries.first).revokedBefore == 100)
    }

    @Test func liftingLeavesWhatIsToStayInOneStep() throws {
        let id = try #require(ClientID("c"))
        let hub = hub()
        hub.publish([.disabledClient(id, now: 5)])
        hub.deliver()
        hub.lift([.client("c")], leaving: [.client("c", now: 6, lifetime: 60)])
        hub.deliver()
        let entry = try #require(hub.entries.first)
        #expect(entry.revokedBefore == 6)
        #expect(batches.all.last == [.lift(.client("c")), .revoke(entry)])
    }

    @Test func aDisabledClientStaysRevokedWithoutEnd() throws {
        let hub = RevocationHub([.disabledClient(try #require(ClientID("c")), now: 5)])
        hub.purge(now: .max - 1)
        let entry = try #require(hub.entries.first)
        #expect(entry.expiresAt == .max)
        #expect(entry.revokedBefore == nil)
    }

    @Test func whatNoTokenCanMatchAnyMoreIsForgotten() {
        let hub = RevocationHub([.token("a", now: 1, expiresAt: 9), .token("b", now: 1, expiresAt: 20)])
        hub.purge(now: 10)
        #expect(hub.entries.map(\.key) == [.token("b")])
    }

    @Test func theServiceDeliversByItself() async {
        let hub = RevocationHub([])
        let (delivered, continuation) = AsyncStream.makeStream(of: [RevocationChange].self)
        hub.attach { continuation.yield($0) }
        await withTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try? await hub.run() }
            hub.publish([.token("a", now: 1, expiresAt: 9)])
            for await batch in delivered {
                #expect(batch.map(\.key) == [.token("a")])
                break
            }
            tasks.cancelAll()
        }
    }

    private func hub() -> RevocationHub {
        let hub = RevocationHub([])
        attach(hub)
        return hub
    }

    private func attach(_ hub: RevocationHub) {
        hub.attach { [batches] in batches.append($0) }
    }
}

/// Collects what a proxy would get.
private final class Batches: Sendable {
    private let received = Mutex<[[RevocationChange]]>([])

    var all: [[RevocationChange]] { received.withLock { $0 } }

    func append(_ batch: [RevocationChange]) {
        received.withLock { $0.append(batch) }
    }
}

extension RevocationChange {
    fileprivate var client: RevocationKey? {
        if case .revoke(let entry) = self { entry.client } else { nil }
    }

    fileprivate var key: RevocationKey {
        switch self {
        case .revoke(let entry): entry.key
        case .lift(let key): key
        }
    }
}
