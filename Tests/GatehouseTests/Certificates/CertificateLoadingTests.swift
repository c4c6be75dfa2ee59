import GatehouseProxy
import GatehouseTestSupport
import Testing

@testable import Gatehouse

struct CertificateLoadingTests {
    private static let now = WallTime.now().seconds

    private let folder: TemporaryFolder
    private let authority: TestAuthority

    init() throws {
        folder = try TemporaryFolder()
        authority = try TestAuthority()
    }

    @Test func whatIsGoodIsLoadedAndWatched() throws {
        let settings = try settings(["a"])
        let before = FileTrace(of: settings.paths)
        let loaded = try CertificateLoading.load(settings, CertificateFiles.read(settings), now: Self.now)
        #expect(loaded.all.map(\.name) == [folder.file("a.pem")])
        #expect(FileTrace(of: settings.paths) == before)
        try write("a")
        #expect(FileTrace(of: settings.paths) != before)
        #expect(CertificateFiles.read(settings) == CertificateFiles.read(settings))
    }

    @Test func everythingThatIsWrongIsSaidAtOnce() throws {
        var settings = try settings(["a", "b"])
        try folder.write("a.key", "nonsense")
        try folder.write("b.pem", "nonsense")
        var failure = failure(settings)
        #expect(failure?.problems.count == 2)
        #expect(failure?.exit.status == .wrongUse)
        settings.clientAuthority = folder.file("nowhere.pem")
        settings.clientCertificates = .request
        failure = self.failure(settings)
        #expect(failure?.problems.map(\.isEnvironment) == [true])
        #expect(failure?.exit.status == .environment)
        #expect(failure?.exit.message.contains("nowhere.pem: the file cannot be read") == true)
    }

    @Test func anExpiredOneIsTheEnvironmentsFault() throws {
        let settings = try settings(["a"], seconds: -60)
        #expect(failure(settings)?.exit.status == .environment)
    }

    @Test(arguments: [(13, 1), (15, 0)])
    func anEndWithinTwoWeeksIsWarnedOf(days: Int64, warnings: Int) throws {
        let settings = try settings(["a"], seconds: days * 86_400 + 3_600)
        let loaded = try CertificateLoading.load(settings, CertificateFiles.read(settings), now: Self.now)
        let found = settings.expiring(loaded, now: Self.now)
        #expect(found.count == warnings)
        #expect(found.allSatisfy { $0.hasSuffix("the certificate expires in 13 days") })
    }

    private func write(_ name: String, seconds: Int64 = 3_600) throws {
        let issued = try authority.issue(names: ["\(name).test"], seconds: seconds)
        try folder.write("\(name).pem", issued.pem)
        try folder.write("\(name).key", issued.key)
    }

    private func settings(_ names: [String], seconds: Int64 = 3_600) throws -> TLSSettings {
        var settings = TLSSettings()
        for name in names {
            try write(name, seconds: seconds)
            let (certificate, key) = (folder.file("\(name).pem"), folder.file("\(name).key"))
            settings.certificates.append(TLSSettings.Files(certificate: certificate, key: key))
        }
        return settings
    }

    private func failure(_ settings: TLSSettings) -> CertificateLoading.Failure? {
        do throws(CertificateLoading.Failure) {
            _ = try CertificateLoading.load(settings, CertificateFiles.read(settings), now: Self.now)
            return nil
        } catch {
            return error
        }
    }
}
