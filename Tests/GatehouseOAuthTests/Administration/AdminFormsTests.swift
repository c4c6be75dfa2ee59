import FoundationEssentials
import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Commands and answers as JSON")
struct AdminFormsTests {
    private func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    static let commands: [AdminCommand] = [
        .createClient(.fixture(clientID: "a", policyURI: "https://a.example/")),
        .createClient(.fixture()),
        .listClients(application: "tstapp"),
        .listClients(application: nil),
        .showClient("a"),
        .rotateSecret(client: "a", label: "June", isOldRevoked: true),
        .rotateSecret(client: "a", label: nil, isOldRevoked: false),
        .disableClient("a"), .enableClient("a"), .deleteClient("a"),
        .listKeys, .rotateKeys(), .rotateKeys(haste: .urgent), .rotateKeys(haste: .compromised),
        .inspectToken("t"), .revokeToken("t"), .revokeTokenID("j"), .revokeGrant("g"), .revokeClient("a"),
        .revokeSubject("s"),
        .createUser(.fixture(email: "a@b.test", attributes: ["a": ["b"]], scopes: ["s"], isAdministrator: true)),
        .makeRegistrationToken(application: "tstapp", seconds: 60),
        .createUser(NewUser(username: "a")), .listUsers, .showUser("a"),
        .setPassword(user: "a", password: "p"), .setPassword(user: "a", password: nil),
        .assignScopes(user: "a", given: ["s"], taken: ["t"]), .disableUser("a"), .enableUser("a"),
        .resetSecondFactor("a"), .signOutUser("a"),
        .updateClient("a", .fixture(), version: "v"), .updateClient("a", .fixture(), version: nil),
        .addSecret(client: "a", label: "June"), .addSecret(client: "a", label: nil),
        .removeSecret(client: "a", secret: "s"), .setLogo(client: "a", [1, 2]), .setLogo(client: "a", nil),
        .updateUser("a", UserChanges(email: "a@b.test", scopes: ["s"]), version: "v"),
        .updateUser("a", UserChanges(), version: nil), .endSession(user: "a", session: "s"),
        .withdrawAccess(user: "a", client: "b"), .listGrants(), .listGrants(user: "a", client: "b", offset: 1),
    ]

    @Test(arguments: commands)
    func everyCommandIsReadAsItWasWritten(_ command: AdminCommand) throws {
        #expect(try JSONDecoder().decode(AdminCommand.self, from: JSONEncoder().encode(command)) == command)
    }

    @Test(arguments: commands)
    func everyKeyOfACommandIsInSnakeCase(_ command: AdminCommand) throws {
        let text = try json(command)
        #expect(!text.contains("\"_0\"") && !text.contains("\"_1\""))
        let value = try JSONParser.parse(text)
        let names = value.object?.members.map(\.name) ?? []
        #expect(names.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F } })
    }

    @Test func aCommandReadsWell() throws {
        #expect(
            try json(AdminCommand.rotateSecret(client: "a", label: "June", isOldRevoked: true))
                == #"{"rotate_secret":{"client_id":"a","label":"June","revoke_old":true}}"#
        )
    }

    @Test func aCommandAboutAPersonReadsWell() throws {
        #expect(
            try json(AdminCommand.assignScopes(user: "ada", given: ["s"], taken: []))
                == #"{"assign_scopes":{"give":["s"],"take":[],"user":"ada"}}"#
        )
        #expect(try json(AdminCommand.disableUser("ada")) == #"{"disable_user":{"user":"ada"}}"#)
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

    @Test func aRotationSaysWhetherItIsUrgent() throws {
        #expect(try json(AdminCommand.rotateKeys(haste: .urgent)) == #"{"rotate_keys":{"haste":"urgent"}}"#)
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
            let answer = try await server.perform(command)
            #expect(try JSONDecoder().decode(AdminAnswer.self, from: JSONEncoder().encode(answer)) == answer)
        }
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
