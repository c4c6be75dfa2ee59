import GatehouseJOSE

/// Holds values to the subset of JSON Schema that the document uses.
///
/// It is stricter in one thing: a member that an object's schema does not name is a violation, so that whatever an
/// answer carries is in the document.
struct JSONSchemaCheck: Sendable {
    let root: JSONObject
    /// Whether members that a schema does not name are violations although it would let them through.
    var isStrict = true

    private static let known: Set<String> = [
        "type", "format", "enum", "minLength", "maxLength", "pattern", "minimum", "maximum", "items", "maxItems",
        "properties", "required", "additionalProperties", "maxProperties", "description", "examples", "$ref",
    ]

    /// What is wrong with a value, each with its place.
    func violations(of value: JSONValue, _ schema: JSONObject, at place: String = "$") -> [String] {
        var found = schema.members.filter { !Self.known.contains($0.name) }.map { "\(place): unknown \($0.name)" }
        if let reference = schema["$ref"]?.string {
            guard let target = target(of: reference) else { return ["\(place): \(reference) leads nowhere"] }
            return found + violations(of: value, target, at: place)
        }
        found += typed(value, schema, at: place)
        return found
    }

    /// What a reference leads to.
    func target(of reference: String) -> JSONObject? {
        var value = JSONValue.object(root)
        for part in reference.split(separator: "/").dropFirst() {
            guard let next = value.object?[String(part)] else { return nil }
            value = next
        }
        return value.object
    }

    private func typed(_ value: JSONValue, _ schema: JSONObject, at place: String) -> [String] {
        switch (schema["type"]?.string, value) {
        case ("string", .string(let text)): Self.violations(of: text, schema, at: place)
        case ("integer", .integer(let number)): Self.violations(of: number, schema, at: place)
        case ("boolean", .bool): []
        case ("array", .array(let elements)): violations(of: elements, schema, at: place)
        case ("object", .object(let object)): violations(of: object, schema, at: place)
        case (let type, _): ["\(place): this is no \(type ?? "value of a known type")"]
        }
    }

    private static func violations(of text: String, _ schema: JSONObject, at place: String) -> [String] {
        var found: [String] = []
        let length = Int64(text.unicodeScalars.count)
        if let values = schema["enum"]?.array, !values.contains(.string(text)) {
            found.append("\(place): \(text) is none of the words")
        }
        if length < schema["minLength"]?.integer ?? 0 { found.append("\(place): too short") }
        if length > schema["maxLength"]?.integer ?? .max { found.append("\(place): too long") }
        if let pattern = schema["pattern"]?.string, let regex = try? Regex(pattern), !text.contains(regex) {
            found.append("\(place): \(text) is not as the pattern")
        }
        return found
    }

    private static func violations(of number: Int64, _ schema: JSONObject, at place: String) -> [String] {
        let range = (schema["minimum"]?.integer ?? .min)...(schema["maximum"]?.integer ?? .max)
        return range.contains(number) ? [] : ["\(place): \(number) is out of range"]
    }

    private func violations(of elements: [JSONValue], _ schema: JSONObject, at place: String) -> [String] {
        guard let element = schema["items"]?.object else { return ["\(place): elements of unknown shape"] }
        var found: [String] = []
        if Int64(elements.count) > schema["maxItems"]?.integer ?? .max { found.append("\(place): too many") }
        for (index, value) in elements.enumerated() {
            found += violations(of: value, element, at: "\(place)[\(index)]")
        }
        return found
    }

    private func violations(of object: JSONObject, _ schema: JSONObject, at place: String) -> [String] {
        let properties = schema["properties"]?.object
        let others = schema["additionalProperties"]
        var found = (schema["required"]?.array ?? []).compactMap(\.string)
            .filter { object[$0] == nil }
            .map { "\(place): \($0) is missing" }
        if Int64(object.members.count) > schema["maxProperties"]?.integer ?? .max { found.append("\(place): too many") }
        for member in object.members {
            let inner = "\(place).\(member.name)"
            if let declared = properties?[member.name]?.object {
                found += violations(of: member.value, declared, at: inner)
            } else if let shape = others?.object {
                found += violations(of: member.value, shape, at: inner)
            } else if others == .bool(false) || (isStrict && properties != nil) {
                found.append("\(inner): not in the document")
            }
        }
        return found
    }
}
