import GatehouseProxy
import GatehouseTestSupport
import Testing

@testable import Gatehouse
@testable import GatehouseProxy

@Suite("Files of mutual TLS to upstreams")
struct WatchedCertificatesTests {
    private static let now = WallTime.now().seconds

    private let folder: TemporaryFolder
    private let authority: TestAuthority
    private let log = LoggedLines()
    private let settings: UpstreamTLSSettings

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority()
        var settings = UpstreamTLSSettings()
        settings.authorities = folder.file("ca.pem")
        settings.certificate = TLSSettings.Files(certificate: folder.file("gate.pem"), key: folder.file("gate.key"))
        self.settings = settings
        try folder.write("ca.pem", authority.pem)
        try write()
    }

    private func write(seconds: Int64 = 30 * 86_400) throws {
        let issued = try authority.issue(subject: "gate", seconds: seconds)
        try folder.write("gate.pem", issued.pem)
        try folder.write("gate.key", issued.key)
    }

    private func watched() throws -> WatchedCertificates<UpstreamTLSSettings> {
        try WatchedCertificates(settings, now: Self.now, logger: log.logger)
    }

    @Test func whatChangesComesIntoForce() throws {
        var watched = try watched()
        #expect(watched.current.certificate?.name == folder.file("gate.pem"))
        #expect(watched.reread(isForced: true, now: Self.now) == nil)
        try write(seconds: 60 * 86_400)
        let before = watched.current.certificate?.expiresAt
        let fresh = watched.reread(isForced: false, now: Self.now)
        #expect(try #require(fresh?.certificate).expiresAt != before)
        try folder.write("ca.pem", try TestAuthority().pem)
        #expect(watched.reread(isForced: false, now: Self.now) != nil)
        let line = "upstream certificates reloaded gatehouse.authorities=\(folder.file("ca.pem"))"
        #expect(log.lines == Array(repeating: "\(line) gatehouse.certificate=\(folder.file("gate.pem"))", count: 2))
    }

    @Test func whatIsBrokenChangesNothingAndIsSaidOnce() throws {
        var watched = try watched()
        let before = watched.current.certificate?.expiresAt
        try folder.write("ca.pem", "nonsense")
        for _ in 0..<3 { #expect(watched.reread(isForced: false, now: Self.now) == nil) }
        #expect(watched.current.certificate?.expiresAt == before)
        #expect(log.lines.count == 1)
        let said = "upstream certificates not reloaded: the previous ones stay in force gatehouse.problem=upstream_ca: "
        #expect(log.lines.first?.hasPrefix(said + folder.file("ca.pem")) == true, "\(log.lines)")
        // Who asks by a signal is told again.
        #expect(watched.reread(isForced: true, now: Self.now) == nil)
        #expect(log.lines.count == 2)
        try folder.write("ca.pem", authority.pem)
        #expect(watched.reread(isForced: false, now: Self.now) != nil)
    }

    @Test func aHalfReplacedPairWaitsForItsOtherHalf() throws {
        var watched = try watched()
        let issued = try authority.issue(subject: "gate", seconds: 60 * 86_400)
        try folder.write("gate.pem", issued.pem)
        #expect(watched.reread(isForced: false, now: Self.now) == nil)
        try folder.write("gate.key", issued.key)
        #expect(watched.reread(isForced: false, now: Self.now) != nil)
        #expect(log.lines.count == 2)
    }

    @Test func whatSoonEndsIsWarnedOf() throws {
        try write(seconds: 2 * 86_400 + 3_600)
        let watched = try watched()
        watched.remind(now: Self.now + 86_400)
        let name = folder.file("gate.pem")
        #expect(
            log.lines == [
                "TLS certificate gatehouse.certificate=\(name): the certificate expires in 2 days",
                "TLS certificate gatehouse.certificate=\(name): the certificate expires in 1 day",
            ]
        )
    }

    @Test func everyProblemOfTheStartNamesItsSetting() throws {
        try folder.write("ca.pem", "nonsense")
        try folder.write("gate.key", try authority.issue().key)
        let failure = #expect(throws: ExitFailure.self) { _ = try watched() }
        #expect(failure?.status == .wrongUse)
        let lines = failure?.message.split(separator: "\n").map(String.init) ?? []
        #expect(lines.count == 2)
        #expect(lines.first?.hasPrefix("upstream_certificate: error: \(folder.file("gate.pem")) with ") == true)
        #expect(lines.last?.hasPrefix("upstream_ca: error: \(folder.file("ca.pem")): there is no certificate") == true)
    }
}
