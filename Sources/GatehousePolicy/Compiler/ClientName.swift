/// Knows the rules for the names of clients.
enum ClientName {
    static let rule = "use 1 to 200 visible ASCII characters without ':' and '/', and no hyphen first"

    /// RFC 6749 §2.3.1 joins id and secret with a colon; a slash would leave the path of the client's page, and a
    /// hyphen would be an option of a command.
    static func isValid(_ name: String) -> Bool {
        (1...200).contains(name.utf8.count) && name.utf8.first != UInt8(ascii: "-")
            && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x3A && $0 != 0x2F }
    }
}
