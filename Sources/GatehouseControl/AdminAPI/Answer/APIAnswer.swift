import FoundationEssentials
import GatehouseJOSE
import HTTPTypes
import Hummingbird
import NIOCore

/// What an endpoint answers a request that went well.
struct APIAnswer: Sendable {
    /// What the answer carries.
    enum Content: Sendable {
        case none
        case json([UInt8])
        /// JSON lines, as they are read.
        case lines(ResponseBody)
    }

    var status: HTTPResponse.Status
    var headers: HTTPFields
    let content: Content

    private init(_ status: HTTPResponse.Status, _ headers: HTTPFields, _ content: Content) {
        self.status = status
        self.headers = headers
        self.content = content
    }

    /// A value, with its version where it has one.
    static func json(_ value: some APIResource, version: String? = nil) throws(APIFailure) -> APIAnswer {
        var headers = HTTPFields()
        if let version { headers[.eTag] = APIVersion.tag(version) }
        return APIAnswer(.ok, headers, .json(try APIJSON.encode(value)))
    }

    /// A new value, at this path below `/api/v1` from now on.
    static func created(
        _ value: some APIResource,
        at path: String?,
        version: String? = nil
    ) throws(APIFailure) -> APIAnswer {
        var answer = try json(value, version: version)
        answer.status = .created
        if let path { answer.headers[.location] = AdminAPI.root + path }
        return answer
    }

    /// Nothing to tell.
    static let done = APIAnswer(.noContent, [:], .none)

    /// The reader has it already (RFC 9110 §15.4.5).
    static func unchanged(_ version: String) -> APIAnswer {
        APIAnswer(.notModified, [.eTag: APIVersion.tag(version)], .none)
    }

    /// JSON lines, written as they are read.
    static func lines(_ body: ResponseBody) -> APIAnswer {
        APIAnswer(.ok, [:], .lines(body))
    }

    /// The page of a list, with `Link` where there is another (RFC 8288 §3).
    static func list<Item: APIResource>(
        _ items: [Item],
        total: Int? = nil,
        next: String? = nil
    ) throws(APIFailure) -> APIAnswer {
        var answer = try json(APIList(items: items, total: total, next: next))
        if let next { answer.headers[.link] = "<\(next)>; rel=\"next\"" }
        return answer
    }

    /// The answer as it is sent; nothing of it is kept by caches.
    func response() -> Response {
        var headers = headers
        headers[.cacheControl] = "no-store"
        switch content {
        case .none:
            return Response(status: status, headers: headers)
        case .json(let bytes):
            headers[.contentType] = "application/json"
            return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
        case .lines(let body):
            headers[.contentType] = APIJSON.linesMediaType
            return Response(status: status, headers: headers, body: body)
        }
    }
}

/// Writes values of ours as JSON.
enum APIJSON {
    /// One JSON text a line.
    static let linesMediaType = "application/x-ndjson"

    /// The text; members are sorted, so that equal values are equal bytes.
    static func encode(_ value: some Encodable) throws(APIFailure) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw .unexpected("\(error)")
        }
    }

    /// A value of ours from members that the schema has admitted.
    static func decode<Value: Decodable>(_ type: Value.Type, from object: JSONObject) throws(APIFailure) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(object.serialized()))
        } catch {
            throw .unexpected("\(error)")
        }
    }
}

extension HTTPField.Name {
    /// RFC 8288 §3.
    static let link = fixed("Link")
}
