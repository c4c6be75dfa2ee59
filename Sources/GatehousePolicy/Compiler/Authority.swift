/// Takes authorities (RFC 3986 §3.2, without user information) apart.
enum Authority {
    /// The host, lowercased, and the port, or nil if it is not an authority.
    static func parse(_ text: String) -> (host: String, port: Int?)? {
        // Only ASCII: lowercasing would turn some other letters into ASCII ones.
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        let lowered = text.lowercased()
        let host = host(of: lowered)
        guard isHost(host) else { return nil }
        guard host.utf8.count < lowered.utf8.count else { return (host, nil) }
        guard let port = port(lowered.utf8.dropFirst(host.utf8.count + 1)) else { return nil }
        return (host, port)
    }

    /// The text before the port; an IPv6 address keeps its brackets.
    static func host(of authority: String) -> String {
        var end = authority.utf8.endIndex
        if let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")) {
            let closing = authority.utf8.lastIndex(of: UInt8(ascii: "]"))
            if closing.map({ $0 < colon }) ?? true { end = colon }
        }
        return String(authority[..<end])
    }

    /// A decimal port from 1 to 65535 without leading zeros.
    static func port(_ digits: some Collection<UInt8>) -> Int? {
        guard (1...5).contains(digits.count), digits.first != UInt8(ascii: "0") else { return nil }
        var value = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            value = value * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return value <= 65_535 ? value : nil
    }

    private static func isHost(_ host: String) -> Bool {
        HostName.isName(host) || HostName.isIPv4(host) || HostName.isBracketedIPv6(host)
    }
}
