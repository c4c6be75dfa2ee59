/// Names where lines go.
package enum LineDestination: Sendable, Equatable {
    case standardOutput
    case standardError
    /// A file that lines are appended to, made if it is not there.
    case file(String)
    /// A descriptor that somebody else opened and closes.
    case descriptor(Int32)
}
