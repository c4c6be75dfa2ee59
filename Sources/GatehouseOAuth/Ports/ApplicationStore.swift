/// An application that no policy file declares: its policy document as text.
package struct StoredApplication: Sendable, Equatable {
    /// The short key.
    package var key: String
    /// The document, YAML.
    package var text: String
    /// Opaque; different after every change, also after one that took the application away and made it anew.
    package var version: String
    /// When it was made, in Unix seconds.
    package var createdAt: Int64
    /// When it was last changed, in Unix seconds.
    package var changedAt: Int64

    /// Takes an application as it is stored.
    package init(key: String, text: String, version: String, createdAt: Int64, changedAt: Int64) {
        self.key = key
        self.text = text
        self.version = version
        self.createdAt = createdAt
        self.changedAt = changedAt
    }
}

/// What became of a document that was to be stored.
package enum ApplicationStoring: Sendable, Equatable {
    /// As it stands now.
    case stored(StoredApplication)
    /// The key is taken; nothing was changed.
    case exists
    /// Another version stands; nothing was changed.
    case outdated(StoredApplication)
    /// There is none of that key; nothing was changed.
    case unknown
}

/// What became of an application that was to be taken away.
package enum ApplicationRemoval: Sendable, Equatable {
    /// It is gone.
    case removed
    /// Another version stands; nothing was changed.
    case outdated(StoredApplication)
    /// These belong to it or hold a scope of it; nothing was changed.
    case inUse(ApplicationHolders)
    /// There is none of that key.
    case unknown
}

/// Keeps the applications that no policy file declares.
///
/// Every verb is one transaction; its audit event is part of it.
package protocol ApplicationStore: Sendable {
    /// All of them, in ascending byte order of their keys.
    func applications() async throws(StorageError) -> [StoredApplication]

    /// Stores a new document, unless the key is taken.
    func createApplication(
        _ key: String,
        text: String,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationStoring

    /// Puts a document in the place of the stored one, if its version is still `version`; nil takes any.
    func replaceApplication(
        _ key: String,
        text: String,
        expecting version: String?,
        at: Int64,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationStoring

    /// Takes a document away, if its version is still `version` (nil takes any), no client belongs to it, and nobody
    /// holds a scope of it, which would come back with its key; `isDeclaredElsewhere` says that a file goes on
    /// declaring the application, so that nobody loses anything.
    func removeApplication(
        _ key: String,
        expecting version: String?,
        isDeclaredElsewhere: Bool,
        audit: AuditEvent
    ) async throws(StorageError) -> ApplicationRemoval
}
