package import GatehouseOAuth
package import GatehousePolicy
package import Logging

/// Keeps the clients in the store as the policy files declare them; every change is in the audit log under `policy`.
package actor Reconciler {
    private let administration: Administration
    private let clock: @Sendable () -> Int64
    private let logger: Logger
    /// What was carried out last.
    private var applied: ClientPreparation?
    /// What was wrong with the files at the last look.
    private var reported: [PolicyDiagnostic] = []

    /// Creates a reconciler that changes clients through that administration; the clock tells Unix seconds.
    package init(_ administration: Administration, clock: @escaping @Sendable () -> Int64, logger: Logger) {
        self.administration = administration
        self.clock = clock
        self.logger = logger
    }

    /// Carries out what a policy says about clients; what cannot be is refused before anything has changed.
    package func adopt(_ policy: CompiledPolicy) async throws(StorageError) -> PolicyAdoption {
        let preparation = ClientPreparation(policy)
        guard preparation.problems.isEmpty else { return .refused(preparation.problems + preparation.warnings) }
        if preparation == applied, try await !isSomethingOwed() { return .adopted(warnings: []) }
        let plan = try await plan(preparation)
        guard plan.problems.isEmpty else { return .refused(plan.problems + plan.warnings) }
        for step in plan.steps { try await carryOut(step) }
        applied = preparation
        reported = []
        return .adopted(warnings: plan.warnings)
    }

    /// Carries out what a policy says that was loaded while the server runs; a store that fails refuses it.
    func take(_ policy: CompiledPolicy) async -> PolicyAdoption {
        do throws(StorageError) {
            return try await adopt(policy)
        } catch {
            let place = SourceLocation(file: policy.applications.first?.file ?? "policies")
            let message = "the clients cannot be changed now: \(error)"
            return .refused([PolicyDiagnostic(.error, at: place, message, suggestion: "it is tried again by itself")])
        }
    }

    /// Looks whether the files that the policy in force names have changed, and whether somebody who is given scopes
    /// has come; what is wrong then changes nothing and is said once.
    package func revisit(_ policy: CompiledPolicy) async {
        do throws(StorageError) {
            switch try await adopt(policy) {
            case .adopted: break
            case .refused(let problems):
                guard problems != reported else { return }
                reported = problems
                for problem in problems {
                    logger.warning("client file problem", metadata: ["gatehouse.policy": "\(problem)"])
                }
            }
        } catch {
            logger.warning("clients not reconciled", metadata: ["error": "\(error)"])
        }
    }

    private func plan(_ preparation: ClientPreparation) async throws(StorageError) -> ReconciliationPlan {
        let digests = preparation.secretDigests
        let ids = Set(preparation.clientIDs)
        let clients = try await administration.clients(underPolicyOr: ids)
        let inForce = clients.filter { client in digests[client.id.value].map { client.hasInForce($0) } ?? false }
        return ReconciliationPlan(
            preparation,
            standing: clients.map { ClientSummary($0) },
            secretsInForce: Set(inForce.map(\.id.value))
        )
    }

    /// Whether a client that is given scopes does not have them, as one that was made after the last load.
    private func isSomethingOwed() async throws(StorageError) -> Bool {
        for grant in applied?.grants ?? [] {
            guard let client = try await administration.client(grant.client) else { continue }
            guard client.profile.source == nil || client.profile.source == .administrator else { continue }
            if !ScopeSet(grant.scopes).isSubset(of: client.scopes) { return true }
        }
        return false
    }

    private func carryOut(_ step: ReconciliationStep) async throws(StorageError) {
        let now = clock()
        switch step.action {
        case .conflict: return
        case .create:
            let creation = try await administration.createDeclared(
                step.client,
                secretDigest: step.secretDigest,
                now: now
            )
            guard creation == .created else { throw .conflict }
        case .change: try await administration.changeDeclared(step, now: now)
        case .disable:
            try await administration.changeDeclared(step, now: now)
            try await administration.disableDeclared(step.client.id, now: now)
        case .enable:
            // What is enabled is as declared already, and says that it was withdrawn until it is enabled.
            var before = step
            before.client.profile.isWithdrawn = true
            try await administration.changeDeclared(before, now: now)
            try await administration.enableDeclared(step.client.id, now: now)
            try await administration.changeDeclared(step.client, now: now)
        }
        logger.notice(
            "client reconciled",
            metadata: ["gatehouse.client": "\(step.client.id)", "gatehouse.change": "\(step.action.rawValue)"]
        )
    }
}

extension Administration {
    fileprivate func changeDeclared(_ step: ReconciliationStep, now: Int64) async throws(StorageError) {
        try await changeDeclared(
            step.client,
            expecting: step.version,
            secretDigest: step.secretDigest,
            isNarrowed: step.isNarrowed,
            now: now
        )
    }
}

extension ClientPreparation {
    /// The clients that it is about: declared ones and those that are given scopes.
    var clientIDs: [String] {
        clients.map(\.registration.client.id.value) + grants.map(\.client)
    }

    /// The digests of the declared secrets by client.
    var secretDigests: [String: [UInt8]] {
        var digests: [String: [UInt8]] = [:]
        for client in clients { digests[client.registration.client.id.value] = client.registration.secretDigest }
        return digests
    }
}
