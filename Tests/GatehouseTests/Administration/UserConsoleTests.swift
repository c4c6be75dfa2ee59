import GatehouseJOSE
import GatehouseOAuth
import Testing

@testable import Gatehouse

@Suite("People on the command line")
struct UserConsoleTests {
    private let folder: TemporaryFolder
    private let console: AdminConsole

    init() throws {
        folder = try TemporaryFolder()
        var configuration = GatehouseConfiguration()
        configuration.data = folder.file("data")
        configuration.policies = folder.file("policies")
        try DataDirectory(configuration.policies).prepare()
        let policy = DemoPolicy.text.replacing(
            "tstapp_data.write: Create, change and delete your data",
            with: "tstapp_data.write: { text: Change your data, assigned: true }"
        )
        try folder.write("policies/tstapp.yaml", policy)
        console = AdminConsole(configuration, patience: .milliseconds(100), logger: .silent)
    }

    @Test func aPersonIsMadeShownChangedAndListed() async throws {
        var wish = UserWish(username: "alice")
        wish.email = "alice@example.test"
        wish.name = "Alice Example"
        wish.attributes = ["department=finance", "department=it", "motto=a=b"]
        let created = try await console.createUser(wish)
        let object = try #require(try JSONParser.parse(created.json).object)
        #expect(object.members.prefix(2).map(\.name) == ["username", "sub"])
        let password = try #require(object["password"]?.string)
        #expect(created.text.hasPrefix("username  alice\npassword  \(password)\n"))

        let card = try await console.showUser("alice@example.test").text
        #expect(card.contains("attribute        department=finance, it\n"))
        #expect(card.contains("attribute        motto=a=b\n"))
        #expect(card.contains("assigned scopes  none\n"))
        #expect(card.contains("password         set\n"))
        #expect(!card.contains(password))

        let granted = try await console.assignScopes(given: ["tstapp_data.write"], taken: [], to: "alice")
        #expect(granted.text.contains("assigned scopes  tstapp_data.write\n"))
        #expect(try await console.disableUser("alice").text.contains("state            disabled since "))
        let list = try await console.listUsers()
        #expect(list.text.contains("alice  alice@example.test  Alice Example  no"))
        #expect(list.text.hasSuffix("tstapp_data.write  disabled"))
        #expect(try await console.enableUser("alice").text.hasSuffix("state            enabled"))
        #expect(try await console.resetSecondFactor(of: "alice").text.contains("second factor    not set up\n"))
        #expect(try await console.signOutUser("alice").isPositive)
    }

    @Test func aChosenPasswordIsNotPrinted() async throws {
        var wish = UserWish(username: "alice")
        wish.password = "amber kettle orbit"
        wish.isAdministrator = true
        let created = try await console.createUser(wish)
        #expect(!created.text.contains("amber"))
        #expect(!created.json.contains("amber"))
        #expect(created.text.contains("assigned scopes  gatehouse_admin\n"))
        let changed = try await console.setPassword("orbit kettle amber", of: "alice")
        #expect(!changed.text.contains("orbit"))
        #expect(try await console.setPassword(nil, of: "alice").text.contains("password  "))
    }

    @Test(arguments: ["department", "=finance", "department=", ""])
    func whatIsNoAttributeIsWrongUse(_ attribute: String) async throws {
        var wish = UserWish(username: "alice")
        wish.attributes = [attribute]
        await #expect(
            throws: ExitFailure(
                .wrongUse,
                "\(attribute) is not an attribute.",
                hint: "Write --attribute department=finance."
            )
        ) {
            _ = try await console.createUser(wish)
        }
    }

    @Test func aRegistrationTokenIsMadeOnlyWhereProgramsMayRegister() async throws {
        var configuration = GatehouseConfiguration()
        configuration.data = folder.file("data")
        configuration.policies = folder.file("policies")
        await #expect(throws: ExitFailure.self) {
            _ = try await AdminConsole(configuration, logger: .silent).makeRegistrationToken(for: "tstapp", seconds: 60)
        }
        configuration.people.registration = .token
        let open = AdminConsole(configuration, logger: .silent)
        let made = try await open.makeRegistrationToken(for: "tstapp", seconds: 60)
        let token = try #require(try JSONParser.parse(made.json).object?["token"]?.string)
        #expect(token.utf8.count > 100)
        #expect(made.text.contains("It registers one client of tstapp, until "))
        await #expect(throws: ExitFailure.self) { _ = try await open.makeRegistrationToken(for: "other", seconds: 60) }
    }

    @Test func whereNobodyIsTheListSaysSo() async throws {
        _ = try await console.createUser(UserWish(username: "alice"))
        let other = try TemporaryFolder()
        var configuration = GatehouseConfiguration()
        configuration.data = other.path
        let list = try await AdminConsole(configuration, logger: .silent).listUsers()
        #expect(list.text == "Nobody is registered yet; see gatehouse user create.")
        #expect(list.json == "[]")
    }
}
