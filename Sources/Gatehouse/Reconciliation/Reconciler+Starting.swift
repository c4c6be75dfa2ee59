import GatehouseOAuth
import GatehousePolicy
import Logging

extension Reconciler {
    /// Carries out what the policy says that a server starts with; whatever is wrong ends the start.
    func begin(_ policy: CompiledPolicy, database path: String, logger: Logger) async throws(ExitFailure) {
        let adoption: PolicyAdoption
        do throws(StorageError) {
            adoption = try await adopt(policy)
        } catch {
            throw ExitFailure(error, database: path)
        }
        switch adoption {
        case .adopted(let warnings):
            for warning in warnings {
                logger.warning("policy warning", metadata: ["gatehouse.policy": "\(warning)"])
            }
        case .refused(let diagnostics):
            throw ExitFailure(
                .refused,
                diagnostics.map(\.description).joined(separator: "\n"),
                hint: "The clients in the policies cannot be taken in; nothing was started or changed."
            )
        }
    }
}
