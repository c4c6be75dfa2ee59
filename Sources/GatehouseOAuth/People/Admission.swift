/// The answer to whether one more try is allowed.
package enum Admission: Equatable, Sendable {
    /// It is, and it has been counted.
    case admitted
    /// It is not before that many seconds, at least one; it has not been counted.
    case wait(seconds: Int)
}
