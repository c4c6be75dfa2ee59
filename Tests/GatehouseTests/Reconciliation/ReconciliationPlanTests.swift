import GatehouseOAuth
import GatehousePolicy
import GatehouseTestSupport
import Testing

@testable import Gatehouse

@Suite("The plan for clients")
struct ReconciliationPlanTests {
    private let files: DeclaredClients

    init() throws {
        files = try DeclaredClients()
    }

    private func plan(
        _ clients: String,
        grants: String = "",
        standing: [Client] = [],
        secretsInForce: Set<String> = ["reporting"]
    ) throws -> ReconciliationPlan {
        let policy = try files.policy(DeclaredClients.text(clients: clients, grants: grants))
        return ReconciliationPlan(
            ClientPreparation(policy),
            standing: standing.map { ClientSummary($0) },
            secretsInForce: secretsInForce
        )
    }

    /// The client of the fixture as it stands after it was made.
    private func standing(
        scopes: [String] = ["tstapp_data.read"],
        name: String = "reporting",
        disabledAt: Int64? = nil,
        isWithdrawn: Bool? = nil
    ) -> Client {
        var profile = ClientProfile()
        profile.source = .policy
        profile.declaredIn = isWithdrawn == true ? nil : files.folder.file("policies/tstapp.yaml")
        profile.isWithdrawn = isWithdrawn
        return .fixture(name: name, scopes: scopes, disabledAt: disabledAt, profile: profile)
    }

    @Test func aClientThatIsNotThereIsCreated() throws {
        let plan = try plan(DeclaredClients.service())
        #expect(plan.steps.map(\.action) == [.create])
        #expect(plan.steps.first?.location?.line == 11)
        #expect(plan.steps.first?.changes.map(\.field) == ["name", "grant", "scopes", "secret"])
    }

    @Test func aFileOfAnotherNameIsNotedAndNotShown() throws {
        var moved = standing()
        moved.profile.declaredIn = "elsewhere/tstapp.yaml"
        let plan = try plan(DeclaredClients.service(), standing: [moved])
        #expect(plan.steps.map(\.action) == [.change])
        #expect(plan.visible.steps.isEmpty)
    }

    @Test func aClientThatIsSoNeedsNothing() throws {
        #expect(try plan(DeclaredClients.service(), standing: [standing()]).steps.isEmpty)
    }

    @Test func everyDifferenceIsNamedWithBothValues() throws {
        let plan = try plan(
            DeclaredClients.service(scopes: "tstapp_data.write", more: "    access_token_seconds: 600"),
            standing: [standing(name: "Old")],
            secretsInForce: []
        )
        let step = try #require(plan.steps.first)
        #expect(step.action == .change)
        #expect(step.isNarrowed)
        #expect(step.changes.map(\.field) == ["name", "scopes", "access_token_seconds", "secret"])
        #expect(step.changes.map(\.before) == [["Old"], ["tstapp_data.read"], [], []])
        #expect(step.changes.map(\.after) == [["reporting"], ["tstapp_data.write"], ["600"], []])
    }

    @Test func moreScopesTakeNothingBack() throws {
        let plan = try plan(
            DeclaredClients.service(scopes: "tstapp_data.read, tstapp_data.write"),
            standing: [standing()]
        )
        #expect(plan.steps.map(\.isNarrowed) == [false])
    }

    @Test func aClientThatNoFileDeclaresAnyMoreIsDisabledOnce() throws {
        #expect(try plan("", standing: [standing()]).steps.map(\.action) == [.disable])
        #expect(try plan("", standing: [standing(disabledAt: 5, isWithdrawn: true)]).steps.isEmpty)
    }

    @Test func aClientThatIsDeclaredAgainIsEnabledUnlessAnAdministratorDisabledIt() throws {
        let back = try plan(DeclaredClients.service(), standing: [standing(disabledAt: 5, isWithdrawn: true)])
        #expect(back.steps.map(\.action) == [.enable])
        let kept = try plan(DeclaredClients.service(), standing: [standing(disabledAt: 5)])
        #expect(kept.steps.isEmpty)
        #expect(kept.warnings.count == 1)
    }

    @Test(arguments: [nil, ClientSource.administrator, .dynamic, .builtIn])
    func whoeverIsThereOtherwiseIsAConflict(source: ClientSource?) throws {
        var profile = ClientProfile()
        profile.source = source
        let plan = try plan(DeclaredClients.service(), standing: [.fixture(profile: profile)])
        #expect(plan.steps.map(\.action) == [.conflict])
        #expect(plan.warnings.map(\.line) == [11])
        #expect(plan.problems.isEmpty)
    }

    @Test func whatIsSettledForGoodRefusesThePolicy() throws {
        var profile = ClientProfile()
        profile.source = .policy
        let elsewhere = try plan(
            DeclaredClients.service(),
            standing: [.fixture(application: "other", profile: profile)]
        )
        #expect(elsewhere.problems.map(\.severity) == [.error])
        let open = try plan(DeclaredClients.service(), standing: [.fixture(isPublic: true, profile: profile)])
        #expect(open.problems.map(\.message) == ["the client 'reporting' is public and stays so"])
    }

    @Test func aClientOfThisServerItselfIsGivenNothingAndKeepsNothing() throws {
        let grants = "  govern: [tstapp_data.read]"
        let bare = Client.fixture(id: "govern", application: "gatehouse", scopes: ["gatehouse_admin"])
        let plan = try plan("", grants: grants, standing: [bare])
        #expect(plan.steps.isEmpty)
        #expect(plan.warnings.map(\.message) == ["the client 'govern' is of this server itself; it is given no scopes"])

        let given = bare.having(bare.scopes, given: ScopeSet(["tstapp_data.read"]))
        let taken = try self.plan("", grants: grants, standing: [given])
        #expect(taken.steps.map(\.client.scopes.names) == [["gatehouse_admin"]])
        #expect(taken.steps.map(\.isNarrowed) == [true])
    }

    @Test func stepsAreInTheOrderOfTheIDs() throws {
        let clients = ["b", "a", "B"].map { DeclaredClients.service($0) }.joined()
        #expect(try plan(clients).steps.map(\.client.id.value) == ["B", "a", "b"])
    }
}
