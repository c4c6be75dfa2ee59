import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes

extension APIEndpoint {
    /// The parameters of its path; nil if there is none.
    var pathParameters: JSONValue? {
        let names = segmentNames
        guard !names.isEmpty else { return nil }
        let declared = names.compactMap { name in APIParameter.ofPath.first { $0.name.hasSameBytes(as: name) } }
        return .array(declared.map { $0.json(in: "path") })
    }

    /// The operation as the document tells it.
    var operation: JSONObject {
        var operation: JSONObject = [
            "operationId": .string(id),
            "tags": [.string(section.rawValue)],
            "summary": .string(summary),
            "security": .array(security),
            "responses": .object(responses),
        ]
        if let about { operation["description"] = .string(about) }
        let parameters = query.map { $0.json(in: "query") } + fields
        if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
        if let requestBody { operation["requestBody"] = requestBody }
        return operation
    }

    /// Whoever may change may look, too.
    private var security: [JSONValue] {
        let scopes: [BuiltInScope] = right == .read ? [.read, .administrate] : [.administrate]
        return scopes.map { ["gatehouse": [.string($0.rawValue)]] }
    }

    private var fields: [JSONValue] {
        var fields: [JSONValue] = []
        let tag: JSONObject = ["type": "string", "maxLength": 1024]
        if isConditional {
            fields.append([
                "name": "If-Match",
                "in": "header",
                "description": "The `ETag` of the version that is meant, or `*` for whichever there is.",
                "required": true,
                "schema": .object(tag),
                "example": "*",
            ])
        }
        if canBeKnown {
            fields.append([
                "name": "If-None-Match",
                "in": "header",
                "description": "The `ETag` of the version that you have.",
                "required": false,
                "schema": ["type": "string"],
            ])
        }
        return fields
    }

    private var canBeKnown: Bool { method == .get && success.hasVersion }

    private var requestBody: JSONValue? {
        switch body {
        case .none:
            return nil
        case .json(let schema, let isOptional, let example):
            let media: JSONObject = ["schema": .object(schema.reference), "example": .object(example)]
            return ["required": .bool(!isOptional), "content": ["application/json": .object(media)]]
        case .image:
            let media = ClientLogo.MediaType.allCases.map { ($0.rawValue, JSONValue.object(JSONObject())) }
            return ["required": true, "content": .object(JSONObject(media))]
        }
    }
}

extension APIEndpoint {
    /// Every status that it can answer with, beside that of success.
    var failures: [HTTPResponse.Status] {
        // A broken escape, two tokens, a missing or worthless token, too little of a right, another method, a store
        // that does not work.
        var statuses: [HTTPResponse.Status] = [
            .badRequest, .unauthorized, .forbidden, .methodNotAllowed, .unprocessableContent, .serviceUnavailable,
        ]
        if !segmentNames.isEmpty { statuses.append(.notFound) }
        switch body {
        case .none: break
        case .json, .image: statuses += [.contentTooLarge, .unsupportedMediaType]
        }
        if isConditional { statuses += [.preconditionFailed, .preconditionRequired] }
        return (statuses + refusals).sorted { $0.code < $1.code }
    }

    private var responses: JSONObject {
        var responses = JSONObject([(String(success.status.code), .object(successResponse))])
        if canBeKnown {
            responses["304"] = [
                "description": "You have this version already.",
                "headers": ["ETag": .object(APIResponses.header("ETag"))],
            ]
        }
        for status in failures {
            responses[String(status.code)] = ["$ref": .string("#/components/responses/\(status.code)")]
        }
        return responses
    }

    private var successResponse: JSONObject {
        var response: JSONObject = ["description": .string(success.about)]
        var headers = JSONObject()
        if success.hasVersion { headers["ETag"] = .object(APIResponses.header("ETag")) }
        if success.hasLocation { headers["Location"] = .object(APIResponses.header("Location")) }
        if success.hasPages { headers["Link"] = .object(APIResponses.header("Link")) }
        if !headers.members.isEmpty { response["headers"] = .object(headers) }
        guard let schema = success.schema else { return response }
        var content: JSONObject = ["application/json": ["schema": .object(schema.reference)]]
        if success.hasLines {
            content[APIJSON.linesMediaType] = ["schema": ["type": "string", "description": "One JSON text a line."]]
        }
        response["content"] = .object(content)
        return response
    }
}
