package import GatehouseOAuth
import Synchronization

/// Other servers as a script: answers what a test wrote down, and remembers who was asked.
package final class ScriptedOutbound: OutboundRequests {
    /// A request that was made.
    package struct Call: Sendable, Equatable {
        /// The address that was asked.
        package let url: String
        /// The media type that was wanted of a fetched document; nil for a posted form.
        package let mediaType: String?
        /// The names of the posted form with their values, in their order, as `name=value` without encoding.
        package let form: [String]
    }

    private struct State {
        var answers: [String: [Result<OutboundAnswer, OutboundFailure>]]
        var calls: [Call] = []
    }

    private let state: Mutex<State>

    /// Takes the answers of each address, in their order; the last one stays.
    package init(_ answers: [String: [Result<OutboundAnswer, OutboundFailure>]] = [:]) {
        state = Mutex(State(answers: answers))
    }

    /// What was asked, in its order.
    package var calls: [Call] { state.withLock { $0.calls } }

    /// Replaces the answers of an address.
    package func answer(_ url: String, with answers: Result<OutboundAnswer, OutboundFailure>...) {
        state.withLock { $0.answers[url] = answers }
    }

    package func get(
        _ url: String,
        accepting mediaType: String,
        limit: Int
    ) async throws(OutboundFailure) -> OutboundAnswer {
        let answer = try next(Call(url: url, mediaType: mediaType, form: []))
        guard answer.body.count <= limit else { throw .tooLarge }
        return answer
    }

    package func post(
        form: [(name: String, value: String)],
        to url: String
    ) async throws(OutboundFailure) -> OutboundAnswer {
        try next(Call(url: url, mediaType: nil, form: form.map { "\($0.name)=\($0.value)" }))
    }

    private func next(_ call: Call) throws(OutboundFailure) -> OutboundAnswer {
        let answer = state.withLock { state -> Result<OutboundAnswer, OutboundFailure> in
            state.calls.append(call)
            guard let answers = state.answers[call.url], let first = answers.first else {
                return .failure(.unreachable("nobody answers in this test"))
            }
            if answers.count > 1 {
                state.answers[call.url] = Array(answers.dropFirst())
            }
            return first
        }
        return try answer.get()
    }
}
