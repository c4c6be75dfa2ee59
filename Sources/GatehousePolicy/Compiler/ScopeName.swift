/// Knows the rules for the names of scopes.
enum ScopeName {
    /// What OpenID Connect defines; no application owns them.
    static let predefined = ["openid", "profile", "email", "offline_access"]

    /// Words of a route's line that are not scopes.
    static let words = ["public", "optional", "authenticated"]

    /// RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`.
    static func isToken(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count)
            && name.utf8.allSatisfy { $0 == 0x21 || (0x23...0x5B).contains($0) || (0x5D...0x7E).contains($0) }
    }

    /// Says whether the scope is named after an application: its key, `_`, something.
    static func belongs(_ name: String, to key: String) -> Bool {
        name.utf8.starts(with: "\(key)_".utf8) && name.utf8.count > key.utf8.count + 1
    }
}
