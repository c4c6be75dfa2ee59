import GatehouseOAuth
import GatehouseTestSupport
import Synchronization

/// Passwords whose computation ends only once they are let go.
final class SuspendedPasswords: PasswordHashing {
    private struct State {
        var begun = 0
        var isOpen = false
        var waiting: [CheckedContinuation<Void, Never>] = []
        var watching: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    /// How many comparisons were begun.
    var begun: Int { state.withLock { $0.begun } }

    /// Waits until so many comparisons were begun.
    func begin(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if state.begun < count { state.watching.append((count, continuation)) }
                return state.begun >= count
            }
            if isThere { continuation.resume() }
        }
    }

    /// Lets all end that wait, and those that come.
    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func hash(_ password: Secret<String>) async throws(PasswordHashingFailure) -> PasswordHash {
        await pass()
        return try await PlainPasswords().hash(password)
    }

    func isCorrect(
        _ password: Secret<String>,
        for hash: PasswordHash?
    ) async throws(PasswordHashingFailure) -> Bool {
        await pass()
        return try await PlainPasswords().isCorrect(password, for: hash)
    }

    private func pass() async {
        await withCheckedContinuation { continuation in
            let (isOpen, watching) = state.withLock { state in
                state.begun += 1
                if !state.isOpen { state.waiting.append(continuation) }
                let begun = state.begun
                let ready = state.watching.filter { $0.count <= begun }.map(\.continuation)
                state.watching.removeAll { $0.count <= begun }
                return (state.isOpen, ready)
            }
            for watcher in watching { watcher.resume() }
            if isOpen { continuation.resume() }
        }
    }
}
