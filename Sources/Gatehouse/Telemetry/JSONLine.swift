/// Writes one flat JSON object as a line of UTF-8.
struct JSONLine {
    private(set) var bytes: [UInt8]
    private var isEmpty = true

    /// - Parameter bytes: What stands before this line; the line is appended.
    init(appendingTo bytes: [UInt8] = []) {
        self.bytes = bytes
        self.bytes.append(UInt8(ascii: "{"))
    }

    /// Ends the object with a line break and hands over everything written.
    consuming func finish() -> [UInt8] {
        bytes.append(UInt8(ascii: "}"))
        bytes.append(UInt8(ascii: "\n"))
        return bytes
    }

    mutating func add(_ name: StaticString, _ value: String) {
        key(name)
        Self.append(quoted: value, to: &bytes)
    }

    /// Leaves the member out if there is no value.
    mutating func add(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        add(name, value)
    }

    mutating func add(_ name: StaticString, _ value: Int64) {
        key(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    /// Writes nanoseconds or microseconds as a decimal with three places, such as `12.345`.
    mutating func add(_ name: StaticString, thousandths value: Int64) {
        key(name)
        bytes.append(contentsOf: String(value / 1_000).utf8)
        let rest = Int(abs(value % 1_000))
        bytes.append(UInt8(ascii: "."))
        for divisor in [100, 10, 1] { bytes.append(UInt8(ascii: "0") + UInt8(rest / divisor % 10)) }
    }

    mutating func add(_ name: StaticString, _ time: WallTime) {
        key(name)
        bytes.append(UInt8(ascii: "\""))
        time.append(to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Adds a member whose name is not known beforehand.
    mutating func add(dynamic name: String, _ value: String) {
        separate()
        Self.append(quoted: name, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        Self.append(quoted: value, to: &bytes)
    }

    private mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    private mutating func separate() {
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        isEmpty = false
    }

    /// RFC 8259 §7: quotation mark, reverse solidus and controls are escaped; a line never holds a raw line break.
    private static func append(quoted text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20, 0x7F:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexDigit(byte >> 4))
                bytes.append(hexDigit(byte & 15))
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
