import GatehouseJOSE

extension APISchema {
    /// The shape in JSON Schema (draft 2020-12), as OpenAPI 3.1 takes it.
    var json: JSONObject {
        switch self {
        case .string(let rule): rule.json
        case .integer(let range): Self.json(range)
        case .boolean: ["type": "boolean"]
        case .list(let element, let most):
            Self.json(["type": "array", "items": .object(element.reference)], "maxItems", most)
        case .map(let element, let most):
            Self.json(["type": "object", "additionalProperties": .object(element.reference)], "maxProperties", most)
        case .object(let members, let isClosed): Self.json(members, isClosed: isClosed)
        case .anyObject: ["type": "object"]
        case .named(_, let schema), .judged(let schema): schema.json
        }
    }

    /// The shape, or where the document tells it.
    var reference: JSONObject {
        guard case .named(let name, _) = self else { return json }
        return ["$ref": .string("#/components/schemas/" + name)]
    }

    /// Adds the named shapes in it.
    func collect(into found: inout [String: APISchema]) {
        switch self {
        case .named(let name, let schema):
            guard found[name] == nil else { return }
            found[name] = schema
            schema.collect(into: &found)
        case .list(let element, _), .map(let element, _): element.collect(into: &found)
        case .object(let members, _):
            for member in members { member.schema.collect(into: &found) }
        case .string, .integer, .boolean, .anyObject, .judged: break
        }
    }

    private static func json(_ range: ClosedRange<Int64>) -> JSONObject {
        var json: JSONObject = ["type": "integer", "format": "int64"]
        if range.lowerBound != .min { json["minimum"] = .integer(range.lowerBound) }
        if range.upperBound != .max { json["maximum"] = .integer(range.upperBound) }
        return json
    }

    private static func json(_ base: JSONObject, _ name: String, _ bound: Int?) -> JSONObject {
        var json = base
        if let bound { json[name] = .integer(Int64(bound)) }
        return json
    }

    private static func json(_ members: [APIMember], isClosed: Bool) -> JSONObject {
        var json: JSONObject = [
            "type": "object",
            "properties": .object(JSONObject(members.map { ($0.name, .object($0.json)) })),
        ]
        let required = members.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { json["required"] = .array(required) }
        if isClosed { json["additionalProperties"] = false }
        return json
    }
}

extension APIText {
    fileprivate var json: JSONObject {
        var json: JSONObject = ["type": "string"]
        if let values { json["enum"] = .array(values.map { .string($0) }) }
        if atLeast > 0 { json["minLength"] = .integer(Int64(atLeast)) }
        if let atMost { json["maxLength"] = .integer(Int64(atMost)) }
        if let pattern { json["pattern"] = .string(pattern) }
        if let format { json["format"] = .string(format) }
        return json
    }
}

extension APIMember {
    /// JSON Schema 2020-12 §8.2.3.1: words may stand beside a reference.
    fileprivate var json: JSONObject {
        var json = schema.reference
        json["description"] = .string(about)
        if let example { json["examples"] = .array([example]) }
        return json
    }
}

extension APIParameter {
    /// The parameter as the document tells it.
    func json(in place: String) -> JSONValue {
        var json: JSONObject = [
            "name": .string(name),
            "in": .string(place),
            "description": .string(about),
            "required": .bool(place == "path"),
            "schema": .object(schema.reference),
        ]
        if let example { json["example"] = example }
        return .object(json)
    }
}
