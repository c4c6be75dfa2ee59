import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

/// The parameters of a request's query, held to what its endpoint declares.
struct APIQuery: Sendable {
    /// By name, in the order of the query, as their declarations type them.
    let values: JSONObject
    /// As they came, for the address of the next page.
    private let pairs: [(name: String, value: String)]

    /// Reads a query strictly: no name twice, none that is not declared, no broken escape.
    init(_ query: String?, declared: [APIParameter]) throws(APIFailure) {
        var pairs: [(name: String, value: String)] = []
        var values = JSONObject()
        for part in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let equals = part.firstIndex(of: UInt8(ascii: "=")) ?? part.endIndex
            guard let name = FormText.decode(part[..<equals]),
                let value = FormText.decode(part[equals...].dropFirst())
            else {
                throw .refused(.badRequest, .invalidRequest, "The query is not correctly percent-encoded UTF-8.")
            }
            guard values[name] == nil else {
                throw .input([APIFieldProblem(name, "This is there more than once.")])
            }
            let schema = declared.first { $0.name.hasSameBytes(as: name) }?.schema
            values[name] = Self.typed(value, as: schema)
            pairs.append((name, value))
        }
        let members = declared.map { APIMember.optional($0.name, $0.schema, $0.about) }
        let problems = APISchema.input(members).problems(in: .object(values), at: "")
        guard problems.isEmpty else { throw .input(problems) }
        self.values = values
        self.pairs = pairs
    }

    /// A query has texts alone; what cannot be typed stays one, which the schema then refuses.
    private static func typed(_ text: String, as schema: APISchema?) -> JSONValue {
        switch schema {
        case .integer: integer(text) ?? .string(text)
        case .boolean where text.hasSameBytes(as: "true"): true
        case .boolean where text.hasSameBytes(as: "false"): false
        default: .string(text)
        }
    }

    /// Digits alone: no sign, no leading zero.
    private static func integer(_ text: String) -> JSONValue? {
        guard let first = text.utf8.first, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            text.utf8.count == 1 || first != 0x30
        else { return nil }
        return Int64(text).map { .integer($0) }
    }

    /// A text; an empty one is as good as none.
    func text(_ name: String) -> String? {
        guard let text = values[name]?.string, !text.isEmpty else { return nil }
        return text
    }

    /// A number.
    func integer(_ name: String) -> Int64? { values[name]?.integer }

    /// A truth value.
    func bool(_ name: String) -> Bool? { values[name]?.bool }

    /// How many a page has.
    var limit: Int { integer("limit").flatMap { Int(exactly: $0) } ?? APIParameter.defaultLimit }

    /// How many come before the page.
    var offset: Int { integer("offset").flatMap { Int(exactly: $0) } ?? 0 }

    /// Whether the list is sorted the other way round.
    var isDescending: Bool { text("dir")?.hasSameBytes(as: "desc") ?? false }

    /// The path of the same list with another value of one parameter.
    func address(of path: String, replacing name: String, by value: some BinaryInteger) -> String {
        let kept = pairs.filter { !$0.name.hasSameBytes(as: name) }.map { ($0.name, $0.value) }
        let all = kept + [(name, String(value))]
        return path + "?" + all.map { URLText.query($0.0) + "=" + URLText.query($0.1) }.joined(separator: "&")
    }
}
