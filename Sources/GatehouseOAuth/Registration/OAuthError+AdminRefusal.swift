extension OAuthError {
    /// RFC 7591 §3.2.2: says what an administrator would be told, as far as it is no business of administrators.
    init(_ refusal: AdminRefusal) {
        let isAboutRedirects = refusal.code == .invalidRedirectURI
        code = isAboutRedirects ? .invalidRedirectURI : .invalidClientMetadata
        // Suggestions about scopes and applications name those that are not for everybody.
        let isForAll = isAboutRedirects || refusal.code == .invalidSettings || refusal.code == .invalidName
        let words = [refusal.message, isForAll ? refusal.suggestion : nil].compactMap(\.self).joined(separator: " ")
        description = String(decoding: words.utf8.filter(Self.isSendable), as: UTF8.self)
        detail = refusal.code.rawValue
        dpopNonce = nil
    }

    // RFC 6749 §5.2: visible ASCII without quotation mark and backslash, or space.
    private static func isSendable(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    /// Turns a refusal of the rules for clients into one of the registration.
    static func registering<Value>(_ body: () throws(AdminRefusal) -> Value) throws(OAuthError) -> Value {
        do {
            return try body()
        } catch {
            throw OAuthError(error)
        }
    }
}
