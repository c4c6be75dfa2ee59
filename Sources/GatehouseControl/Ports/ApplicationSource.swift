package import GatehouseOAuth

/// Reads the policy in force, and changes the applications that live in the store.
package protocol ApplicationSource: Sendable {
    /// The policy of this moment.
    func standing() async -> PolicyStanding

    /// An application as a form shows it; nil if there is none of that key.
    func draft(of key: String) async -> ApplicationDraft?

    /// The applications of the store in the order of their keys, also those that do not count.
    func kept() async throws(StorageError) -> [KeptApplication]

    /// Checks a draft against everything else that is declared: a new application, or the one of that key.
    func review(_ draft: ApplicationDraft, replacing key: String?) async -> DraftReview

    /// Makes a new application in the store and puts it in force.
    func create(_ draft: ApplicationDraft, actor: String, now: Int64) async throws(StorageError) -> ApplicationChange

    /// Replaces one of the store, if its version is still that one (nil: whatever it is), and puts it in force.
    func replace(
        _ draft: ApplicationDraft,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange

    /// Takes one of the store away, if nobody holds anything of it; one that a file has set aside goes in any case.
    func remove(
        _ key: String,
        expecting version: String?,
        actor: String,
        now: Int64
    ) async throws(StorageError) -> ApplicationChange
}
