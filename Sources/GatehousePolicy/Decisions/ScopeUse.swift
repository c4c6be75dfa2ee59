/// When a client last made use of a scope that a route asked for.
package struct ScopeUse: Sendable, Equatable {
    /// The scope's name.
    package var scope: String
    /// In Unix seconds.
    package var lastAt: Int64

    /// Takes the last use as it was recorded.
    package init(scope: String, lastAt: Int64) {
        self.scope = scope
        self.lastAt = lastAt
    }
}
