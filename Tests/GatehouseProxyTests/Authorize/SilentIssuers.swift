import Synchronization

@testable import GatehouseProxy

/// Issuers that answer no question until a test lets them.
final class SilentIssuers: TokenIntrospecting {
    private struct State {
        var speaking: Set<String> = []
        var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]
    }

    private let state = Mutex(State())

    /// Lets an issuer answer what it was asked, and at once from now on.
    func speak(_ issuer: String) {
        let waiting = state.withLock { state in
            state.speaking.insert(issuer)
            return state.waiting.removeValue(forKey: issuer) ?? []
        }
        for continuation in waiting { continuation.resume() }
    }

    func refetchKeys(of issuer: String) -> KeyRefetch { .refused }

    func wait(for flight: UInt64, of issuer: String) async { await silence(of: issuer) }

    func introspect(_ token: String, at issuer: String) async -> IntrospectionAnswer {
        await silence(of: issuer)
        return .unavailable
    }

    private func silence(of issuer: String) async {
        await withCheckedContinuation { continuation in
            let speaks = state.withLock { state in
                if state.speaking.contains(issuer) { return true }
                state.waiting[issuer, default: []].append(continuation)
                return false
            }
            if speaks { continuation.resume() }
        }
    }
}
