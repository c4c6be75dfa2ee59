/// The proof that the policy let a request through; only `PolicyEngine` makes one.
package struct Permit: Sendable, Equatable {
    /// The application's index in the policy.
    package let application: Int
    /// The route's identifier, unique over all applications of the policy.
    package let route: Int
}
