import GatehouseControl
import GatehouseJOSE
import GatehouseOAuth
import Testing

@testable import Gatehouse

/// Commands that a running server carries out, over its admin.sock.
@Suite(.timeLimit(.minutes(2)))
struct RunningServerConsoleTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func aClientLivesItsWholeLife() async throws {
        try await RunningServer.run(in: folder) { gate in
            let created = try object(try await gate.console.createClient(.fixture()))
            #expect(created.members.prefix(2).map(\.name) == ["client_id", "client_secret"])
            var second = ClientWish.fixture("a-job")
            second.accessTokenSeconds = 600
            second.requiresProof = true
            _ = try await gate.console.createClient(second)

            let list = try JSONParser.parse(try await gate.console.listClients(of: "tstapp").json).array ?? []
            #expect(list.compactMap { $0.object?["client_id"]?.string } == ["a-job", "job"])
            let settings = list.first?.object?["settings"]?.object
            #expect(settings?["access_token_seconds"] == 600)
            #expect(settings?["dpop_bound_access_tokens"] == true)

            for _ in 0..<2 { _ = try await gate.console.rotateSecret(of: "job", label: nil, isOldRevoked: false) }
            let secrets = try object(try await gate.console.showClient("job"))["secrets"]?.array
            #expect(secrets?.count == 2)
            let alone = try await gate.console.rotateSecret(of: "job", label: "2027", isOldRevoked: true)
            #expect(try object(alone)["secrets"]?.array?.count == 1)
            #expect(try object(try await gate.console.disableClient("job"))["disabled_at"]?.integer != nil)
            #expect(try object(try await gate.console.enableClient("job"))["disabled_at"] == nil)
            #expect(try await gate.console.revoke(.client("job")).text.hasPrefix("Revoked every token of client job"))
            let deleted = try await gate.console.deleteClient("job")
            #expect(deleted.text == "Deleted job; its tokens are refused from now on.")
            #expect(try object(deleted)["client_id"] == "job")
            #expect(await failure { try await gate.console.showClient("job") }?.status == .refused)
        }
    }

    @Test func aPersonLivesTheirWholeLife() async throws {
        try await RunningServer.run(in: folder) { gate in
            var wish = UserWish(username: "alice")
            wish.attributes = ["department=finance"]
            wish.isAdministrator = true
            let created = try object(try await gate.console.createUser(wish))
            #expect(created["password"]?.string?.isEmpty == false)
            #expect(created["scopes"] == ["gatehouse_admin"])
            #expect(created["attributes"] == ["department": ["finance"]])

            let scopes = try await gate.console.assignScopes(
                given: ["gatehouse_read"],
                taken: ["gatehouse_admin"],
                to: "alice"
            )
            #expect(try object(scopes)["scopes"] == ["gatehouse_read"])
            #expect(try await gate.console.setPassword(nil, of: "alice").text.contains("password  "))
            #expect(try await gate.console.resetSecondFactor(of: "alice").text.contains("second factor    not set up"))
            #expect(try object(try await gate.console.signOutUser("alice"))["username"] == "alice")
            #expect(try object(try await gate.console.disableUser("alice"))["disabled_at"]?.integer != nil)
            #expect(try object(try await gate.console.enableUser("alice"))["disabled_at"] == nil)
            let list = try JSONParser.parse(try await gate.console.listUsers().json).array
            #expect(list?.compactMap { $0.object?["username"]?.string } == ["alice"])
            #expect(await failure { try await gate.console.createUser(wish) }?.status == .refused)
        }
    }

    @Test func applicationsOfTheStoreAreReached() async throws {
        try await RunningServer.run(in: folder) { gate in
            let draft = ApplicationDraft.fixture(key: "fresh", hosts: ["fresh.example.test"])
            let change = try await gate.server.applications.create(draft, actor: "ann", now: 5)
            guard case .saved = change else {
                Issue.record("\(change)")
                return
            }
            let list = try await gate.console.listApplications()
            #expect(try JSONParser.parse(list.json).array?.first?.object?["application"] == "fresh")
            #expect(list.text.contains("counts"))
            let document = try ApplicationText.document(draft)
            #expect(try await gate.console.exportApplication("fresh") == document)

            var wish = ClientWish.fixture()
            wish.scopes.append("fresh_data.read")
            _ = try await gate.console.createClient(wish)
            let held = await #expect(throws: ExitFailure.self) { try await gate.console.deleteApplication("fresh") }
            #expect(held?.message == "1 client of another application holds a scope of fresh.")
            #expect(held?.hint == "Take its scopes from the other clients first.")
            _ = try await gate.console.deleteClient("job")
            let deleted = try await gate.console.deleteApplication("fresh")
            #expect(deleted.text == "Took away the application 'fresh'.")
            #expect(await gate.server.applications.standing().origins["fresh"] == nil)

            for key in ["fresh", "tstapp", "", "a/b"] {
                let unknown = await #expect(throws: ExitFailure.self) { try await gate.console.deleteApplication(key) }
                #expect(unknown?.message == "The store has no application '\(key)'.")
                await #expect(throws: ExitFailure.self) { try await gate.console.exportApplication(key) }
            }
        }
    }

    @Test func whatAFileHasSetAsideGoesWhileTheServerRuns() async throws {
        try await RunningServer.run(in: folder) { gate in
            let draft = ApplicationDraft.fixture(key: "fresh", hosts: ["fresh.example.test"])
            _ = try await gate.server.applications.create(draft, actor: "ann", now: 5)
            try folder.write("policies/fresh.yaml", try await gate.console.exportApplication("fresh"))
            await gate.server.reload()
            #expect(try await gate.console.listApplications().text.contains("set aside by a file"))
            _ = try await gate.console.deleteApplication("fresh")
            #expect(try await gate.console.listApplications().json == "[]")
            #expect(await gate.server.applications.standing().origins["fresh"] != nil)
        }
    }

    @Test func aDocumentIsNotImportedBehindAServersBack() async throws {
        try await RunningServer.run(in: folder) { gate in
            try folder.write("fresh.yaml", try ApplicationText.document(.fixture(key: "fresh")))
            let failure = await #expect(throws: ExitFailure.self) {
                try await gate.console.importApplication(folder.file("fresh.yaml"))
            }
            #expect(failure?.status == .refused)
            #expect(failure?.message.contains("imported only while none does") == true)
        }
    }

    @Test func tokensAndKeysAreReached() async throws {
        try await RunningServer.run(in: folder) { gate in
            let token = try await gate.token(try await gate.client("reader"))
            let inspection = try object(try await gate.console.inspectToken(token))
            #expect(inspection["valid"] == true)
            let id = try #require(inspection["claims"]?.object?["jti"]?.string)
            #expect(try await gate.console.revoke(.tokenID(id)).text == "Revoked token \(id).")
            #expect(try await gate.console.inspectToken(token).isPositive == false)
            let other = try await gate.token(try await gate.client("other"))
            #expect(try await gate.console.revoke(.token(other)).text.hasPrefix("Revoked token "))
            #expect(try await gate.console.revoke(.grant("abc")).text.contains("grant abc"))
            #expect(try await gate.console.revoke(.subject("nobody")).text.hasPrefix("Revoked every token of subject"))
            #expect(await failure { try await gate.console.revoke(.tokenID(token)) }?.status == .refused)

            let keys = try await gate.console.listKeys()
            #expect(try JSONParser.parse(keys.json).array?.isEmpty == false)
            let rotated = try await gate.console.rotateKeys(isUrgent: true)
            #expect(try JSONParser.parse(rotated.json).array?.isEmpty == false)
        }
    }

    @Test func whatIsRefusedReadsAsWithoutAServer() async throws {
        try await RunningServer.run(in: folder) { gate in
            _ = try await gate.client("reader")
            let misspelt = await failure { try await gate.console.showClient("raeder") }
            #expect(misspelt?.message == "There is no client with that id.")
            #expect(misspelt?.hint == "Did you mean reader?")
            for name in ["", ".", "..", "a/b", "a%2Fb", "*", "{client_id}", "a?b#c"] {
                #expect(await failure { try await gate.console.showClient(name) }?.message == misspelt?.message)
                #expect(await failure { try await gate.console.deleteClient(name) }?.message == misspelt?.message)
            }
            #expect(
                await failure { try await gate.console.listClients(of: "tstap") }
                    == ExitFailure(
                        .refused,
                        "There is no application with that short key.",
                        hint: "Did you mean tstapp?"
                    )
            )
            var wish = ClientWish.fixture()
            wish.grants = ["client_credential"]
            wish.accessTokenSeconds = 1
            #expect(
                await failure { try await gate.console.createClient(wish) }
                    == ExitFailure(.refused, "There is no such grant.", hint: "Did you mean client_credentials?")
            )
            #expect(
                await failure { try await gate.console.makeRegistrationToken(for: "tstapp", seconds: 1) }?.message
                    == "An initial access token holds 60 to 2592000 seconds."
            )
            #expect(
                await failure { try await gate.console.showUser("nobody") }?.message
                    == "There is nobody with that user name or email address."
            )
        }
    }

    private func object(_ report: AdminReport) throws -> JSONObject {
        try #require(try JSONParser.parse(report.json).object)
    }

    private func failure(_ body: () async throws -> AdminReport) async -> ExitFailure? {
        do {
            _ = try await body()
            return nil
        } catch {
            return error as? ExitFailure
        }
    }
}

extension ClientWish {
    fileprivate static func fixture(_ id: String = "job") -> ClientWish {
        ClientWish(
            id: id,
            application: "tstapp",
            name: "Job",
            grants: ["client_credentials"],
            scopes: ["tstapp_data.read"]
        )
    }
}
