import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import HTTPTypes
import Testing

@testable import GatehouseControl

@Suite("/api/v1/applications, /decisions, /overview, /policy, trial")
struct AdminAPIGateTests {
    private static let draft = ApplicationDraft(
        key: "tstapp",
        name: "Application tstapp",
        upstreams: ["http://127.0.0.1:9000"],
        scopes: [ApplicationDraft.Scope(name: "tstapp_data.read", text: "Read your data")],
        routes: [ApplicationDraft.Route(match: "GET /data/**", requirement: "tstapp_data.read")]
    )

    private func fixture(_ origin: ApplicationOrigin) async throws -> AdminAPIFixture {
        let fixture = try await AdminAPIFixture()
        fixture.board.applications.set { state in
            state.standing.origins = ["tstapp": origin]
            state.drafts = ["tstapp": Self.draft]
        }
        return fixture
    }

    private static let stored = ApplicationOrigin.store(text: "application: tstapp\n", version: "7")
    private static let file = ApplicationOrigin.file(path: "policies/tstapp.yaml", text: "application: tstapp\n")

    @Test func applicationsAreListedAndShown() async throws {
        let fixture = try await fixture(Self.stored)

        let list = try await fixture.send(.get, "/api/v1/applications")
        let shown = try await fixture.send(.get, "/api/v1/applications/tstapp")
        let known = try await fixture.send(.get, "/api/v1/applications/tstapp", headers: [.ifNoneMatch: "\"7\""])
        let unknown = try await fixture.send(.get, "/api/v1/applications/nothing")

        #expect(list.items.first?["clients"] == 1)
        #expect(list.items.first?["origin"] == ["kind": "store", "version": "7"])
        #expect(shown.headers[.eTag] == "\"7\"")
        #expect(shown.json["document"] == "application: tstapp\n")
        #expect([known.status, unknown.status] == [304, 404])
    }

