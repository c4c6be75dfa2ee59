package import GatehousePolicy

/// The policy in force, and what to make of a directory that was read again: all of it or nothing.
package struct PolicyRevision: Sendable {
    /// What comes of reading the directory again.
    package enum Step: Sendable {
        /// The contents are those of the policy in force.
        case unchanged
        /// A new policy is in force.
        case applied(CompiledPolicy, warnings: [PolicyDiagnostic])
        /// The policy in force stays, for these reasons; they are news only the first time.
        case refused([PolicyDiagnostic], isNews: Bool)
    }

    /// The policy in force.
    package private(set) var policy: CompiledPolicy
    private var applied: PolicyFiles?
    /// Whether the directory was taken in since the beginning.
    package var hasRead: Bool { applied != nil }
    private var refused: [PolicyDiagnostic] = []
    /// Whether the directory was there once.
    private var wasThere: Bool

    /// Begins with a policy that was loaded before.
    package init(_ policy: CompiledPolicy) {
        self.policy = policy
        self.wasThere = !policy.applications.isEmpty
    }

    /// Takes in what the directory holds now; forced, applications may disappear.
    package mutating func take(_ files: PolicyFiles, context: PolicyContext, isForced: Bool) -> Step {
        // Only a directory that never was is the same as one without policies; forced or not, one that is gone is not.
        if files.isMissing && wasThere { return refuse(files.problems.map { $0.asError }) }
        wasThere = wasThere || !files.isMissing
        guard files != applied else {
            refused = []
            return .unchanged
        }
        switch files.compiled(context: context) {
        case .failed(let diagnostics):
            return refuse(diagnostics)
        case .compiled(let new, let warnings):
            let vanished = isForced ? [] : vanished(from: new, directory: files.directory)
            guard vanished.isEmpty else { return refuse(vanished) }
            policy = new
            applied = files
            refused = []
            return .applied(new, warnings: warnings)
        }
    }

    private mutating func refuse(_ diagnostics: [PolicyDiagnostic]) -> Step {
        let isNews = diagnostics != refused
        refused = diagnostics
        return .refused(diagnostics, isNews: isNews)
    }

    private func vanished(from new: CompiledPolicy, directory: String) -> [PolicyDiagnostic] {
        let kept = Set(new.applications.map(\.key))
        return policy.applications.filter { !kept.contains($0.key) }
            .map { application in
                PolicyDiagnostic(
                    .error,
                    at: SourceLocation(file: directory),
                    "the application '\(application.key)' has disappeared",
                    suggestion: "put \(application.file) back, or send SIGHUP or restart to take it out"
                )
            }
    }
}

extension PolicyDiagnostic {
    fileprivate var asError: PolicyDiagnostic {
        PolicyDiagnostic(.error, at: location, message, suggestion: suggestion)
    }
}
