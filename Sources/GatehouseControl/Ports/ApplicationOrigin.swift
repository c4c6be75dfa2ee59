/// Where the truth about an application is.
package enum ApplicationOrigin: Sendable, Equatable {
    /// A file of the policy directory, with its text.
    case file(path: String, text: String)
    /// The store, with its text and its version.
    case store(text: String, version: String)

    /// The policy document.
    package var text: String {
        switch self {
        case .file(_, let text), .store(let text, _): text
        }
    }
}
