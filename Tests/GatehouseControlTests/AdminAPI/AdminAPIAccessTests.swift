import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("/api/v1/grants, /tokens, /keys, /audit")
struct AdminAPIAccessTests {
    @Test func grantsAreFoundByPersonAndByClient() async throws {
        let fixture = try await AdminAPIFixture()

        let all = try await fixture.send(.get, "/api/v1/grants")
        let root = try await fixture.send(.get, "/api/v1/grants?user=root")
        let other = try await fixture.send(.get, "/api/v1/grants?client=reader")
        let nobody = try await fixture.send(.get, "/api/v1/grants?user=nobody")

        #expect(all.json["total"] == 2)
        #expect(root.items.compactMap { $0["sub"]?.string } == [User.administrator.id.value])
        #expect(other.json["total"] == 0)
        #expect(nobody.status == 404)
    }

    @Test func aGrantIsShownAndRevokedOnce() async throws {
        let fixture = try await AdminAPIFixture()
        let path = "/api/v1/grants/" + AdminAPIFixture.grant(of: .reader)

        let shown = try await fixture.send(.get, path)
        let revoked = try await fixture.send(.delete, path)
        let again = try await fixture.send(.delete, path)

        #expect([shown.status, revoked.status, again.status] == [200, 200, 404])
        #expect(revoked.json["kind"] == "grant")
    }

    @Test func aTokenIsInspected() async throws {
        let fixture = try await AdminAPIFixture()

        let own = try await fixture.send(
            .post,
            "/api/v1/tokens/inspect",
            ["token": .string(try await fixture.token(of: .monitor))]
        )
        let junk = try await fixture.send(.post, "/api/v1/tokens/inspect", ["token": "junk"])

        #expect(own.json["valid"] == true)
        #expect(own.json["claims"]?.object?["client_id"] == "monitor")
        #expect(junk.status == 200)
        #expect(junk.json["valid"] == false)
    }

    @Test func aDryRunSaysWhatWouldEndAndEndsNothing() async throws {
        let fixture = try await AdminAPIFixture()

        let client = try await fixture.send(
            .post,
            "/api/v1/tokens/revoke",
            ["kind": "client", "name": "console", "dry_run": true]
        )
        let person = try await fixture.send(
            .post,
            "/api/v1/tokens/revoke",
            ["kind": "subject", "name": .string(User.administrator.id.value), "dry_run": true]
        )

        #expect(client.json["dry_run"] == true)
        #expect(client.json["revocation"] == nil)
        #expect(client.json["reach"]?.object?["grants"] == 2)
        #expect(client.json["reach"]?.object?["people"] == 2)
        #expect(person.json["reach"]?.object?["grants"] == 1)
        #expect(try await fixture.send(.get, "/api/v1/keys", as: .root).status == 200)
        #expect(try await fixture.store.auditEvents(before: nil, limit: 5).allSatisfy { $0.event.actor != "robot" })
    }

    @Test(arguments: ["token", "jti", "grant", "client", "subject"])
    func tokensAreRevokedByEveryName(kind: String) async throws {
        let fixture = try await AdminAPIFixture()
        let token = try await fixture.token(of: .root)
        let inspection = try await fixture.send(.post, "/api/v1/tokens/inspect", ["token": .string(token)])
        let claims = try #require(inspection.json["claims"]?.object)
        let name =
            switch kind {
            case "token": token
            case "jti": claims["jti"]?.string ?? ""
            case "grant": AdminAPIFixture.grant(of: .administrator)
            case "client": "console"
            default: User.administrator.id.value
            }

        let answer = try await fixture.send(
            .post,
            "/api/v1/tokens/revoke",
            ["kind": .string(kind), "name": .string(name)]
        )

        #expect(answer.status == 200)
        #expect(answer.json["dry_run"] == false)
        #expect(answer.json["revocation"]?.object?["name"] != nil)
        let use = try await fixture.send(.get, "/api/v1/keys", headers: [.authorization: "Bearer \(token)"])
        #expect(use.status == 401)
    }

    @Test(
        arguments: [
            (["kind": "cookie", "name": "x"], ["kind"]), (["kind": "client"], ["name"]),
            (["kind": "client", "name": "x", "dryrun": true], ["dryrun"]),
        ] as [(JSONValue, [String])]
    )
    func anUnclearRevocationIs422(body: JSONValue, fields: [String]) async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(.post, "/api/v1/tokens/revoke", body)

        #expect(answer.status == 422)
        #expect(answer.fields == fields)
    }

    @Test func theLogTellsOfWhatWasDone() async throws {
        let fixture = try await AdminAPIFixture()
        _ = try await fixture.send(.post, "/api/v1/clients/reader/disable")
        _ = try await fixture.send(.post, "/api/v1/clients/reader/enable")
        _ = try await fixture.send(.post, "/api/v1/clients/other/disable", as: .root)

        let all = try await fixture.send(.get, "/api/v1/audit?kind=client.&limit=2")
        let next = try await fixture.send(.get, try #require(all.json["next"]?.string))
        let byActor = try await fixture.send(.get, "/api/v1/audit?actor=robot")
        let about = try await fixture.send(.get, "/api/v1/audit?about=other")

        #expect(all.items.compactMap { $0["kind"]?.string } == ["client.disabled", "client.enabled"])
        #expect(next.items.compactMap { $0["kind"]?.string } == ["client.disabled"])
        #expect(byActor.items.count == 2)
        #expect(about.items.compactMap { $0["actor"]?.string } == [User.administrator.id.value])
    }

    @Test func theLogIsExportedAsLinesWithoutPages() async throws {
        let fixture = try await AdminAPIFixture()
        for _ in 0..<300 {
            _ = try await fixture.board.base.administration.perform(
                .disableClient("reader"),
                actor: "exporter",
                now: AdminAPIFixture.now
            )
            _ = try await fixture.board.base.administration.perform(
                .enableClient("reader"),
                actor: "exporter",
                now: AdminAPIFixture.now
            )
        }

        let answer = try await fixture.send(
            .get,
            "/api/v1/audit?actor=exporter&limit=1",
            headers: [.accept: "application/x-ndjson"]
        )

        #expect(answer.headers[.contentType] == "application/x-ndjson")
        let lines = answer.text.split(separator: "\n")
        #expect(lines.count == 600)
        let sequences = lines.compactMap { (try? JSONParser.parse(String($0)))?.object?["sequence"]?.integer }
        #expect(sequences == sequences.sorted(by: >))
        #expect(Set(sequences).count == 600)
    }
}
