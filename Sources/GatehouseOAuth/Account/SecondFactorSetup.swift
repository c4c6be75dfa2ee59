import GatehouseJOSE

/// A second factor before its first code was typed: nothing of it is stored yet.
package struct SecondFactorSetup: Sendable {
    /// The secret, sealed for this person; comes back with the first code.
    package let sealed: String
    /// The secret in Base32, for typing.
    package let secret: Secret<String>
    /// `otpauth://totp/…`, for a QR code.
    package let uri: Secret<String>

    init(_ secret: TOTPSecret, for user: User, issuerHost: String, people: PeoplePorts) {
        sealed = Base64URL.encode(people.sealed(secret, of: user.id))
        self.secret = secret.base32
        uri = secret.uri(issuer: issuerHost, username: user.username)
    }
}

/// What became of the wish for a second factor.
package enum SecondFactorBeginning: Sendable {
    case begun(SecondFactorSetup)
    /// The password is asked for first, or again for that reason.
    case passwordNeeded(AccountChange?)
    /// Nobody is signed in in that browser any more.
    case signedOut
    /// The person has one; it is turned off first.
    case isOn
}

/// What became of the first code.
package enum SecondFactorConfirmation: Sendable {
    /// From now on a code is asked for; these recovery codes are shown once.
    case confirmed([RecoveryCode])
    /// The code does not belong to the secret now.
    case wrong(SecondFactorSetup)
    /// Nobody is signed in in that browser any more.
    case signedOut
    /// The sealed secret is not of this person.
    case stale
}
