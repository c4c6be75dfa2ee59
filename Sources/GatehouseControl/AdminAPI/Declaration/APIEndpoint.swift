import GatehouseJOSE
import HTTPTypes

/// One method of one path, declared once: the router and the document are both made from it.
struct APIEndpoint: Sendable {
    /// Answers a request that was read and allowed.
    typealias Answer = @Sendable (APICall) async throws(APIFailure) -> APIAnswer

    /// What a caller has to hold.
    enum Right: Sendable {
        /// `gatehouse_read` or `gatehouse_admin`.
        case read
        /// `gatehouse_admin`.
        case change
    }

    /// What the request carries.
    enum Body: Sendable {
        case none
        /// A JSON object; with `isOptional` no body is an empty object.
        case json(APISchema, isOptional: Bool, example: JSONObject)
        /// A PNG, JPEG or WebP image.
        case image
    }

    let method: HTTPRequest.Method
    /// Below `/api/v1`; `{name}` is one segment.
    let path: String
    /// Unique; what generated clients call it.
    let id: String
    let section: APISection
    let right: Right
    let summary: String
    var about: String?
    var query: [APIParameter] = []
    var body = Body.none
    /// Whether `If-Match` has to say which version is meant.
    var isConditional = false
    let success: APISuccess
    /// What it refuses beside what every endpoint of its kind does.
    var refusals: [HTTPResponse.Status] = []
    let answer: Answer
}

/// A group of endpoints in the document.
enum APISection: String, Sendable, CaseIterable {
    case applications = "Applications"
    case clients = "Clients"
    case people = "People"
    case access = "Grants and tokens"
    case keys = "Keys"
    case decisions = "Decisions"
    case server = "Server"
}

/// What a request that went well is answered with.
struct APISuccess: Sendable {
    let status: HTTPResponse.Status
    let about: String
    let schema: APISchema?
    let example: JSONObject?
    /// Whether `ETag` says which version it is.
    var hasVersion = false
    /// Whether `Location` says where it is from now on.
    var hasLocation = false
    /// Whether `Link` leads to the next page.
    var hasPages = false
    /// Whether JSON lines are to be had, too.
    var hasLines = false
}

extension APISuccess {
    /// 200 with a value.
    static func ok<Value: APIResource>(_ type: Value.Type, _ about: String, hasVersion: Bool = false) -> APISuccess {
        APISuccess(
            status: .ok,
            about: about,
            schema: Value.schema,
            example: nil,
            hasVersion: hasVersion
        )
    }

    /// 200 with a page of a list.
    static func list<Item: APIResource>(of type: Item.Type, _ about: String, hasLines: Bool = false) -> APISuccess {
        APISuccess(
            status: .ok,
            about: about,
            schema: APIList<Item>.schema,
            example: nil,
            hasPages: true,
            hasLines: hasLines
        )
    }

    /// 201 with the value and its address.
    static func created<Value: APIResource>(
        _ type: Value.Type,
        _ about: String,
        hasVersion: Bool = false,
        hasLocation: Bool = true
    ) -> APISuccess {
        APISuccess(
            status: .created,
            about: about,
            schema: Value.schema,
            example: nil,
            hasVersion: hasVersion,
            hasLocation: hasLocation
        )
    }

    /// 204.
    static func done(_ about: String) -> APISuccess {
        APISuccess(status: .noContent, about: about, schema: nil, example: nil)
    }
}
