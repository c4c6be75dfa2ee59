import GatehouseJOSE
import GatehousePolicy
import Testing

@testable import Gatehouse

/// The console's audience and verdict are the server's.
struct PolicyConsoleTests {
    private let folder: TemporaryFolder
    private let policies: String

    init() throws {
        folder = try TemporaryFolder()
        policies = folder.file("policies")
        try DataDirectory(policies).prepare()
        try folder.write("policies/tstapp.yaml", DemoPolicy.text)
    }

    @Test(arguments: [
        Place(flag: "https://auth.example.test"),
        Place(flag: "http://localhost:7070/"),
        Place(environment: ["GATEHOUSE_ISSUER": "https://auth.example.test/"]),
        Place(environment: ["GATEHOUSE_LISTEN": "127.0.0.1:18180"]),
        Place(file: "issuer: http://localhost:9191/\n"),
        Place(file: "listen: 127.0.0.1:18180\n"),
        Place(file: "listen: 127.0.0.1:80\n"),
        Place(file: "listen: 127.0.0.1:0\n"),
        Place(),
    ])
    func theAudienceIsThatOfTheServer(place: Place) throws {
        if let file = place.file { try folder.write("policies/gateway.yaml", file) }
        var environment = place.environment
        environment["GATEHOUSE_POLICIES"] = policies
        let configuration = try ConfigurationLoader.load(SettingFlags(issuer: place.flag), environment: environment)
        let policy = try PolicyLoading.policy(
            in: configuration.policyDirectory,
            context: configuration.policyContext,
            logger: .silent
        )
        let report = try PolicyConsole(policies: nil, issuer: place.flag, environment: environment).check()
        #expect(report.isPositive)
        let applications = try JSONParser.parse(report.json).object?["applications"]?.array ?? []
        #expect(applications.map { $0.object?["audience"]?.string } == policy.applications.map(\.audience))
        #expect(applications.count == 1)
    }

    @Test func anIssuerThatAServerRefusesIsWrongUse() throws {
        #expect(status(issuer: "http://host/path") == .wrongUse)
        try folder.write("policies/gateway.yaml", "issuerr: https://a.test\n")
        #expect(status(issuer: nil) == .wrongUse)
    }

    @Test func anIssuerWithASlashAtItsEndIsTaken() throws {
        #expect(try PolicyConsole(policies: policies, issuer: "http://host/", environment: [:]).check().isPositive)
    }

    private func status(issuer: String?) -> Gatehouse.ExitStatus? {
        do throws(ExitFailure) {
            _ = try PolicyConsole(policies: policies, issuer: issuer, environment: [:])
            return nil
        } catch {
            return error.status
        }
    }

    /// Where an issuer is set.
    struct Place: Sendable, CustomTestStringConvertible {
        var flag: String?
        var environment: [String: String] = [:]
        var file: String?

        var testDescription: String {
            flag ?? file ?? environment.first.map { "\($0.key)=\($0.value)" } ?? "nowhere"
        }
    }
}
