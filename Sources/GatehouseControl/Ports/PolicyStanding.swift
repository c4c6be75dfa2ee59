package import GatehousePolicy

/// The policy in force, and how it came to be.
package struct PolicyStanding: Sendable {
    /// By which the gate decides.
    package var policy: CompiledPolicy
    /// Counts the policies since the start.
    package var generation: UInt64
    /// When it came into force, in Unix seconds.
    package var appliedAt: Int64
    /// By the application's short key.
    package var origins: [String: ApplicationOrigin]
    /// Why what is written now is not in force; empty if it is.
    package var problems: [PolicyDiagnostic]
    /// What is in force and hardly meant.
    package var warnings: [PolicyDiagnostic]

    /// With nothing wrong, unless it is said.
    package init(
        policy: CompiledPolicy,
        generation: UInt64,
        appliedAt: Int64,
        origins: [String: ApplicationOrigin] = [:],
        problems: [PolicyDiagnostic] = [],
        warnings: [PolicyDiagnostic] = []
    ) {
        self.policy = policy
        self.generation = generation
        self.appliedAt = appliedAt
        self.origins = origins
        self.problems = problems
        self.warnings = warnings
    }
}
