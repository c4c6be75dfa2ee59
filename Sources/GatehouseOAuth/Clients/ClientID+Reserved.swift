extension ClientID {
    /// Whether nobody may choose it: it would be taken for this server's own, for an actor in the audit log, or for a
    /// person, whose id is the `sub` of tokens as well.
    var isReserved: Bool {
        let name = value.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
        return name.starts(with: BuiltInApplication.key.utf8)
            || ["cli", "policy", "server"].contains { name.elementsEqual($0.utf8) }
            || UserID(String(decoding: name, as: UTF8.self)) != nil
    }
}
