import GatehouseJOSE

/// The shape of a JSON value: what the document says of it, and what a request is held to.
indirect enum APISchema: Sendable {
    case string(APIText)
    case integer(ClosedRange<Int64>)
    case boolean
    /// Elements of one shape, at most so many.
    case list(APISchema, atMost: Int?)
    /// Members of free names, all of one shape, at most so many.
    case map(APISchema, atMost: Int?)
    /// Declared members; `isClosed` refuses others.
    case object([APIMember], isClosed: Bool)
    /// An object of which nothing is known.
    case anyObject
    /// A shape that the document tells once, under this name.
    case named(String, APISchema)
    /// A text or a number whose bounds the domain holds, and knows better words for.
    case judged(APISchema)
}

/// What a text has to be.
struct APIText: Sendable {
    var atLeast = 0
    /// In Unicode scalars, as JSON Schema counts.
    var atMost: Int?
    /// ECMA-262; what it forbids the domain refuses by rules of its own.
    var pattern: String?
    var format: String?
    /// The only texts there are.
    var values: [String]?
}

/// A member of an object.
struct APIMember: Sendable {
    let name: String
    let schema: APISchema
    let isRequired: Bool
    /// One or more sentences.
    let about: String
    let example: JSONValue?

    /// A member that is always there.
    static func required(
        _ name: String,
        _ schema: APISchema,
        _ about: String,
        example: JSONValue? = nil
    ) -> APIMember {
        APIMember(name: name, schema: schema, isRequired: true, about: about, example: example)
    }

    /// A member that may be left out; it is never `null`.
    static func optional(
        _ name: String,
        _ schema: APISchema,
        _ about: String,
        example: JSONValue? = nil
    ) -> APIMember {
        APIMember(name: name, schema: schema, isRequired: false, about: about, example: example)
    }
}

extension APISchema {
    /// Any text.
    static let text = APISchema.string(APIText())

    /// A text of so many characters.
    static func text(_ length: ClosedRange<Int>, pattern: String? = nil, format: String? = nil) -> APISchema {
        .string(APIText(atLeast: length.lowerBound, atMost: length.upperBound, pattern: pattern, format: format))
    }

    /// One of a few words.
    static func word(_ values: [String]) -> APISchema {
        .string(APIText(values: values))
    }

    /// An address that others have checked.
    static let uri = APISchema.text(1...2_048, format: "uri")

    /// Unix seconds.
    static let instant = APISchema.integer(0...253_402_300_799)

    /// A number of things.
    static let count = APISchema.integer(0...Int64.max)

    /// A list without bound of its own.
    static func list(_ element: APISchema) -> APISchema { .list(element, atMost: nil) }

    /// A map without bound of its own.
    static func map(_ value: APISchema) -> APISchema { .map(value, atMost: nil) }

    /// What a request may hold: these members and no other, so that a misspelt one is not lost.
    static func input(_ members: [APIMember]) -> APISchema { .object(members, isClosed: true) }

    /// What an answer holds; a later version may add members.
    static func output(_ members: [APIMember]) -> APISchema { .object(members, isClosed: false) }

    /// The members, if this is an object of declared ones.
    var members: [APIMember] {
        switch self {
        case .object(let members, _): members
        case .named(_, let schema): schema.members
        default: []
        }
    }
}