    @Test(arguments: [
        (ApplicationChange.saved(version: "7"), 201), (.exists, 409), (.declared(path: "policies/tstapp.yaml"), 409),
        (.refused([DraftProblem(field: "prefix", message: "That is no path.", suggestion: "/x")]), 422),
    ])
    func aNewApplicationIsAnsweredByWhatBecameOfIt(change: ApplicationChange, status: Int) async throws {
        let fixture = try await fixture(Self.stored)
        fixture.board.applications.set { $0.change = change }

        let answer = try await fixture.send(.post, "/api/v1/applications", .object(APIExamples.newApplication))

        #expect(answer.status == status)
        #expect(fixture.board.applications.changes == ["create tstapp"])
        if status == 201 { #expect(answer.headers[.location] == "/api/v1/applications/tstapp") }
        if status == 422 { #expect(answer.fields == ["prefix"]) }
    }

    @Test func anApplicationOfTheStoreIsReplacedAndDeletedByItsVersion() async throws {
        let fixture = try await fixture(Self.stored)
        let changes = JSONValue.object(APIExamples.applicationChanges)
        let path = "/api/v1/applications/tstapp"

        let replaced = try await fixture.send(.put, path, changes, ifMatch: "\"7\"")
        let outdated = try await fixture.send(.put, path, changes, ifMatch: "\"6\"")
        let without = try await fixture.send(.delete, path)
        let deleted = try await fixture.send(.delete, path, ifMatch: "*")
        fixture.board.applications.set { $0.change = .inUse(ApplicationHolders(otherClients: 1, people: 2)) }
        let inUse = try await fixture.send(.delete, path, ifMatch: "\"7\"")

        let statuses = [replaced.status, outdated.status, without.status, deleted.status, inUse.status]
        #expect(statuses == [200, 412, 428, 204, 409])
        #expect(inUse.error == "in_use")
        let sentence = "1 client of another application holds a scope of tstapp and 2 people hold a scope of it."
        #expect(inUse.json["detail"]?.string == sentence)
        #expect(inUse.json["suggestion"]?.string == "Take its scopes from the other clients and people first.")
        #expect(fixture.board.applications.changes == ["replace tstapp", "remove tstapp", "remove tstapp"])
    }

    @Test func anApplicationOfAFileIsChangedThereAndReviewedHere() async throws {
        let fixture = try await fixture(Self.file)
        fixture.board.applications.set { $0.review = { _ in DraftReview(problems: [], text: "new", diff: "@@ -1 @@") } }
        let changes = JSONValue.object(APIExamples.applicationChanges)

        let replaced = try await fixture.send(.put, "/api/v1/applications/tstapp", changes, ifMatch: "*")
        let reviewed = try await fixture.send(.post, "/api/v1/applications/tstapp/review", changes)

        #expect(replaced.status == 409)
        #expect(replaced.error == "declared_elsewhere")
        #expect(replaced.json["detail"]?.string?.contains("policies/tstapp.yaml") == true)
        #expect(reviewed.json["diff"] == "@@ -1 @@")
        #expect(fixture.board.applications.changes.isEmpty)
    }

    @Test func whatAFileHasSetAsideIsShownAndDeleted() async throws {
        let fixture = try await fixture(Self.file)
        let aside = StoredApplication(key: "tstapp", text: "aside", version: "3", createdAt: 5, changedAt: 6)
        fixture.board.applications.set { $0.kept = [KeptApplication(aside, .setAside)] }

        let list = try await fixture.send(.get, "/api/v1/stored-applications")
        let shown = try await fixture.send(.get, "/api/v1/stored-applications/tstapp")
        let unknown = try await fixture.send(.get, "/api/v1/stored-applications/nothing")
        let version = try await fixture.send(.delete, "/api/v1/applications/tstapp", ifMatch: "\"3\"")
        let whichever = try await fixture.send(.delete, "/api/v1/applications/tstapp", ifMatch: "*")

        #expect(
            list.items == [["changed_at": 6, "created_at": 5, "key": "tstapp", "state": "set_aside", "version": "3"]]
        )
        #expect(shown.json["document"] == "aside")
        #expect(unknown.status == 404)
        #expect(unknown.error == "unknown_application")
        #expect([version.status, whichever.status] == [409, 204])
        #expect(fixture.board.applications.changes == ["remove tstapp"])
    }

    @Test func anApplicationSaysWhichAddressesGetRequests() async throws {
        let fixture = try await fixture(Self.file)
        fixture.board.endpoints.set([
            EndpointState(upstream: "http://a.example.test:9000", isIn: true, ejections: 0),
            EndpointState(upstream: "http://b.example.test:9000 (192.0.2.7)", isIn: false, ejections: 3),
        ])

        let answer = try await fixture.send(.get, "/api/v1/applications/tstapp/upstreams", as: .monitor)
        let unknown = try await fixture.send(.get, "/api/v1/applications/nothing/upstreams")

        #expect(
            answer.items == [
                ["upstream": "http://a.example.test:9000", "healthy": true, "ejections": 0],
                ["upstream": "http://b.example.test:9000 (192.0.2.7)", "healthy": false, "ejections": 3],
            ]
        )
        #expect(unknown.status == 404)
    }

    @Test func aRouteSaysWhoDoesNotReachItAndWhy() async throws {
        let fixture = try await fixture(Self.file)

        let answer = try await fixture.send(.get, "/api/v1/applications/tstapp/routes")

        let route = try #require(answer.items.first { $0["route"] == "GET /data/**" })
        let missing = route["not_reached_by"]?.array?.compactMap(\.object) ?? []
        let other = try #require(missing.first { $0["client_id"] == "other" })
        #expect(other["missing_scopes"] == ["tstapp_data.read"])
        #expect(other["reason"] == "it may not ask for tstapp_data.read")
        #expect(!missing.contains { $0["client_id"] == "reader" })
        #expect(route["other_clients"]?.integer == Int64(missing.count))
        let open = try #require(answer.items.first { $0["token"] == "none" })
        #expect(open["not_reached_by"] == [])
        #expect(open["other_clients"] == 0)
    }

    @Test func aRouteNamesAHundredOfThoseWhoDoNotReachItAndCountsThemAll() async throws {
        let idle = (0..<120).map { Client.fixture(id: "idle\($0)", application: "other", scopes: ["other_a"]) }
        let stopped = Client.fixture(id: "stopped", scopes: ["tstapp_data.read"], disabledAt: 5)
        let fixture = try await AdminAPIFixture(clients: idle + [stopped])

        let answer = try await fixture.send(.get, "/api/v1/applications/tstapp/routes")

        let route = try #require(answer.items.first { $0["route"] == "GET /data/**" })
        #expect(route["not_reached_by"]?.array?.count == 100)
        let reaching = try #require(route["reaching_clients"]?.integer)
        let all = try await fixture.store.clientAccess().count
        #expect(route["other_clients"]?.integer == Int64(all) - reaching)
    }

