import GatehouseControl
import GatehouseJOSE

/// One request of the admin API.
struct AdminRequest: Sendable, Equatable {
    enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// What the request carries.
    struct Body: Sendable, Equatable {
        let mediaType: String
        let bytes: [UInt8]

        static func json(_ object: JSONObject) -> Body {
            Body(mediaType: "application/json", bytes: object.serialized())
        }
    }

    /// Where the API begins.
    static let root = "/api/v1/"

    let method: Method
    /// Path and query, as they are sent.
    let target: String
    /// Which version is meant; nil where the request is not about versions.
    let ifMatch: String?
    let body: Body?

    /// Takes the segments of the path below the API, as they are meant: they are escaped here.
    init(
        _ method: Method,
        _ segments: String...,
        query: [(String, String)] = [],
        ifMatch: String? = nil,
        body: Body? = nil
    ) {
        self.init(method, segments, query: query, ifMatch: ifMatch, body: body)
    }

    init(
        _ method: Method,
        _ segments: [String],
        query: [(String, String)] = [],
        ifMatch: String? = nil,
        body: Body? = nil
    ) {
        let path = Self.root + segments.map { URLText.segment($0) }.joined(separator: "/")
        let pairs = query.map { URLText.query($0.0) + "=" + URLText.query($0.1) }.joined(separator: "&")
        self.init(method, target: pairs.isEmpty ? path : path + "?" + pairs, ifMatch: ifMatch, body: body)
    }

    private init(_ method: Method, target: String, ifMatch: String?, body: Body?) {
        self.method = method
        self.target = target
        self.ifMatch = ifMatch
        self.body = body
    }

    /// The request for the page that a list says is next; nil if that is no address below the API.
    static func page(at address: String) -> AdminRequest? {
        guard address.utf8.starts(with: root.utf8), address.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        return AdminRequest(.get, target: address, ifMatch: nil, body: nil)
    }
}
