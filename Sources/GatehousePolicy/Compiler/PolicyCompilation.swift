/// What came of compiling policy files: all of it, or none.
package enum PolicyCompilation: Sendable {
    /// The files make a policy.
    case compiled(CompiledPolicy, warnings: [PolicyDiagnostic])
    /// At least one diagnostic is an error.
    case failed([PolicyDiagnostic])

    /// All diagnostics, whatever came of it.
    package var diagnostics: [PolicyDiagnostic] {
        switch self {
        case .compiled(_, let warnings): warnings
        case .failed(let diagnostics): diagnostics
        }
    }

    /// The policy, if there is one.
    package var policy: CompiledPolicy? {
        if case .compiled(let policy, _) = self { policy } else { nil }
    }
}
