@testable import GatehouseJOSE

/// JSON texts: what was read and written reads as the same value.
enum JSONTarget {
    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        guard let value = try? JSONParser.parse(input.span, maximumBytes: 65_536) else { return }
        let written = value.serialized()
        guard let again = try? JSONParser.parse(written.span, maximumBytes: written.count) else {
            throw BrokenProperty("what was written is no JSON")
        }
        try hold(again == value, "what was written is another value")
        try hold(again.serialized() == written, "one value has two texts")
    }
}
