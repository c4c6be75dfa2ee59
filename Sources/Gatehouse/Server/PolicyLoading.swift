import GatehouseOAuth
import GatehousePolicy
import Logging

/// Reads the policies that a server starts with.
enum PolicyLoading {
    /// The compiled policy of a directory and the store; every error ends the command with status 1.
    static func policy(
        in directory: PolicyDirectory,
        with stored: [StoredApplication] = [],
        context: PolicyContext,
        logger: Logger
    ) throws(ExitFailure) -> CompiledPolicy {
        try load(directory, with: stored, context: context, logger: logger).policy
    }

    /// The same, with what it was compiled from.
    ///
    /// An application of the store that does not compile is not left out: what another one opens under the same paths
    /// may be more than it did.
    static func load(
        _ directory: PolicyDirectory,
        with stored: [StoredApplication],
        context: PolicyContext,
        logger: Logger
    ) throws(ExitFailure) -> LoadedPolicy {
        let documents = stored.map { StoredDocument(key: $0.key, text: $0.text) }
        let files = directory.read().with(stored: documents)
        switch files.compiled(context: context) {
        case .compiled(let policy, let warnings):
            for warning in warnings {
                logger.warning("policy warning", metadata: ["gatehouse.policy": "\(warning)"])
            }
            return LoadedPolicy(policy: policy, files: files, stored: stored, warnings: warnings)
        case .failed(let diagnostics):
            throw ExitFailure(
                .refused,
                diagnostics.map(\.description).joined(separator: "\n"),
                hint: "The policies do not compile; nothing was started or changed." + remedy(diagnostics)
            )
        }
    }

    private static func remedy(_ diagnostics: [PolicyDiagnostic]) -> String {
        let isOfStore = diagnostics.contains { $0.severity == .error && StoredDocument.isName($0.file) }
        guard isOfStore else { return "" }
        return " What is named store:KEY.yaml is an application of the store: print it with `gatehouse application "
            + "export KEY`, replace it with `gatehouse application import FILE`, or take it away with `gatehouse "
            + "application delete KEY`."
    }
}
