import GatehousePolicy
import Logging

/// Reads the policies that a server starts with.
enum PolicyLoading {
    /// The compiled policy; every diagnostic ends the command with status 1.
    static func policy(
        in directory: PolicyDirectory,
        context: PolicyContext,
        logger: Logger
    ) throws(ExitFailure) -> CompiledPolicy {
        switch directory.load(context: context) {
        case .compiled(let policy, let warnings):
            for warning in warnings {
                logger.warning("policy warning", metadata: ["gatehouse.policy": "\(warning)"])
            }
            return policy
        case .failed(let diagnostics):
            throw ExitFailure(
                .refused,
                diagnostics.map(\.description).joined(separator: "\n"),
                hint: "The policies do not compile; nothing was started or changed."
            )
        }
    }
}
