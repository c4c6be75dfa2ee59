import Synchronization

/// Lets any number of tasks wait until a listener accepts connections.
final class ListeningSignal: Sendable {
    private enum State {
        case waiting([CheckedContinuation<Int?, any Error>])
        case done(Result<Int?, any Error>)
    }

    private let state = Mutex(State.waiting([]))

    /// The listener has started, on this port if it has one, or failed; only the first call counts and answers true.
    @discardableResult
    func complete(_ result: Result<Int?, any Error>) -> Bool {
        let waiting: [CheckedContinuation<Int?, any Error>]? = state.withLock { state in
            guard case .waiting(let continuations) = state else { return nil }
            state = .done(result)
            return continuations
        }
        for continuation in waiting ?? [] {
            continuation.resume(with: result)
        }
        return waiting != nil
    }

    /// Returns the port once the listener has started.
    func wait() async throws -> Int? {
        try await withCheckedThrowingContinuation { continuation in
            let result: Result<Int?, any Error>? = state.withLock { state in
                switch state {
                case .done(let result):
                    return result
                case .waiting(let continuations):
                    state = .waiting(continuations + [continuation])
                    return nil
                }
            }
            if let result {
                continuation.resume(with: result)
            }
        }
    }
}
