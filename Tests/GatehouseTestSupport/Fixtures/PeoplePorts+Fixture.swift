package import GatehouseJOSE
package import GatehouseOAuth

extension SealingKey {
    /// A key that everybody knows.
    package static func fixture(_ byte: UInt8 = 7) -> SealingKey {
        guard let key = SealingKey(bytes: Array(repeating: byte, count: SealingKey.byteCount)) else {
            preconditionFailure("a sealing key has \(SealingKey.byteCount) bytes")
        }
        return key
    }
}

extension PeoplePorts {
    /// Ports that keep everything in `store`, hash nothing slowly and ask nobody.
    package static func fixture(
        store: any UserStore & SessionStore & GrantStore & DeviceStore & RequestStore & LogoutStore = MemoryStore(),
        passwords: any PasswordHashing = PlainPasswords(),
        outbound: any OutboundRequests = ScriptedOutbound(),
        root: SealingKey = .fixture()
    ) -> PeoplePorts {
        PeoplePorts(store: store, passwords: passwords, outbound: outbound, root: root)
    }
}
