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
    /// What it was compiled from, if that is known.
    private(set) var applied: PolicyFiles?
    /// Whether the directory was taken in since the beginning.
    package var hasRead: Bool { applied != nil }
    private var refused: [PolicyDiagnostic] = []
    /// Whether the directory was there once.
    private var wasThere: Bool

    /// Begins with a policy that was loaded before, from these files if they are known.
    package init(_ policy: CompiledPolicy, from files: PolicyFiles? = nil) {
        self.policy = policy
        self.applied = files
        self.wasThere = files.map { !$0.isMissing } ?? !policy.applications.isEmpty
    }

    /// Takes in what the directory and the store hold now; forced, applications may disappear, and `dropped` may in
    /// any case.
    package mutating func take(
        _ files: PolicyFiles,
        context: PolicyContext,
        isForced: Bool,
        dropped: String? = nil
    ) -> Step {
        // Only a directory that never was is the same as one without policies; forced or not, one that is gone is not.
        if files.isMissing && wasThere { return refusal(files.problems.map { $0.asError }) }
        wasThere = wasThere || !files.isMissing
        guard files != applied else {
            refused = []
            return .unchanged
        }
        switch files.compiled(context: context) {
        case .failed(let diagnostics):
            return refusal(diagnostics)
        case .compiled(let new, let warnings):
            let vanished = isForced ? [] : vanished(from: new, directory: files.directory, besides: dropped)
            guard vanished.isEmpty else { return refusal(vanished) }
            policy = new
            applied = files
            refused = []
            return .applied(new, warnings: warnings)
        }
    }

    /// Takes note of why the policy in force stays; true if that is news.
    mutating func refuse(_ diagnostics: [PolicyDiagnostic]) -> Bool {
        defer { refused = diagnostics }
        return diagnostics != refused
    }

    private mutating func refusal(_ diagnostics: [PolicyDiagnostic]) -> Step {
        .refused(diagnostics, isNews: refuse(diagnostics))
    }

    private func vanished(
        from new: CompiledPolicy,
        directory: String,
        besides dropped: String?
    ) -> [PolicyDiagnostic] {
        let kept = Set(new.applications.map(\.key))
        // What the store still has under the key of a file that is gone may be old and open more than the file did.
        let fromStore = Set(new.applications.filter { StoredDocument.isName($0.file) }.map(\.key))
        return policy.applications
            .filter { application in
                guard application.key != dropped else { return false }
                let isReplaced = fromStore.contains(application.key) && !StoredDocument.isName(application.file)
                return !kept.contains(application.key) || isReplaced
            }
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
