package import GatehousePolicy

/// Says why a file is not a YAML document that counts, as many reasons as were found.
package struct YAMLRefusal: Error, Sendable, Equatable {
    /// The reasons.
    package let diagnostics: [PolicyDiagnostic]
}
