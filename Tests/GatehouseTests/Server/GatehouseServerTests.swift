import GatehouseJOSE
import GatehouseProxy
import Logging
import Testing

@testable import Gatehouse

@Suite(.timeLimit(.minutes(2)))
struct GatehouseServerTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func theRightRequestsPassAndTheWrongOnesAreRefused() async throws {
        try await RunningServer.run(in: folder) { gate in
            let reader = try await gate.client("reader")
            let issued = try await gate.askToken(reader)
            #expect(issued.status == 200)
            #expect(
                try issued.json()?.members.map(\.name) == ["access_token", "expires_in", "scope", "token_type"]
            )
            let token = try #require(try issued.json()?["access_token"]?.string)

            let read = try await gate.get("/tstapp/data/7", token: token)
            #expect(read.status == 200)
            let identity = try read.json()?["identity"]?.object
            #expect(identity?["x-gatehouse-client"] == .string("reader"))
            #expect(identity?["x-gatehouse-subject-kind"] == .string("client"))
            #expect(identity?["x-gatehouse-scope"] == .string("tstapp_data.read"))

            let written = try await gate.call("POST", "/tstapp/data", token: token, body: "{}")
            #expect(written.status == 403)
            #expect(written.header("WWW-Authenticate")?.contains(#"error="insufficient_scope""#) == true)

            let anonymous = try await gate.get("/tstapp/data/7")
            #expect(anonymous.status == 401)
            #expect(anonymous.header("WWW-Authenticate")?.contains("error=") == false)

