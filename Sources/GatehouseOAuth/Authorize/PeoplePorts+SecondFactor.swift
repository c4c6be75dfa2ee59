import GatehouseJOSE

extension PeoplePorts {
    private var secondFactorKey: SealingKey { root.derived(purpose: "second-factor") }

    /// The secret of an authenticator as it is stored: only this server reads it, only for this person.
    package func sealed(_ secret: TOTPSecret, of user: UserID) -> [UInt8] {
        secret.withExposedBytes { secondFactorKey.seal($0, context: user.value) }
    }

    /// The secret of a person's authenticator; nil for what was sealed for another person or with another root key.
    package func secret(of factor: SecondFactor, of user: UserID) -> TOTPSecret? {
        secondFactorKey.open(factor.sealedSecret, context: user.value).flatMap { TOTPSecret($0) }
    }
}