    @Test func aRouteSaysWhoReachesItAndHowOften() async throws {
        let fixture = try await fixture(Self.file)
        fixture.board.decisions.set { state in
            state.routes = [
                RouteTraffic(
                    application: "tstapp",
                    route: "GET /data/**",
                    total: TrafficCount(permitted: 5, refused: 2),
                    buckets: Array(repeating: TrafficCount(), count: 48)
                )
            ]
        }

        let answer = try await fixture.send(.get, "/api/v1/applications/tstapp/routes?span=day")

        #expect(answer.json["total"] == 3)
        let route = try #require(answer.items.first { $0["route"] == "GET /data/**" })
        #expect(route["traffic"] == ["permitted": 5, "refused": 2])
        #expect(route["reached_by"] == [["client_id": "reader", "name": "A client"]])
        #expect(answer.items.allSatisfy { $0["buckets"]?.array?.count == 48 })
        #expect(try await fixture.send(.get, "/api/v1/applications/none/routes").status == 404)
    }

    @Test func aClientSaysWhatItReachesAndWhatItHasUsed() async throws {
        let fixture = try await fixture(Self.file)
        fixture.board.decisions.set { state in
            state.clientUses = [
                ClientRouteUse(
                    client: "reader",
                    application: "tstapp",
                    route: "GET /data/**",
                    total: TrafficCount(permitted: 5),
                    lastAt: AdminAPIFixture.now
                )
            ]
            state.scopeUses = [ScopeUse(scope: "tstapp_data.read", lastAt: AdminAPIFixture.now)]
        }

        let reader = try await fixture.send(.get, "/api/v1/clients/reader/reach")
        let other = try await fixture.send(.get, "/api/v1/clients/other/reach?limit=2&offset=1")
        let uses = try await fixture.send(.get, "/api/v1/clients/reader/uses")

        #expect(reader.items.compactMap { $0["standing"]?.string } == ["open", "reachable", "reachable"])
        #expect(other.items.compactMap { $0["missing_scopes"] } == [["tstapp_data.read"], ["tstapp_data.write"]])
        #expect(
            uses.json["scopes"] == [
                ["scope": "tstapp_data.read", "last_used_at": .integer(AdminAPIFixture.now)],
                ["scope": "tstapp_data.write"],
            ]
        )
    }

    @Test func decisionsAreListedFilteredAndExplained() async throws {
        let fixture = try await AdminAPIFixture()
        fixture.board.decisions.set { state in
            state.decisions = (1...5)
                .map { number in
                    RecordedDecision(
                        sequence: number,
                        time: AdminAPIFixture.now * 1_000,
                        requestID: "r/\(number)",
                        peer: "192.0.2.1",
                        method: "GET",
                        path: "/tstapp/data/1",
                        application: "tstapp",
                        route: "GET /data/**",
                        client: "reader",
                        subject: "reader",
                        reason: number == 5 ? "permitted" : "insufficient_scope",
                        isPermit: number == 5,
                        status: number == 5 ? 200 : 403,
                        duration: 900,
                        explanation: DecisionExplanation(
                            place: "policies/app1.yaml:9",
                            tokenNeed: "required",
                            conditions: [
                                ExplainedCondition(subject: "scope", wanted: "a", actual: "b", isMet: false)
                            ],
                            sufficientScopes: ["tstapp_data.read"],
                            areScopesEnough: true
                        ),
                        token: TokenFacts(
                            isVerified: true,
                            issuer: "i",
                            scopes: ["b"],
                            claims: ["department": "finance"]
                        )
                    )
                }
        }

        let refused = try await fixture.send(.get, "/api/v1/decisions?permitted=false&client=reader&limit=3")
        let rest = try await fixture.send(.get, try #require(refused.json["next"]?.string))
        let none = try await fixture.send(.get, "/api/v1/decisions?until=\(AdminAPIFixture.now)")
        let one = try await fixture.send(.get, "/api/v1/decisions/r%2F4")
        let unknown = try await fixture.send(.get, "/api/v1/decisions/r9")

        #expect(refused.items.compactMap { $0["sequence"]?.integer } == [4, 3, 2])
        #expect(rest.items.compactMap { $0["sequence"]?.integer } == [1])
        #expect(rest.json["next"] == nil)
        #expect(none.items.isEmpty)
        #expect(one.json["words"]?.object?["title"]?.string?.hasPrefix("Refused") == true)
        #expect(unknown.status == 404)
    }

    @Test func figuresAndTheStandingOfThePolicyAreTold() async throws {
        let fixture = try await fixture(Self.stored)
        fixture.board.decisions.set { state in
            state.overview = TrafficOverview(
                span: .day,
                start: AdminAPIFixture.now - 86_400,
                total: TrafficCount(permitted: 9, refused: 1),
                former: TrafficCount(permitted: 1),
                buckets: [TrafficCount(permitted: 9, refused: 1)],
                refusals: [NamedCount(name: "missing_token", count: 1)],
                latency: LatencyPercentiles(p50: 10, p95: 20, p99: 30),
                latencies: [LatencyPercentiles(), LatencyPercentiles(p50: 10)],
                issued: [NamedCount(name: "client_credentials", count: 3)],
                issuedBuckets: [3],
                upstreams: [
                    UpstreamStanding(
                        application: "tstapp",
                        requests: 9,
                        failures: 1,
                        lastFailure: "timeout",
                        lastFailureAt: AdminAPIFixture.now,
                        lastSuccessAt: AdminAPIFixture.now,
                        p95: 9
                    )
                ],
                sampledOut: 2
            )
        }
        fixture.board.applications.set { state in
            let place = SourceLocation(file: "policies/tstapp.yaml", line: 3, column: 1)
            state.standing.problems = [PolicyDiagnostic(.error, at: place, "no", suggestion: "yes")]
        }

        let overview = try await fixture.send(.get, "/api/v1/overview?span=day")
        let policy = try await fixture.send(.get, "/api/v1/policy")

        #expect(overview.json["total"] == ["permitted": 9, "refused": 1])
        #expect(overview.json["counts"]?.object?["clients"] == 6)
        #expect(overview.json["bucket_seconds"] == 1_800)
        #expect(policy.json["generation"] == 41)
        #expect(policy.json["problems"]?.array?.first?.object?["line"] == 3)
        #expect(policy.json["origins"] == ["tstapp": ["kind": "store", "version": "7"]])
    }

    @Test func aClientIsTriedWithATokenThatNobodySees() async throws {
        let fixture = try await AdminAPIFixture()

        let answer = try await fixture.send(
            .post,
            "/api/v1/clients/reader/trial",
            ["application": "tstapp", "method": "GET", "target": "/tstapp/data/1?x=1", "scopes": ["tstapp_data.read"]]
        )

        #expect(answer.status == 200)
        #expect(answer.json["scopes"] == ["tstapp_data.read"])
        let sent = try #require(fixture.board.trial.sent.first)
        #expect(sent.authority == "localhost:8080")
        #expect(sent.target == "/tstapp/data/1?x=1")
        let token = try #require(sent.token)
        #expect(!answer.text.contains(token))
        let event = try await fixture.store.auditEvents(before: nil, limit: 1).first?.event
        #expect(event?.actor == "robot")
        #expect(event?.kind.name == "client.tried")
    }

    @Test func aTrialThatCannotBeMadeIsRefused() async throws {
        let fixture = try await AdminAPIFixture(clients: [.app()])
        let wish: JSONObject = ["application": "tstapp", "method": "GET", "target": "/tstapp/data/1"]
        var broken = wish
        broken["method"] = "GE T"
        broken["target"] = "/a b"
        broken["application"] = "tstap"

        let person = try await fixture.send(.post, "/api/v1/clients/app/trial", .object(wish))
        let unclear = try await fixture.send(.post, "/api/v1/clients/reader/trial", .object(broken))
        fixture.board.trial.set(.failure(TrialFailure("Nobody listens.")))
        let unreachable = try await fixture.send(.post, "/api/v1/clients/reader/trial", .object(wish))

        #expect([person.status, unclear.status, unreachable.status] == [409, 422, 502])
        #expect(unclear.fields == ["method", "target", "application"])
        #expect(unreachable.error == "gate_unreachable")
    }
}
