/// One named step of the schema; a shipped one is never edited.
struct Migration: Sendable {
    /// Recorded in the database when the step has been taken.
    let name: String
    let sql: String
}
