package import GatehouseJOSE

/// A JSON object inside an encodable value.
package struct JSONDocument: Sendable, Equatable {
    /// The object.
    package let object: JSONObject

    package init(_ object: JSONObject) {
        self.object = object
    }
}

extension JSONDocument: Codable {
    package init(from decoder: any Decoder) throws {
        guard case .object(let object) = try JSONElement(from: decoder).value else {
            throw DecodingError.typeMismatch(
                JSONObject.self,
                DecodingError.Context(codingPath: decoder.codingPath, debugDescription: "not an object")
            )
        }
        self.init(object)
    }

    package func encode(to encoder: any Encoder) throws {
        try JSONElement(.object(object)).encode(to: encoder)
    }
}

/// One JSON value inside an encodable value.
private struct JSONElement: Codable {
    let value: JSONValue

    init(_ value: JSONValue) {
        self.value = value
    }

    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            nil
        }
    }

    init(from decoder: any Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            value = .object(
                JSONObject(
                    try container.allKeys.map {
                        ($0.stringValue, try container.decode(JSONElement.self, forKey: $0).value)
                    }
                )
            )
        } else if var container = try? decoder.unkeyedContainer() {
            var elements: [JSONValue] = []
            while !container.isAtEnd {
                elements.append(try container.decode(JSONElement.self).value)
            }
            value = .array(elements)
        } else {
            value = try JSONElement.scalar(try decoder.singleValueContainer())
        }
    }

    private static func scalar(_ container: any SingleValueDecodingContainer) throws -> JSONValue {
        if container.decodeNil() { return .null }
        if let bool = try? container.decode(Bool.self) { return .bool(bool) }
        if let integer = try? container.decode(Int64.self) { return .integer(integer) }
        if let number = try? container.decode(Double.self) { return .number(number) }
        return .string(try container.decode(String.self))
    }

    func encode(to encoder: any Encoder) throws {
        switch value {
        case .object(let object):
            var container = encoder.container(keyedBy: Key.self)
            for member in object.members {
                try container.encode(JSONElement(member.value), forKey: Key(stringValue: member.name))
            }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements {
                try container.encode(JSONElement(element))
            }
        default:
            try encodeScalar(to: encoder)
        }
    }

    private func encodeScalar(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch value {
        case .bool(let bool): try container.encode(bool)
        case .integer(let integer): try container.encode(integer)
        case .number(let number): try container.encode(number)
        case .string(let string): try container.encode(string)
        case .null, .array, .object: try container.encodeNil()
        }
    }
}
