extension String {
    /// Says whether this is a JOSE `typ` with the given name, which is in lowercase.
    ///
    /// RFC 7515 §4.1.9: media types ignore case, and the prefix may be left out.
    package func isMediaType(_ name: String) -> Bool {
        hasSameBytes(as: name) || isSame(lowercase: name) || isSame(lowercase: "application/" + name)
    }

    /// Compares with a text in lowercase; only ASCII letters have two cases.
    private func isSame(lowercase: String) -> Bool {
        utf8.count == lowercase.utf8.count
            && zip(utf8, lowercase.utf8)
                .allSatisfy { byte, lowercase in
                    let isUppercase = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                    return lowercase == (isUppercase ? byte | 0x20 : byte)
                }
    }
}
