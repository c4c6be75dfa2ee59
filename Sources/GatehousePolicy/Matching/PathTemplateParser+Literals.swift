extension PathTemplateParser {
    /// The octets of a literal segment, which must be one that a canonical path can have.
    func literal(_ text: String) throws(Problem) -> [UInt8] {
        guard !text.isEmpty else {
            throw Problem("the path has an empty segment", "write a single '/'")
        }
        guard text != "." && text != ".." else {
            throw Problem(
                "the path has the dot segment '\(text)'",
                "dot segments are resolved before routes are matched: write the path that is meant"
            )
        }
        var octets: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "%") else {
                try checkRaw(bytes[index], in: text)
                octets.append(bytes[index])
                index += 1
                continue
            }
            guard index + 2 < bytes.count, let high = Hexadecimal.value(of: bytes[index + 1]),
                let low = Hexadecimal.value(of: bytes[index + 2])
            else {
                throw Problem("'%' without two hex digits in \(Quoted(text))", "write '%25'")
            }
            let followers = bytes.dropFirst(index + 3).prefix(2)
            try checkEncoded(high << 4 | low, followers: followers, in: text)
            octets.append(high << 4 | low)
            index += 3
        }
        guard octets != Array(".".utf8) && octets != Array("..".utf8) else {
            throw Problem("the path has an encoded dot segment", "write the path that is meant")
        }
        guard String(validating: octets, as: UTF8.self) != nil else {
            throw Problem("\(Quoted(text)) is not UTF-8", "no request with it is let in")
        }
        return octets
    }

    private func checkRaw(_ byte: UInt8, in text: String) throws(Problem) {
        switch byte {
        case UInt8(ascii: "*"), UInt8(ascii: "{"), UInt8(ascii: "}"):
            throw Problem(
                "a wildcard in \(Quoted(text)) is not a whole segment",
                "write '*' or '{name}' for the segment; as literals '%2A', '%7B', '%7D'"
            )
        case UInt8(ascii: "?"), UInt8(ascii: "#"):
            throw Problem(
                "\(Quoted(text)) goes on after the path",
                "routes know only the path: leave the query out"
            )
        case UInt8(ascii: ";"):
            try checkParameters(in: text)
        case UInt8(ascii: "\\"), 0...0x20, 0x7F:
            throw Problem(
                "\(Quoted(text)) has a character that no path may have",
                byte == 0x20 ? "write '%20' for a space" : nil
            )
        default:
            break
        }
    }

    private func checkEncoded(_ octet: UInt8, followers: some Collection<UInt8>, in text: String) throws(Problem) {
        switch octet {
        case UInt8(ascii: "/") where !options.encodedSlash:
            throw optIn("an encoded slash", "encoded_slash: segment", in: text)
        case UInt8(ascii: "%") where !options.doubleEncoding && isHexPair(followers):
            throw optIn("a double encoding", "double_encoding: keep", in: text)
        case UInt8(ascii: ";"):
            try checkParameters(in: text)
        case UInt8(ascii: "\\"), 0...0x1F, 0x7F:
            throw Problem("\(Quoted(text)) encodes a character that no path may have", nil)
        default:
            break
        }
    }

    private func checkParameters(in text: String) throws(Problem) {
        guard options.parameters else { throw optIn("a ';' parameter", "parameters: keep", in: text) }
    }

    private func optIn(_ what: String, _ option: String, in text: String) -> Problem {
        Problem(
            "\(Quoted(text)) has \(what), which is refused before routes are matched",
            "an application that needs it says 'paths: { \(option) }'"
        )
    }

    private func isHexPair(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.count == 2 && bytes.allSatisfy { Hexadecimal.value(of: $0) != nil }
    }
}
