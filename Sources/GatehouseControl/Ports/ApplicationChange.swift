package import GatehouseOAuth

/// What became of a change to an application.
package enum ApplicationChange: Sendable, Equatable {
    /// It is in force; the new version, empty where the application was taken away.
    case saved(version: String)
    /// Another administrator was faster; the version that stands.
    case outdated(version: String)
    /// The policy would not compile with it.
    case refused([DraftProblem])
    /// A file declares it: it changes there.
    case declared(path: String)
    /// There is one of that key already.
    case exists
    /// There is none of that key.
    case unknown
    /// These would lose something by it; nothing was changed.
    case inUse(ApplicationHolders)
}
