import GatehouseJOSE
import NIOHTTP1

/// Holds what the sample API received.
struct SampleRequest {
    let method: HTTPMethod
    /// The path below `/tstapp`, wherever the gate mounted the API.
    let path: String
    let query: String
    let headers: HTTPHeaders
    var bodyBytes = 0

    init(_ head: HTTPRequestHead) {
        let parts = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var path = parts.first.map(String.init) ?? "/"
        let prefix = "/tstapp"
        if path == prefix || path.hasPrefix(prefix + "/") { path = String(path.dropFirst(prefix.count)) }
        self.method = head.method
        self.path = path.isEmpty ? "/" : path
        self.query = parts.count > 1 ? String(parts[1]) : ""
        self.headers = head.headers
    }

    /// The answer, for all but the two paths that take time.
    func answer() -> (status: HTTPResponseStatus, body: JSONObject) {
        let segments = path.split(separator: "/")
        switch (method, segments.first, segments.count) {
        case (.GET, "health", 1), (.HEAD, "health", 1):
            return (.ok, JSONObject([("status", .string("ok"))]))
        case (.GET, "data", 1), (.HEAD, "data", 1):
            return (.ok, echo(adding: [("items", .array((1...3).map { .object(Self.item("\($0)")) }))]))
        case (.GET, "data", 2), (.HEAD, "data", 2):
            return (.ok, echo(adding: [("item", .object(Self.item(String(segments[1]))))]))
        case (.POST, "data", _), (.PUT, "data", _), (.PATCH, "data", _), (.DELETE, "data", _):
            return (method == .POST ? .created : .ok, echo(adding: [("body_bytes", .integer(Int64(bodyBytes)))]))
        case (_, "me", 1):
            return (.ok, echo(adding: []))
        default:
            return (.notFound, JSONObject([("error", .string("not_found")), ("path", .string(path))]))
        }
    }

    /// The seconds that `/slow` was asked to take: two, or `?seconds=` up to thirty.
    var seconds: Int64 {
        let asked = query.split(separator: "&").first { $0.hasPrefix("seconds=") }?.dropFirst(8)
        return min(30, max(0, asked.flatMap { Int64($0) } ?? 2))
    }

    /// What the gate told about the caller: everything that it forwards in our name.
    private func echo(adding members: [(String, JSONValue)]) -> JSONObject {
        var identity: [(String, JSONValue)] = []
        for (name, value) in headers where name.lowercased().hasPrefix("x-gatehouse-") {
            identity.append((name.lowercased(), .string(value)))
        }
        if let id = headers.first(name: "x-request-id") { identity.append(("x-request-id", .string(id))) }
        return JSONObject(
            [("method", .string(method.rawValue)), ("path", .string(path))] + members
                + [("identity", .object(JSONObject(identity)))]
        )
    }

    private static func item(_ id: String) -> JSONObject {
        JSONObject([("id", .string(id)), ("name", .string("Item \(id)"))])
    }
}
