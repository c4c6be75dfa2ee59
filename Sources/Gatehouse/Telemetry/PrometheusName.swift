/// Turns dotted metric names into names that Prometheus accepts.
enum PrometheusName {
    /// A metric name: letters, digits, underscores and colons, not beginning with a digit.
    static func metric(_ name: String) -> String {
        clean(name, allowsColon: true)
    }

    /// A label name: letters, digits and underscores, not beginning with a digit.
    static func label(_ name: String) -> String {
        clean(name, allowsColon: false)
    }

    private static func clean(_ name: String, allowsColon: Bool) -> String {
        var bytes: [UInt8] = []
        for byte in name.utf8 {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            let lower = byte | 0x20
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) && byte >= 0x41
            let isColon = allowsColon && byte == UInt8(ascii: ":")
            if isDigit, bytes.isEmpty { bytes.append(UInt8(ascii: "_")) }
            bytes.append(isDigit || isLetter || isColon ? byte : UInt8(ascii: "_"))
        }
        return bytes.isEmpty ? "_" : String(decoding: bytes, as: UTF8.self)
    }
}
