import GatehouseJOSE
import GatehouseOAuth
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("GET /api/openapi.json")
struct OpenAPIDocumentTests {
    private let document = APIDocument(issuer: ControlFixture.issuer).json

    @Test func nobodyHasToSayWhoTheyAre() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.get, "/api/openapi.json", as: .nobody)
        let tag = try #require(answer.headers[.eTag])
        let known = try await fixture.send(.get, "/api/openapi.json", as: .nobody, headers: [.ifNoneMatch: tag])

        #expect(answer.status == 200)
        #expect(answer.json == document)
        #expect(answer.headers[.cacheControl] == "public, max-age=60")
        #expect([known.status, known.text.utf8.count] == [304, 0])
    }

    @Test func everyRouteIsInItAndNothingElse() async throws {
        let routes = try await AdminAPIFixture().site.routes.map { "\($0.method.rawValue.lowercased()) \($0.path)" }
        let operations = (document["paths"]?.object?.members ?? [])
            .flatMap { path in
                (path.value.object?.members ?? []).filter { $0.name != "parameters" }.map { "\($0.name) \(path.name)" }
            }

        #expect(Set(routes) == Set(operations))
        #expect(routes.count == operations.count)
    }

    @Test func everyReferenceLeadsSomewhere() {
        let check = JSONSchemaCheck(root: document)

        for reference in Self.references(in: .object(document)) {
            #expect(check.target(of: reference) != nil, "\(reference)")
        }
    }

    @Test func everyNamedShapeIsUsed() {
        let used = Set(Self.references(in: .object(document)))

        for name in document["components"]?.object?["schemas"]?.object?.members.map(\.name) ?? [] {
            #expect(used.contains("#/components/schemas/\(name)"), "\(name)")
        }
    }

    @Test func aNameStandsForOneShape() {
        var shapes: [String: JSONObject] = [:]
        for schema in AdminAPI.endpoints.flatMap(\.schemas) {
            Self.visit(schema) { name, json in
                if let other = shapes[name] { #expect(other == json, "\(name)") }
                shapes[name] = json
            }
        }

        #expect(shapes.count > 30)
    }

    @Test func everyOperationHasItsOwnNameAndIsWellFormed() throws {
        let ids = AdminAPI.endpoints.map(\.id)
        #expect(Set(ids).count == ids.count)
        for endpoint in AdminAPI.endpoints {
            let parameters = endpoint.pathParameters?.array ?? []
            #expect(parameters.count == endpoint.segmentNames.count, "\(endpoint.id)")
            let statuses = endpoint.operation["responses"]?.object?.members.map(\.name) ?? []
            #expect(Set(statuses).count == statuses.count)
            for status in ["400", "401", "403", "405", "503"] {
                #expect(statuses.contains(status), "\(endpoint.id) lacks \(status)")
            }
            #expect(endpoint.summary.last != ".", "\(endpoint.id)")
        }
    }

    @Test func everyExampleIsAsItsShape() {
        let check = JSONSchemaCheck(root: document)

        for endpoint in AdminAPI.endpoints {
            guard case .json(let schema, _, let example) = endpoint.body else { continue }
            #expect(check.violations(of: .object(example), schema.reference).isEmpty, "\(endpoint.id)")
        }
    }

    @Test func whatARequestHoldsIsClosed() {
        for endpoint in AdminAPI.endpoints {
            guard case .json(let schema, _, _) = endpoint.body else { continue }
            Self.visit(schema) { name, json in
                #expect(json["type"] != "object" || json["additionalProperties"] == false, "\(name)")
            }
        }
    }

    @Test func theTokenIsGotFromTheIssuer() {
        let scheme = document["components"]?.object?["securitySchemes"]?.object?["gatehouse"]?.object
        let flow = scheme?["flows"]?.object?["clientCredentials"]?.object

        #expect(flow?["tokenUrl"] == "http://localhost:8080/oauth2/token")
        #expect(flow?["scopes"]?.object?.members.map(\.name) == BuiltInScope.allCases.map(\.rawValue))
    }

    @Test func everyCodeOfTheDomainIsInIt() throws {
        for code in AdminRefusal.Code.allCases { #expect(codes.contains(code.rawValue)) }
    }

    @Test func everyWordOfTheGuardsInFrontOfTheAPIIsInIt() async throws {
        let fixture = try await AdminAPIFixture()
        let foreign = try await fixture.send(
            .post,
            "/api/v1/clients/reader/disable",
            as: .nobody,
            headers: [.origin: "http://evil.example"]
        )
        let unknown = try await fixture.send(.get, "/api/v1/nothing", as: .nobody)
        let wrong = try await fixture.send(.delete, "/api/v1/keys", as: .nobody)
        let seen = [foreign.error, unknown.error, wrong.error].compactMap(\.self)

        #expect(seen == ["cross_origin", "not_found", "method_not_allowed"])
        for word in seen + ["misdirected_request", "forwarded", "refused", "internal_error"] {
            #expect(codes.contains(word), "\(word)")
        }
    }

    private var codes: [String] {
        let problem = document["components"]?.object?["schemas"]?.object?["Problem"]?.object
        return problem?["properties"]?.object?["error"]?.object?["enum"]?.array?.compactMap(\.string) ?? []
    }

    private static func references(in value: JSONValue) -> [String] {
        switch value {
        case .array(let elements): elements.flatMap { references(in: $0) }
        case .object(let object):
            object.members.flatMap { member in
                member.name == "$ref" ? [member.value.string].compactMap(\.self) : references(in: member.value)
            }
        default: []
        }
    }

    private static func visit(_ schema: APISchema, _ body: (String, JSONObject) -> Void) {
        switch schema {
        case .named(let name, let inner):
            body(name, inner.json)
            visit(inner, body)
        case .list(let element, _), .map(let element, _): visit(element, body)
        case .object(let members, _):
            for member in members { visit(member.schema, body) }
        default: break
        }
    }
}

extension APIEndpoint {
    /// The shapes that it names.
    fileprivate var schemas: [APISchema] {
        var schemas = [success.schema].compactMap(\.self)
        if case .json(let schema, _, _) = body { schemas.append(schema) }
        return schemas
    }
}
