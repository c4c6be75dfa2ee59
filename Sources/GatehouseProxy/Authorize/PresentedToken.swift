/// A token that no issuer here vouches for, as it came: to be read for what it says of itself, never stored or logged.
package struct PresentedToken: Sendable, Equatable, CustomStringConvertible {
    /// The longest one there is, in bytes: longer ones are refused unread.
    package static let maximumBytes = Credential.maximumLength

    /// The token; another issuer may well honour it.
    package let bytes: [UInt8]

    /// Takes the bytes of a refused token.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    package var description: String { "<redacted>" }
}
