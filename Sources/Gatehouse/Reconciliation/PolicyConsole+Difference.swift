import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy

extension PolicyConsole {
    /// Says what a server would change on taking the policies; the answer is no only if it would refuse them.
    package func difference(from console: AdminConsole) async throws(ExitFailure) -> PolicyReport {
        let compilation = load()
        guard case .compiled(let policy, let warnings) = compilation else { return report(compilation) }
        let preparation = ClientPreparation(policy)
        let (standing, place) = try await console.standing(for: preparation)
        let plan = ReconciliationPlan(
            preparation,
            standing: standing.clients,
            secretsInForce: Set(standing.secretsInForce)
        )
        // Those about files are there already.
        let all = warnings + plan.warnings.filter { !warnings.contains($0) }
        guard plan.problems.isEmpty else { return report(.failed(plan.problems + all)) }
        let difference = PolicyDifference(from: standing.policy, to: PolicyOutline(policy), plan: plan)
        return PolicyReport(
            text: PolicyDifferenceText(standing: place.words, difference: difference).text,
            json: PolicyDifferenceJSON.text(difference, comparedWith: place.rawValue),
            diagnostics: all.map(\.description),
            isPositive: true
        )
    }
}

/// What policies are compared with.
enum StandingPlace: String {
    case server
    case database
    case nothing

    var words: String {
        switch self {
        case .server: "the server that runs"
        case .database: "the database of a server that does not run"
        case .nothing: "nothing: no server has run on this data directory"
        }
    }
}

extension AdminConsole {
    /// What stands now, and where that was found.
    fileprivate func standing(
        for preparation: ClientPreparation
    ) async throws(ExitFailure) -> (StandingPolicy, StandingPlace) {
        guard directory.exists else {
            return (StandingPolicy(policy: nil, clients: [], secretsInForce: []), .nothing)
        }
        let digests = preparation.secretDigests.mapValues { Base64URL.encode($0) }
        let command = AdminCommand.comparePolicy(clients: preparation.clientIDs, digests: digests)
        guard case .standingPolicy(let standing) = try await answer(command) else {
            throw ExitFailure(.environment, "The running server is of another version and cannot be compared with.")
        }
        return (standing, standing.policy == nil ? .database : .server)
    }
}
