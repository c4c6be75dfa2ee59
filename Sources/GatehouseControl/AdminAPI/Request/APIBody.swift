import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Hummingbird
import NIOCore

/// What a request carries, read within limits.
struct APIBody: Sendable {
    /// The most that any request may carry.
    static let limit = 1_048_576

    /// The members of the JSON text; empty for other bodies.
    let members: JSONObject
    /// The image; empty for other bodies.
    let image: [UInt8]

    /// Reads what the endpoint expects, and nothing else.
    init(of request: Request, as body: APIEndpoint.Body) async throws(APIFailure) {
        switch body {
        case .none:
            (members, image) = (JSONObject(), [])
        case .image:
            let type = Self.mediaType(of: request)
            guard ClientLogo.MediaType.allCases.contains(where: { $0.rawValue == type }) else {
                throw Self.unsupported("Send the image as image/png, image/jpeg or image/webp.")
            }
            members = JSONObject()
            image = try await Self.bytes(of: request, atMost: ClientLogo.maximumBytes)
        case .json(let schema, let isOptional, _):
            image = []
            members = try await Self.members(of: request, schema, isOptional: isOptional)
        }
    }

    private static func members(
        of request: Request,
        _ schema: APISchema,
        isOptional: Bool
    ) async throws(APIFailure) -> JSONObject {
        let type = mediaType(of: request)
        guard type == "application/json" || (type.isEmpty && isOptional) else {
            throw unsupported("Send the body as application/json.")
        }
        let bytes = try await bytes(of: request, atMost: limit)
        if bytes.isEmpty, isOptional { return JSONObject() }
        guard !bytes.isEmpty, !type.isEmpty else { throw unsupported("Send a body, as application/json.") }
        let value: JSONValue
        do {
            value = try JSONParser.parse(bytes.span, maximumBytes: limit)
        } catch {
            throw .refused(.badRequest, .invalidJSON, error.sentence)
        }
        let problems = schema.problems(in: value, at: "")
        guard problems.isEmpty, let object = value.object else { throw .input(problems) }
        return object
    }

    /// RFC 9110 §8.3.1: case does not matter, nor do parameters such as `charset`.
    private static func mediaType(of request: Request) -> String {
        let field = request.headers[.contentType] ?? ""
        let essence = field.utf8.prefix { $0 != UInt8(ascii: ";") }
        return String(decoding: essence.filter { $0 != 0x20 && $0 != 0x09 }, as: UTF8.self).lowercased()
    }

    private static func unsupported(_ detail: String) -> APIFailure {
        .refused(.unsupportedMediaType, .unsupportedMediaType, detail)
    }

    private static func bytes(of request: Request, atMost limit: Int) async throws(APIFailure) -> [UInt8] {
        let tooLarge = APIFailure.refused(
            .contentTooLarge,
            .tooLarge,
            "The body has more than \(limit) bytes."
        )
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit { throw tooLarge }
        do {
            return Array(try await request.body.collect(upTo: limit).readableBytesView)
        } catch is NIOTooManyBytesError {
            throw tooLarge
        } catch {
            // Whatever else can go wrong while a body arrives is the connection's doing.
            throw .refused(.badRequest, .invalidRequest, "The body did not arrive.")
        }
    }
}

extension JSONRefusal {
    /// What is wrong with a text that is no JSON.
    fileprivate var sentence: String {
        switch self {
        case .tooLong: "The body is longer than 1 MiB."
        case .tooDeep: "The body is nested deeper than 32 levels."
        case .unexpectedByte: "The body is not JSON: something stands where nothing like it may stand."
        case .unexpectedEnd: "The body is not JSON: it ends too early."
        case .trailingBytes: "The body is not JSON: something follows after its end."
        case .invalidUTF8: "The body is not UTF-8."
        case .invalidEscape:
            "The body is not JSON: a text has an escape that does not exist, or a bare control character."
        case .loneSurrogate: "The body is not JSON: a text has half a surrogate pair."
        case .duplicateMember: "An object has the same member twice."
        case .numberOutOfRange: "A number is too large."
        case .notAnObject: "The body is not an object."
        }
    }
}
