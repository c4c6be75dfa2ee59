import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import Testing

@testable import GatehouseControl

@Suite("Remedies of decisions")
struct DecisionRemedyTests {
    private let decision = RecordedDecision.sample(
        "insufficient_scope",
        status: 403,
        conditions: [.goodToken, .condition("scope", "tstapp_data.write", "tstapp_data.read", false)]
    )

    private func remedy(
        clientScopes: [String] = ["tstapp_data.read"],
        personScopes: [String] = [],
        isAssigned: Bool = false,
        decision: RecordedDecision? = nil,
        mayChange: Bool = true
    ) throws -> DecisionRemedy {
        let policy = try CompiledPolicy.fixture([
            "application": "tstapp",
            "name": "Application tstapp",
            "upstream": "http://127.0.0.1:9000",
            "prefix": "/tstapp",
            "scopes": ["tstapp_data.read": "Read your data", "tstapp_data.write": "Change your data"],
            "routes": [
                "GET /data/**": "tstapp_data.read", "POST /data": "tstapp_data.write",
                "DELETE /data/{id}": "tstapp_data.write",
            ],
        ])
        let decision = decision ?? self.decision
        let id = try #require(ClientID("web"))
        let surroundings = DecisionSurroundings(
            decision,
            policy: policy,
            policySince: 0,
            client: ClientAccess(
                id: id,
                name: "Reporting Studio",
                application: "tstapp",
                scopes: ScopeSet(clientScopes),
                isService: false,
                isDisabled: false
            ),
            person: UserSummary(.fixture("ada", assignedScopes: personScopes)),
            catalog: .assigned(isAssigned ? "tstapp_data.write" : "other")
        )
        let remedy = DecisionRemedy(
            decision,
            remedy: DecisionWords(decision).remedy,
            surroundings,
            mayChange: mayChange
        )
        return try #require(remedy)
    }

    @Test
    func aClientThatMayNotAskComesFirst() throws {
        let remedy = try remedy()

        #expect(remedy.title == "The smallest grant that allows it")
        #expect(remedy.points.map(\.isDone) == [false, false])
        #expect(remedy.points[0].action?.path == "/clients/web/edit?scope=tstapp_data.write")
        #expect(remedy.openedTitle == "With it, Reporting Studio could also call, for ada")
        #expect(remedy.opened.map(\.path) == ["/tstapp/data/{id}"])
        #expect(remedy.opened.map(\.methods) == ["DELETE"])
    }

    @Test
    func aClientThatMayAskLeavesItToThePerson() throws {
        let remedy = try remedy(clientScopes: ["tstapp_data.read", "tstapp_data.write"])

        #expect(remedy.points.map(\.isDone) == [true, false])
        #expect(remedy.points.allSatisfy { $0.action == nil })
        #expect(remedy.points[1].text.contains("ada allows it"))
    }

    @Test
    func anAssignedScopeIsGivenToThePerson() throws {
        let lacking = try remedy(isAssigned: true)
        #expect(lacking.points[1].text == "ada does not hold tstapp_data.write, which only administrators give.")
        #expect(
            lacking.points[1].action?.path
                == "/people/00000000-0000-4000-8000-000000000001/edit?scope=tstapp_data.write"
        )

        let holding = try remedy(personScopes: ["tstapp_data.write"], isAssigned: true)
        #expect(holding.points[1].isDone)
    }

    @Test
    func aProgramAsksForItself() throws {
        var decision = decision
        decision.subject = "web"
        let remedy = try remedy(decision: decision)

        #expect(remedy.points.count == 2)
        #expect(remedy.points[1].text == "Reporting Studio fetches a new token and asks for tstapp_data.write.")
        #expect(remedy.openedTitle == "With it, Reporting Studio could also call")
    }

    @Test
    func whoMayOnlyLookGetsNoButton() throws {
        #expect(try remedy(isAssigned: true, mayChange: false).points.allSatisfy { $0.action == nil })
    }

    @Test
    func whatIsNotAssignedIsNotGivenToThePerson() throws {
        #expect(try !remedy().text.contains("assigned scope"))
        #expect(try remedy(isAssigned: true).text.contains("An assigned scope must be given to the person first."))
    }

    @Test
    func aClientThatIsGoneIsGrantedNothing() throws {
        let surroundings = DecisionSurroundings(decision, policy: .empty, policySince: 0)
        let words = DecisionWords(decision).remedy
        let remedy = try #require(DecisionRemedy(decision, remedy: words, surroundings, mayChange: true))

        #expect(!remedy.isGrant)
        #expect(remedy.text.contains("The client \(try #require(decision.client)) is gone by now."))
        #expect(remedy.text.contains("tstapp_data.write"))
    }
}

extension ScopeCatalog {
    /// The application `tstapp` with one scope that only administrators give, and one that people allow.
    static func assigned(_ name: String) -> ScopeCatalog {
        ScopeCatalog([
            CatalogApplication(
                key: "tstapp",
                name: "Application tstapp",
                audience: "http://localhost:8080/tstapp",
                publicURL: "http://localhost:8080/tstapp",
                resourceMetadataURL: "",
                scopes: [
                    CatalogScope(name: name, text: "Do <b>much</b>", isAssigned: true),
                    CatalogScope(name: "tstapp_data.free", text: "Do little"),
                ]
            )
        ])
    }
}
