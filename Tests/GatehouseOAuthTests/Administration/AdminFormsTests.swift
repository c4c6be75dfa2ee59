import FoundationEssentials
import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("What answers carry, as JSON")
struct AdminFormsTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    @Test func aCreatedUserIsOneFlatObject() async throws {
        let server = try await TestServer()
        guard case .createdUser(let created) = try await server.perform(.createUser(.fixture(password: nil))) else {
            Issue.record("not created")
            return
        }
        let password = try #require(created.password)
        #expect(
            try json(created)
                == #"{"attributes":{},"created_at":1700000000,"password":"\#(password)","password_set":true,"scopes":[],"#
                + #""second_factor":false,"sub":"\#(created.user.id)","username":"grace","#
                + #""version":"\#(created.user.version)"}"#
        )
    }

    @Test func aCreatedClientIsOneFlatObject() async throws {
        let server = try await TestServer(clients: [])
        guard case .createdClient(let created) = try await server.perform(.createClient(.fixture(clientID: "job")))
        else {
            Issue.record("not created")
            return
        }
        let secret = try #require(created.clientSecret)
        let id = try #require(created.client.secrets.first?.id)
        #expect(
            try json(created)
                == #"{"application":"tstapp","client_id":"job","client_secret":"\#(secret)","created_at":1700000000,"#
                + #""grants":["client_credentials"],"name":"Reporting job","public":false,"redirect_uris":[],"#
                + #""scopes":["tstapp_data.read"],"#
                + #""secrets":[{"created_at":1700000000,"id":"\#(id)","label":"initial"}],"settings":{},"#
                + #""version":"\#(created.client.version)"}"#
        )
    }

    @Test func everyAnswerIsReadAsItWasWritten() async throws {
        let server = try await TestServer()
        let token = try await server.accessToken()
        let commands: [AdminCommand] = [
            .showClient("reader"), .listClients(application: nil), .createClient(.fixture()),
            .createClient(.fixture(name: "")), .listKeys, .rotateKeys(), .inspectToken(token), .revokeToken(token),
            .inspectToken(token), .deleteClient("reader"), .createUser(.fixture(password: nil)), .listUsers,
            .showUser("ada"), .setPassword(user: "ada", password: nil), .listGrants(),
            .updateUser("ada", UserChanges(name: "Ada"), version: nil),
        ]
        for command in commands {
            switch try await server.perform(command) {
            case .client(let client), .deletedClient(let client): try expectRead(client)
            case .createdClient(let created): try expectRead(created)
            case .clients(let clients): try expectRead(clients)
            case .registrationToken(let token): try expectRead(token)
            case .user(let user): try expectRead(user)
            case .createdUser(let created): try expectRead(created)
            case .users(let users): try expectRead(users)
            case .grants(let page): try expectRead(page.grants)
            case .withdrawn(let access): try expectRead(access)
            case .standingPolicy(let standing): try expectRead(standing)
            case .keys(let keys), .rotated(let keys): try expectRead(keys)
            case .inspection(let inspection): try expectRead(inspection)
            case .revoked(let revocation): try expectRead(revocation)
            case .refused(let refusal): try expectRead(refusal)
            }
        }
    }

    private func expectRead<Value: Codable & Equatable>(_ value: Value) throws {
        #expect(try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value)) == value)
    }

    @Test func aJSONDocumentKeepsEveryKindOfValue() throws {
        let document = JSONDocument([
            "null": .null, "yes": true, "one": 1, "big": .integer(.max), "half": .number(0.5), "text": "ü\"\n",
            "list": [1, "a", [], .null], "object": ["a": ["b": false]], "empty": .object(JSONObject()),
        ])
        #expect(try JSONDecoder().decode(JSONDocument.self, from: JSONEncoder().encode(document)) == document)
    }

    @Test func aJSONDocumentIsAnObject() {
        #expect(throws: (any Error).self) { try JSONDecoder().decode(JSONDocument.self, from: Data("[1]".utf8)) }
    }
}
