import GatehouseTestSupport
import Testing

@testable import GatehouseProxy

@Suite("Certificates of the public listener")
struct ServerCertificateTests {
    private let secure: SecureFixture

    init() throws {
        secure = try SecureFixture()
    }

    @Test(arguments: [
        ("a.example.test", 0), ("b.example.test", 1), ("B.Example.TEST", 1), ("b.example.test.", 1),
        ("x.wild.test", 2), ("wild.test", 0), ("x.y.wild.test", 0), (".wild.test", 0), ("own.wild.test", 3),
        ("unknown.test", 0), ("", 0), ("*.wild.test", 2),
    ])
    func aHostIsShownItsCertificate(host: String, index: Int) throws {
        let authority = secure.authority
        let all = try secure.certificates([
            authority.issue(names: ["a.example.test"]), authority.issue(names: ["b.example.test", "a.example.test"]),
            authority.issue(names: ["*.wild.test"]), authority.issue(names: ["own.wild.test"]),
        ])
        #expect(all.index(of: host) == index)
    }

    @Test func itsTimesAndNamesAreRead() throws {
        let earliest = LoopState.unixSeconds() + 600
        let issued = try secure.authority.issue(names: ["A.example.test", "*.b.test"], seconds: 600)
        let latest = LoopState.unixSeconds() + 600
        let certificate = try #require(try secure.certificates([issued]).all.first)
        #expect(certificate.hostNames == ["a.example.test", "*.b.test"])
        #expect((earliest - 1...latest + 1).contains(certificate.expiresAt))
        #expect(certificate.startsAt < SecureFixture.now)
    }

    @Test func anExpiredOneIsNotUsed() throws {
        let issued = try secure.authority.issue(seconds: -60)
        #expect(problem(issued.pem, issued.key)?.kind == .expired)
    }

    @Test func theKeyOfAnotherIsNotUsed() throws {
        let (one, other) = (try secure.authority.issue(), try secure.authority.issue())
        let found = try #require(problem(one.pem, other.key))
        #expect(found.kind == .content)
        #expect(found.message == "the key does not belong to the certificate")
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    func whatIsNoCertificateIsNamed(text: String) throws {
        let issued = try secure.authority.issue()
        #expect(problem(text, issued.key)?.message == "there is no certificate in it")
        #expect(problem(issued.pem, text)?.message == "there is no private key in it that can be read")
    }

    @Test func aBundleWithoutCertificatesVouchesForNobody() {
        var options = TLSOptions()
        #expect(throws: CertificateProblem.self) { try options.askClients(.require, bundle: []) }
    }

    private func problem(_ chain: String, _ key: String) -> CertificateProblem? {
        do throws(CertificateProblem) {
            _ = try ServerCertificate(
                name: "test.pem",
                chain: Array(chain.utf8),
                key: Array(key.utf8),
                options: TLSOptions(),
                now: SecureFixture.now
            )
            return nil
        } catch {
            return error
        }
    }
}
