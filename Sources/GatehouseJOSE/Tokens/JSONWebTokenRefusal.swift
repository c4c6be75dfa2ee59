/// The reason why a JWT that somebody else signed is not accepted.
package enum JSONWebTokenRefusal: Error, Sendable, Equatable, CaseIterable {
    case tooLong
    case malformed
    case unsupportedAlgorithm
    case criticalHeader
    /// No key of the set has the name and algorithm, or without a name several could be meant.
    case unknownKey
    case badSignature
    /// A claim has the wrong type.
    case badClaim
}

extension JSONWebTokenRefusal: CustomStringConvertible {
    /// A fixed text for `error_description`, which never repeats input.
    package var description: String {
        switch self {
        case .tooLong: "The JWT is too long"
        case .malformed: "The JWT is malformed"
        case .unsupportedAlgorithm: "The JWT's signature algorithm is not supported"
        case .criticalHeader: "The JWT's header demands an extension that is not supported"
        case .unknownKey: "The JWT's signing key is not known"
        case .badSignature: "The JWT's signature is not valid"
        case .badClaim: "The JWT's claims are not valid"
        }
    }
}
