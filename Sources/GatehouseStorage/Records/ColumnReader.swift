import Foundation
import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// Reads the columns of a row one after another, for a look-up by name costs more than the column.
struct ColumnReader {
    private let row: Row
    private var index: Int

    init(_ row: Row, from index: Int = 0) {
        self.row = row
        self.index = index
    }

    /// The value of the next column.
    mutating func next<Value: DatabaseValueConvertible & StatementColumnConvertible>() throws -> Value {
        defer { index += 1 }
        return try row.decode(atIndex: index)
    }

    /// The bytes of the next column.
    mutating func nextBytes() throws -> [UInt8] {
        Array(try next() as Data)
    }

    /// The next column as what its text stands for; `make` answers nil for a text that cannot stand there.
    mutating func next<Value>(as make: (String) -> Value?) throws -> Value {
        let text: String = try next()
        guard let value = make(text) else {
            throw StorageError.corrupt("a \(Value.self) has a form that none may have")
        }
        return value
    }

    /// As `next(as:)`, nil where the column is.
    mutating func nextIfAny<Value>(as make: (String) -> Value?) throws -> Value? {
        guard let text = try next() as String? else { return nil }
        guard let value = make(text) else {
            throw StorageError.corrupt("a \(Value.self) has a form that none may have")
        }
        return value
    }
}

/// The texts in which rows keep lists.
enum ColumnText {
    /// The scopes of a text written by `ScopeSet.serialized`.
    static func scopes(_ text: String) -> ScopeSet {
        text.isEmpty ? .empty : ScopeSet(text.utf8.split(separator: 0x20).map { String(Substring($0)) })
    }

    /// Strings as a JSON array.
    static func list(_ values: [String]) -> String {
        String(decoding: JSONValue.array(values.map { .string($0) }).serialized(), as: UTF8.self)
    }

    /// The strings of a JSON array.
    static func list(_ text: String) -> [String]? {
        if text.utf8.count == 2 { return [] }
        guard let values = (try? JSONParser.parse(text))?.array else { return nil }
        let strings = values.compactMap(\.string)
        return strings.count == values.count ? strings : nil
    }

    /// Lists of strings by their names, as a JSON object; equal ones have one text.
    static func attributes(_ values: [String: [String]]) -> String {
        let sorted = values.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return JSONObject(sorted.map { ($0.key, .array($0.value.map { .string($0) })) }).text
    }

    /// The lists of a JSON object.
    static func attributes(_ text: String) -> [String: [String]]? {
        if text.utf8.count == 2 { return [:] }
        guard let object = (try? JSONParser.parse(text))?.object else { return nil }
        var attributes: [String: [String]] = [:]
        for member in object.members {
            guard let values = member.value.array else { return nil }
            attributes[member.name] = values.compactMap(\.string)
        }
        return attributes
    }
}
