/// Reads one JSON text, strictly by RFC 8259.
///
/// Beyond that: UTF-8 only, without a byte order mark; no member name twice in an object; no surrogate without its
/// partner; no number that neither 64 bits nor a finite double can hold; bounded length and nesting.
package enum JSONParser {
    /// The deepest nesting that is accepted unless the caller says otherwise.
    package static let defaultMaximumDepth = 32

    /// The longest text that is accepted unless the caller says otherwise.
    package static let defaultMaximumBytes = 1 << 20

    /// The value that these bytes are the text of.
    package static func parse(
        _ bytes: Span<UInt8>,
        maximumDepth: Int = defaultMaximumDepth,
        maximumBytes: Int = defaultMaximumBytes
    ) throws(JSONRefusal) -> JSONValue {
        guard bytes.count <= maximumBytes else { throw .tooLong }
        var reader = JSONReader(maximumDepth: maximumDepth)
        let value = try reader.readDocument(bytes)
        return value
    }

    /// The object that these bytes are the text of.
    package static func parseObject(
        _ bytes: Span<UInt8>,
        maximumDepth: Int = defaultMaximumDepth,
        maximumBytes: Int = defaultMaximumBytes
    ) throws(JSONRefusal) -> JSONObject {
        let value = try parse(bytes, maximumDepth: maximumDepth, maximumBytes: maximumBytes)
        guard case .object(let object) = value else { throw .notAnObject }
        return object
    }

    /// The value that this text stands for.
    package static func parse(
        _ text: String,
        maximumDepth: Int = defaultMaximumDepth,
        maximumBytes: Int = defaultMaximumBytes
    ) throws(JSONRefusal) -> JSONValue {
        try parse(text.utf8Span.span, maximumDepth: maximumDepth, maximumBytes: maximumBytes)
    }
}
