import GatehouseJOSE
import GatehousePolicy

extension APISchema {
    /// Everything that keeps a value from having this shape, each with its place: `redirect_uris.0`.
    func problems(in value: JSONValue, at field: String) -> [APIFieldProblem] {
        switch self {
        case .string(let rule): rule.problem(in: value).map { [APIFieldProblem(field, $0)] } ?? []
        case .integer(let range): Self.problems(in: value, at: field, range)
        case .boolean: value.bool == nil ? [APIFieldProblem(field, "This is true or false.")] : []
        case .list(let element, let most): Self.problems(in: value, at: field, element, most)
        case .map(let element, let most): Self.problems(inMap: value, at: field, element, most)
        case .object(let members, let isClosed): Self.problems(in: value, at: field, members, isClosed)
        case .anyObject: value.object == nil ? [APIFieldProblem(field, "This is an object.")] : []
        case .named(_, let schema): schema.problems(in: value, at: field)
        case .judged(let schema): schema.withoutBounds.problems(in: value, at: field)
        }
    }

    /// The kind of value alone.
    private var withoutBounds: APISchema {
        switch self {
        case .string: .text
        case .integer: .integer(.min ... .max)
        default: self
        }
    }

    private static func problems(
        in value: JSONValue,
        at field: String,
        _ range: ClosedRange<Int64>
    ) -> [APIFieldProblem] {
        if let number = value.integer, range.contains(number) { return [] }
        let bounds =
            range.upperBound == .max
            ? "at least \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
        return [APIFieldProblem(field, "This is a whole number, \(bounds).")]
    }

    private static func problems(
        in value: JSONValue,
        at field: String,
        _ element: APISchema,
        _ most: Int?
    ) -> [APIFieldProblem] {
        guard let elements = value.array else { return [APIFieldProblem(field, "This is a list.")] }
        if let most, elements.count > most { return [APIFieldProblem(field, "There are at most \(most).")] }
        return elements.enumerated().flatMap { element.problems(in: $0.element, at: field + ".\($0.offset)") }
    }

    private static func problems(
        inMap value: JSONValue,
        at field: String,
        _ element: APISchema,
        _ most: Int?
    ) -> [APIFieldProblem] {
        guard let object = value.object else { return [APIFieldProblem(field, "This is an object.")] }
        if let most, object.members.count > most { return [APIFieldProblem(field, "There are at most \(most).")] }
        return object.members.flatMap { element.problems(in: $0.value, at: join(field, $0.name)) }
    }

    private static func problems(
        in value: JSONValue,
        at field: String,
        _ members: [APIMember],
        _ isClosed: Bool
    ) -> [APIFieldProblem] {
        guard let object = value.object else { return [APIFieldProblem(field, "This is an object.")] }
        var problems: [APIFieldProblem] = []
        for member in members {
            if let value = object[member.name] {
                problems += member.schema.problems(in: value, at: join(field, member.name))
            } else if member.isRequired {
                problems.append(APIFieldProblem(join(field, member.name), "This is missing."))
            }
        }
        guard isClosed else { return problems }
        let names = members.map(\.name)
        for member in object.members where !names.contains(where: member.name.hasSameBytes(as:)) {
            problems.append(.unknown(join(field, member.name), named: member.name, among: names))
        }
        return problems
    }

    private static func join(_ field: String, _ name: String) -> String {
        field.isEmpty ? name : field + "." + name
    }
}

extension APIText {
    /// What is wrong with a value that has to be such a text.
    fileprivate func problem(in value: JSONValue) -> String? {
        guard let text = value.string else { return "This is a text." }
        if let values {
            return values.contains(where: text.hasSameBytes(as:))
                ? nil : "This is one of \(values.joined(separator: ", "))."
        }
        let length = text.unicodeScalars.count
        if length < atLeast { return length == 0 ? "This is empty." : "This has at least \(atLeast) characters." }
        if let atMost, length > atMost { return "This has at most \(atMost) characters." }
        return nil
    }
}
