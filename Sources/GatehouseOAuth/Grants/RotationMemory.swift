/// How long rotated refresh tokens are remembered, so that a replay takes their grant back (RFC 9700 §4.14.2).
///
/// A rotated token is forgotten once it is older than both `seconds` and the newest `count` of its grant, or than the
/// newest `limit`. What is forgotten is answered as an unknown token: it issues nothing, but its replay no longer
/// betrays a theft. Without these bounds whoever refreshes in a loop fills the disk.
package enum RotationMemory {
    /// No token is forgotten sooner after its rotation, but for `limit`.
    package static let seconds: Int64 = 86_400
    /// So many of a grant are remembered whatever their age.
    package static let count: Int64 = 8
    /// More than so many of a grant are not remembered, whatever their age.
    package static let limit: Int64 = 1_000
    /// One rotation looks at so many of the oldest, and thus costs the same however many there are.
    package static let step = 2
}