            #expect(try await gate.get("/tstapp/health").status == 200)
            #expect(try await gate.get("/tstapp/nowhere").status == 404)
        }
    }

    @Test func policyIsReloadedAndABrokenOneChangesNothing() async throws {
        try await RunningServer.run(in: folder) { gate in
            #expect(try await gate.get("/tstapp/data/7").status == 401)
            let old = try folder.read("policies/tstapp.yaml")
            let open = old.replacing("GET /data/**: tstapp_data.read", with: "GET /data/**: public")
            let withoutExamples = String(open.prefix { $0 != "\u{0}" }.split(separator: "examples:")[0])
            try folder.write("policies/tstapp.yaml", withoutExamples)
            await gate.server.reload()
            #expect(try await gate.get("/tstapp/data/7").status == 200)

            try folder.write("policies/tstapp.yaml", "application: tstapp\nroutes: nonsense\n")
            await gate.server.reload()
            #expect(try await gate.get("/tstapp/data/7").status == 200)
        }
    }

    @Test func sighupReadsThePoliciesAgain() async throws {
        try await RunningServer.run(in: folder) { gate in
            let old = try folder.read("policies/tstapp.yaml")
            try folder.write(
                "policies/tstapp.yaml",
                old.replacing("GET /health: public", with: "GET /health: authenticated")
            )
            gate.signal.yield(.reload)
            // The example about it fails now, so nothing may have changed.
            try folder.write(
                "policies/tstapp.yaml",
                old.replacing("GET /slow: tstapp_data.read", with: "GET /slow: public")
            )
            gate.signal.yield(.reload)
            try await gate.eventually(200, "/tstapp/slow?seconds=0")
            #expect(try await gate.get("/tstapp/health").status == 200)
        }
    }

    @Test func sigtermFinishesWhatIsUnderWayAndSaysSoToProbes() async throws {
        try await RunningServer.run(in: folder) { gate in
            let token = try await gate.token(try await gate.client("reader"))
            async let slow = gate.get("/tstapp/slow?seconds=1", token: token)
            try await gate.eventually("the request is under way") {
                try await gate.admin("/metrics").body.contains("http_server_active_requests 1\n")
            }
            gate.signal.yield(.terminate)
            try await gate.eventually("probes are told") { try await gate.admin("/readyz").status == 503 }
            let answer = try await slow
            #expect(answer.status == 200)
            #expect(answer.header("Connection")?.lowercased() == "close")
        }
    }

    @Test func aRevokedTokenIsRefusedAndOthersAreNot() async throws {
        try await RunningServer.run(in: folder) { gate in
            let reader = try await gate.client("reader")
            let (first, second) = (try await gate.token(reader), try await gate.token(reader))
            #expect(try await gate.get("/tstapp/data", token: first).status == 200)
            _ = try await gate.console.revoke(.token(first))
            try await gate.eventually(401, "/tstapp/data", token: first)
            #expect(try await gate.get("/tstapp/data", token: second).status == 200)
        }
    }

    @Test func aDisabledClientIsStoppedAndAnEnabledOneGoesOn() async throws {
        try await RunningServer.run(in: folder) { gate in
            let reader = try await gate.client("reader")
            let token = try await gate.token(reader)
            _ = try await gate.console.disableClient("reader")
            try await gate.eventually(401, "/tstapp/data", token: token)
            #expect(try await gate.askToken(reader).status == 401)
            _ = try await gate.console.enableClient("reader")
            try await gate.eventually(200, "/tstapp/data", token: try await gate.token(reader))
            #expect(try await gate.get("/tstapp/data", token: token).status == 401)
        }
    }

    @Test func tokensOfARetiredKeyStayGoodAfterARotation() async throws {
        try await RunningServer.run(in: folder) { gate in
            let reader = try await gate.client("reader")
            let before = try await gate.token(reader)
            _ = try await gate.console.rotateKeys()
            let after = try await gate.token(reader)
            #expect(try await gate.get("/tstapp/data", token: before).status == 200)
            try await gate.eventually(200, "/tstapp/data", token: after)
            let keys = try await gate.get("/.well-known/jwks.json").json()?["keys"]?.array
            #expect(keys?.count { $0.object?["alg"] == .string("ES256") } == 3)
        }
    }

    @Test func aRestartKeepsClientsTokensAndRevocations() async throws {
        let tokens = Kept<(reader: (id: String, secret: String), good: String, bad: String)>()
        let folder = folder
        try await RunningServer.run(in: folder, settings: [.issuer("http://localhost:1")]) { gate in
            let reader = try await gate.client("reader")
            let issued = try await (gate.tokenOfForeignHost(reader), gate.tokenOfForeignHost(reader))
            _ = try await gate.console.revoke(.token(issued.1))
            tokens.value = (reader, issued.0, issued.1)
        }
        let kept = try #require(tokens.value)
        try await RunningServer.run(in: folder, settings: [.issuer("http://localhost:1")]) { gate in
            #expect(try await gate.get("/tstapp/data", token: kept.good).status == 200)
            #expect(try await gate.get("/tstapp/data", token: kept.bad).status == 401)
            _ = try await gate.tokenOfForeignHost(kept.reader)
        }
    }

    @Test func aSecondServerOnTheSameDataIsRefused() async throws {
        try await RunningServer.run(in: folder) { gate in
            do throws(ExitFailure) {
                _ = try await GatehouseServer.prepare(gate.server.configuration, logger: .silent)
                Issue.record("two servers run on the same data")
            } catch {
                #expect(error.status == .environment)
                #expect(error.message.contains("already runs on"))
            }
        }
    }

    @Test func aTakenPortEndsTheStartAndNamesTheFlag() async throws {
        try await RunningServer.run(in: folder) { gate in
            let other = try TemporaryFolder()
            let taken: [(setting: TestSetting, flag: String)] = [
                (.listen(gate.endpoints.listen[0]), "--listen"), (.adminListen(gate.endpoints.admin), "--admin-listen"),
            ]
            for (setting, flag) in taken {
                let failure = await failure(in: other, setting)
                #expect(failure?.status == .environment)
                #expect(failure?.message.contains("is taken by another") == true)
                #expect(failure?.hint?.contains(flag) == true)
            }
        }
    }

    @Test func anAddressThatTheMachineLacksEndsTheStart() async throws {
        // RFC 5737 §3: an address for documentation, which no machine has.
        let failure = await failure(in: folder, .listen(ListenAddress(host: "192.0.2.1", port: 0)))
        #expect(failure?.status == .environment)
        #expect(failure?.message.contains("this machine has no such address") == true)
        #expect(failure?.hint?.contains("--listen") == true)
    }

    @Test func aCompanionThatTheMachineLacksIsNotAnnounced() async throws {
        try await RunningServer.run(in: folder, settings: [.companion("192.0.2.1")]) { gate in
            #expect(gate.endpoints.listen.map(\.host) == ["127.0.0.1"])
        }
    }

    @Test func policiesThatDoNotCompileEndTheStartWithStatusOne() async throws {
        try DataDirectory(folder.file("broken")).prepare()
        try folder.write("broken/x.yaml", "application: x\nroutes: nonsense\n")
        let failure = await failure(in: folder, .policies(folder.file("broken")))
        #expect(failure?.status == .refused)
        #expect(failure?.message.contains("x.yaml:2:") == true)
    }

    @Test func aDamagedDatabaseEndsTheStartAndIsLeftAsItIs() async throws {
        let damaged = String(repeating: "not a database ", count: 400)
        try DataDirectory(folder.file("data")).prepare()
        try folder.write("data/gatehouse.sqlite", damaged)
        let failure = await failure(in: folder)
        #expect(failure?.status == .environment)
        #expect(failure?.message.contains("is damaged") == true)
        #expect(try folder.read("data/gatehouse.sqlite") == damaged)
    }

    @Test func operatorsSeeHealthMetricsAndOneLineARequest() async throws {
        try await RunningServer.run(in: folder) { gate in
            let reader = try await gate.client("reader")
            let token = try await gate.token(reader)
            _ = try await gate.get("/tstapp/data/7?secret=in-the-query", token: token)
            #expect(try await gate.admin("/healthz").status == 200)
            #expect(try await gate.admin("/readyz").status == 200)
            let metrics = try await gate.admin("/metrics").body
            #expect(metrics.contains(#"route="GET /data/**",decision="permit",reason="permitted"} 1"#))
            #expect(metrics.contains(#"oauth_token_issued_total{grant="client_credentials"} 1"#))
            #expect(metrics.contains("process_resident_memory_bytes"))
        }
        let lines = try folder.read("access.log").split(separator: "\n").filter { $0.contains("/tstapp/") }
        #expect(lines.count == 1)
        #expect(lines.first?.contains(#""client":"reader""#) == true)
        #expect(lines.first?.contains("in-the-query") == false)
    }

    @Test func aLongDataPathMovesTheSockets() async throws {
        let deep = folder.file(String(repeating: "d", count: 100))
        try await RunningServer.run(in: folder, settings: [.data(deep)]) { gate in
            let reader = try await gate.client("reader")
            #expect(try await gate.get("/tstapp/data", token: try await gate.token(reader)).status == 200)
        }
    }

    private func failure(in folder: TemporaryFolder, _ settings: TestSetting...) async -> ExitFailure? {
        do {
            try await RunningServer.run(in: folder, settings: settings) { _ in }
            return nil
        } catch {
            return error as? ExitFailure
        }
    }
}

extension RunningServer {
    /// A token where the issuer has another authority than the listener, as behind a load balancer.
    fileprivate func tokenOfForeignHost(_ client: (id: String, secret: String)) async throws -> String {
        let answer = try await HTTPCall.send(
            "POST",
            "/oauth2/token",
            port: port,
            host: "localhost:1",
            headers: [("Content-Type", "application/x-www-form-urlencoded")],
            body: "grant_type=client_credentials&client_id=\(client.id)&client_secret=\(client.secret)"
        )
        return try #require(try answer.json()?["access_token"]?.string, "\(answer.status) \(answer.body)")
    }
}

/// Carries a value out of a closure.
private final class Kept<Value> {
    var value: Value?
}
