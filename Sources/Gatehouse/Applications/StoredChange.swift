import GatehouseControl
import GatehouseJOSE
import GatehouseOAuth

/// What to do about a wish to change an application of the store.
enum StoredPlan: Sendable {
    /// Nothing, for this reason.
    case answer(ApplicationChange)
    case change(StoredChange)
}

/// A change to one application of the store that compiles.
struct StoredChange: Sendable {
    /// What came of writing it.
    enum Outcome: Sendable {
        /// Done; nil if it was taken away.
        case written(StoredApplication?)
        /// Nothing was changed, for this reason.
        case refused(ApplicationChange)
    }

    let key: String
    /// The new document; nil takes the application away.
    let text: String?
    let write: @Sendable () async throws(StorageError) -> Outcome

    /// The documents of the store as they are with the change.
    func applied(to files: PolicyFiles) -> PolicyFiles {
        var stored = files.stored.filter { !$0.key.hasSameBytes(as: key) }
        if let text { stored.append(StoredDocument(key: key, text: text)) }
        return files.with(stored: stored.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
    }
}
