/// What a row of a table is compared by.
enum SortKey: Sendable, Equatable, Comparable {
    case number(Int64)
    case text(String)

    /// A time in Unix seconds; what never was lies before everything that was.
    static func time(_ value: Int64?) -> SortKey { .number(value ?? .min) }

    /// Texts in the order of their bytes, where capital letters of ASCII count as small ones.
    static func < (one: SortKey, other: SortKey) -> Bool {
        switch (one, other) {
        case (.number(let one), .number(let other)): one < other
        case (.text(let one), .text(let other)):
            one.utf8.lazy.map(folded).lexicographicallyPrecedes(other.utf8.lazy.map(folded))
        case (.number, .text): true
        case (.text, .number): false
        }
    }

    private static func folded(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
