/// Says how long decisions are kept one by one.
package struct DecisionConfiguration: Sendable, Equatable {
    /// - `decisions.days` (int, default 7): after so many days a decision is forgotten.
    package var days: Int64 = 7
    /// - `decisions.rows` (int, default 1000000): the oldest go when there are more; 0 keeps none, and counts all.
    package var rows: Int64 = 1_000_000

    /// Creates the defaults.
    package init() {}
}
