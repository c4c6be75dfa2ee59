import GatehouseJOSE
import HTTPTypes
import NIOCore

@testable import GatehouseControl

/// Holds answers to an OpenAPI document, by the document's text alone.
struct OpenAPICheck: Sendable {
    let document: JSONObject
    let schemas: JSONSchemaCheck

    init(_ document: JSONObject) {
        self.document = document
        schemas = JSONSchemaCheck(root: document)
    }

    /// What an answer does that the document does not say.
    func violations(of method: HTTPRequest.Method, _ path: String, _ response: CollectedResponse) -> [String] {
        guard let item = item(of: path) else {
            return response.status == .notFound ? [] : ["the path is not in the document"]
        }
        guard let operation = item[method.rawValue.lowercased()]?.object else {
            return response.status == .methodNotAllowed ? [] : ["the method is not in the document"]
        }
        guard let described = operation["responses"]?.object?[String(response.status.code)]?.object else {
            // Around every route: other origins and other hosts.
            return ["the status is not in the document"]
        }
        return violations(of: resolved(described), response)
    }

    private func violations(of described: JSONObject, _ response: CollectedResponse) -> [String] {
        let told = described["headers"]?.object?.members.map { $0.name.lowercased() } ?? []
        let untold = ["etag", "location", "link", "www-authenticate", "allow", "retry-after"]
            .filter { name in
                HTTPField.Name(name).map { response.headers.contains($0) } ?? false && !told.contains(name)
            }
        var violations = untold.map { "the field \($0) is not in the document" }
        guard let content = described["content"]?.object else {
            if response.body.readableBytes > 0 { violations.append("there is a body") }
            return violations
        }
        let type = response.headers[.contentType] ?? "nothing"
        guard let media = content[type]?.object else {
            return violations + ["\(type) is not in the document"]
        }
        guard type != "application/x-ndjson", let schema = media["schema"]?.object else { return violations }
        guard let value = try? JSONParser.parse(String(buffer: response.body)) else {
            return violations + ["the body is not JSON"]
        }
        return violations + schemas.violations(of: value, schema)
    }

    /// The path item of a request's path.
    private func item(of path: String) -> JSONObject? {
        let segments = path.prefix { $0 != "?" }.split(separator: "/")
        let items = document["paths"]?.object?.members ?? []
        return items.first { item in
            let template = item.name.split(separator: "/")
            return template.count == segments.count
                && zip(template, segments).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
        }?
        .value.object
    }

    private func resolved(_ object: JSONObject) -> JSONObject {
        object["$ref"]?.string.flatMap { schemas.target(of: $0) } ?? object
    }
}
