/// The reason why a key is not accepted.
package enum KeyRefusal: Error, Sendable, Equatable, CaseIterable {
    /// Not a PEM text of one unencrypted PKCS#8 private key.
    case notPKCS8
    /// The key's type or curve belongs to another algorithm.
    case wrongKeyType
    /// A type, curve or algorithm that is not supported here.
    case unsupported
    /// A member is missing or is not what RFC 7517 or RFC 7518 asks for.
    case malformed
    /// The numbers are no key of their kind.
    case invalidKey
    /// An RSA key with fewer than 2048 or more than 8192 bits.
    case unacceptableSize
    /// A JWK that carries the private half as well.
    case isPrivate
    /// A JWK for something else than signatures.
    case notForSignatures
}
