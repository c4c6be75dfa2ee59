/// Knows the rules for the names of clients.
enum ClientName {
    static let rule = "use 1 to 200 visible ASCII characters without ':' and '/', and no hyphen first"

    /// RFC 6749 §2.3.1 joins id and secret with a colon; a slash would leave the path of the client's page, and a
    /// hyphen would be an option of a command.
    static func isValid(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: "-")
            && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A && $0 != 0x2F }
    }

    static let reservedRule =
        "choose another: 'cli', 'policy', 'server', what begins with 'gatehouse' and ids of people"
        + " are no client's"

    /// Whether the name would be taken for this server's own, for an actor in its audit log, or for a person.
    static func isReserved(_ name: String) -> Bool {
        let name = lowercased(name)
        return name.starts(with: "gatehouse".utf8)
            || ["cli", "policy", "server"].contains { name.elementsEqual($0.utf8) }
            || isPerson(name)
    }

    /// The id of a person is a UUID (RFC 9562 §4), and a token's `sub` is the id of a client or of a person.
    private static func isPerson(_ name: [UInt8]) -> Bool {
        name.count == 36
            && name.enumerated()
                .allSatisfy { index, byte in
                    [8, 13, 18, 23].contains(index)
                        ? byte == UInt8(ascii: "-") : (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
                }
    }

    private static func lowercased(_ name: String) -> [UInt8] {
        name.utf8.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    }
}
