import FoundationEssentials
import GatehouseJOSE

/// Writes reports as JSON with members in an order that people like to read.
enum ReportJSON {
    /// These come first, the others after them by name.
    private static let leading = [
        "client_id", "client_secret", "username", "sub", "password", "application", "name", "kid", "alg", "state",
        "valid", "reason", "kind", "id",
    ]

    /// One line for a value; a list has a line for each element.
    static func text(_ value: some Encodable) -> String {
        guard let data = try? JSONEncoder().encode(value), let parsed = try? parse([UInt8](data)) else { return "null" }
        return text(sorted(parsed, isTop: true))
    }

    private static func text(_ value: JSONValue) -> String {
        guard case .array(let elements) = value else { return String(decoding: serialized(value), as: UTF8.self) }
        guard !elements.isEmpty else { return "[]" }
        let lines = elements.map { "  " + String(decoding: serialized($0), as: UTF8.self) }
        return "[\n\(lines.joined(separator: ",\n"))\n]"
    }

    private static func parse(_ bytes: [UInt8]) throws(JSONRefusal) -> JSONValue {
        try JSONParser.parse(bytes.span, maximumBytes: .max)
    }

    private static func serialized(_ value: JSONValue) -> [UInt8] {
        value.serialized()
    }

    /// The encoder's order is arbitrary; claims of a token keep the names' order.
    private static func sorted(_ value: JSONValue, isTop: Bool) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map { sorted($0, isTop: isTop) })
        case .object(let object):
            .object(
                JSONObject(
                    object.members
                        .map { ($0.name, sorted($0.value, isTop: false)) }
                        .sorted { (rank($0.0), $0.0) < (rank($1.0), $1.0) }
                )
            )
        case .null, .bool, .integer, .number, .string: value
        }
    }

    private static func rank(_ name: String) -> Int {
        leading.firstIndex(of: name) ?? leading.count
    }
}
