/// The reason why a client's JWK Set is not accepted.
package enum KeySetRefusal: Error, Sendable, Equatable, CaseIterable {
    /// More than 64 KiB.
    case tooLong
    /// No JSON text with a list `keys` of objects.
    case malformed
    /// More than 100 entries.
    case tooManyKeys
    /// An entry shows a private or shared key: it is no secret any more.
    case containsPrivateKey
}

extension KeySetRefusal: CustomStringConvertible {
    /// A fixed text for `error_description`, which never repeats input.
    package var description: String {
        switch self {
        case .tooLong: "The JWK Set is longer than 64 KiB"
        case .malformed: "The JWK Set is not a JSON object with a list of keys"
        case .tooManyKeys: "The JWK Set has more than 100 keys"
        case .containsPrivateKey: "The JWK Set contains a private key; make a new key and publish its public half only"
        }
    }
}
