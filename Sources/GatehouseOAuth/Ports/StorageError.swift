/// Why a store could not do what it was asked for.
package enum StorageError: Error, Sendable, Equatable {
    /// It may work later: locked, full, interrupted. The text is for logs.
    case unavailable(String)
    /// What is stored cannot be read. The text is for logs.
    case corrupt(String)
    /// A newer version of the program wrote it.
    case newerVersion
    /// A rule of the schema refused the change.
    case conflict
    /// It can be read only.
    case readOnly
    /// Secrets in it are sealed with a key, and that key was not given.
    case sealed
}
