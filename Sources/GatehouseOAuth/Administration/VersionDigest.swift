import GatehouseJOSE

/// Makes a short text of everything that a version is of: another text whenever a byte of it is another one.
struct VersionDigest {
    // Every part stands with its length, so that no two lists of parts read alike.
    private var text = ""

    mutating func add(_ part: String?) {
        guard let part else { return text.append("-;") }
        text.append("\(part.utf8.count):\(part);")
    }

    mutating func add(_ parts: [String]?) {
        add(parts.map { String($0.count) })
        for part in parts ?? [] {
            add(part)
        }
    }

    mutating func add(_ number: Int64?) { add(number.map { String($0) }) }

    mutating func add(_ flag: Bool?) { add(flag.map { $0 ? "1" : "0" }) }

    /// 96 bits of SHA-256.
    var value: String { Base64URL.encode(Array(SecretDigest.of(text).prefix(12))) }
}
