package import GatehousePolicy

/// What came of putting a policy in force that compiles.
package enum PolicyAdoption: Sendable {
    /// It is in force, although something about it is odd.
    case adopted(warnings: [PolicyDiagnostic])
    /// It is not, and nothing has changed.
    case refused([PolicyDiagnostic])
}
