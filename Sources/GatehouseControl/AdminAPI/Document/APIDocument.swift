import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

/// The OpenAPI document of the admin API, made from the endpoints that answer.
struct APIDocument: Sendable {
    /// Changes with the paths and members that there are.
    static let version = "1.0.0"

    let issuer: String
    var endpoints = AdminAPI.endpoints

    /// The whole document (OpenAPI 3.1).
    var json: JSONObject {
        [
            "openapi": "3.1.0",
            "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/base",
            "info": [
                "title": "Gatehouse admin API",
                "version": .string(Self.version),
                "summary": "Everything that the dashboard does, for programs.",
                "description": .string(Self.introduction),
            ],
            "servers": [["url": "/", "description": "The admin listener."]],
            "tags": .array(APISection.allCases.map { ["name": .string($0.rawValue)] }),
            "security": [["gatehouse": .array([.string(BuiltInScope.administrate.rawValue)])]],
            "paths": .object(paths),
            "components": [
                "schemas": .object(schemas),
                "responses": .object(APIResponses.components),
                "headers": .object(APIResponses.headers),
                "securitySchemes": ["gatehouse": .object(securityScheme)],
            ],
        ]
    }

    private var paths: JSONObject {
        var paths = JSONObject()
        for endpoint in endpoints {
            let path = AdminAPI.root + endpoint.path
            var item = paths[path]?.object ?? JSONObject(endpoint.pathParameters.map { [("parameters", $0)] } ?? [])
            item[endpoint.method.rawValue.lowercased()] = .object(endpoint.operation)
            paths[path] = .object(item)
        }
        paths[AdminAPI.documentPath] = ["get": .object(Self.ownOperation)]
        return paths
    }

    /// Every named shape, each once, by name.
    private var schemas: JSONObject {
        var found: [String: APISchema] = [:]
        for endpoint in endpoints {
            endpoint.success.schema?.collect(into: &found)
            if case .json(let schema, _, _) = endpoint.body { schema.collect(into: &found) }
        }
        APIProblem.schema.collect(into: &found)
        return JSONObject(found.sorted { $0.key < $1.key }.map { ($0.key, .object($0.value.json)) })
    }

    private var securityScheme: JSONObject {
        let scopes: JSONValue = .object(
            JSONObject(BuiltInScope.allCases.map { ($0.rawValue, .string($0.sentence)) })
        )
        return [
            "type": "oauth2",
            "description": "An access token for \(issuer)\(BuiltInApplication.audiencePath), as Bearer or DPoP.",
            "flows": [
                "clientCredentials": ["tokenUrl": .string(issuer + "/oauth2/token"), "scopes": scopes],
                "authorizationCode": [
                    "authorizationUrl": .string(issuer + "/oauth2/authorize"),
                    "tokenUrl": .string(issuer + "/oauth2/token"),
                    "scopes": scopes,
                ],
            ],
        ]
    }

    private static let introduction = """
        Lists come in pages: `next` and the field `Link` lead to the next one. What has a version has an `ETag`: a \
        change sends it back as `If-Match`, so that nobody overwrites what somebody else has just changed. Failures \
        are problems (RFC 9457) with a stable word in `error`, and `problems` names every member that has to be put \
        right. Unknown members and parameters are refused by name. Times are Unix seconds.
        """

    private static let ownOperation: JSONObject = [
        "operationId": "showDocument",
        "tags": [.string(APISection.server.rawValue)],
        "summary": "This document",
        "security": [],
        "responses": [
            "200": [
                "description": "This document.",
                "headers": ["ETag": ["$ref": "#/components/headers/ETag"]],
                "content": ["application/json": ["schema": ["type": "object"]]],
            ],
            "304": [
                "description": "You have it already.",
                "headers": ["ETag": ["$ref": "#/components/headers/ETag"]],
            ],
            "405": ["$ref": "#/components/responses/405"],
        ],
    ]
}
