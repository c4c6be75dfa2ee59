import GatehouseJOSE
import GatehouseOAuth
import GatehouseStorage
import Testing

@testable import Gatehouse

@Suite("The key that seals private keys")
struct SealingKeyFileTests {
    private static let text = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func configuration(_ contents: String?) throws -> GatehouseConfiguration {
        var configuration = GatehouseConfiguration()
        configuration.keyFile = folder.file("gatehouse.key")
        if let contents { try folder.write("gatehouse.key", contents) }
        return configuration
    }

    private func failure(_ configuration: GatehouseConfiguration) -> ExitFailure? {
        do {
            _ = try configuration.sealingKey
            return nil
        } catch {
            return error
        }
    }

    /// Whether both open what the other sealed.
    private func isSame(_ key: SealingKey?, _ other: SealingKey?) throws -> Bool {
        let (key, other) = (try #require(key), try #require(other))
        return other.open(key.seal([1, 2, 3], context: "t"), context: "t") == [1, 2, 3]
    }

    @Test func nothingConfiguredIsNoKey() throws {
        #expect(try GatehouseConfiguration().sealingKey == nil)
    }

    @Test(arguments: [text, text + "\n", text + "\r\n", "  \(text)\t\n", text + "\n# made in May\n"])
    func theFirstLineIsTheKey(_ contents: String) throws {
        let expected = SealingKey(bytes: Array(0..<32))
        #expect(try isSame(try configuration(contents).sealingKey, expected))
    }

    @Test func theEnvironmentHoldsTheKeyItself() throws {
        let configuration = try GatehouseConfiguration.read(environment: ["GATEHOUSE_KEY": Self.text])
        #expect(try isSame(try configuration.sealingKey, SealingKey(bytes: Array(0..<32))))
    }

    @Test func aFileThatIsMissingEndsTheCommandAndSaysHowToMakeOne() throws {
        let failure = failure(try configuration(nil))
        #expect(failure?.status == .wrongUse)
        #expect(failure?.message.contains(folder.file("gatehouse.key")) == true)
        #expect(failure?.hint?.contains("openssl rand -base64 32") == true)
    }

    @Test(arguments: [
        "", "\n", "secret", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg==",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIj", "000102030405060708090a0b0c0d0e0f",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8",
    ])
    func whatIsNot32BytesInBase64IsRefusedWithoutBeingRepeated(_ contents: String) throws {
        let failure = failure(try configuration(contents))
        #expect(failure?.status == .wrongUse)
        if !contents.trimmed.isEmpty, contents != "\n" { #expect(failure?.description.contains(contents) == false) }
    }

    @Test func aWrongKeyOfTheEnvironmentIsNotRepeatedEither() throws {
        let configuration = try GatehouseConfiguration.read(environment: ["GATEHOUSE_KEY": "hunter2hunter2"])
        let failure = failure(configuration)
        #expect(failure?.message.contains("GATEHOUSE_KEY") == true)
        #expect(failure?.description.contains("hunter2") == false)
    }

    @Test func theKeyIsNeverPrinted() throws {
        let configuration = try GatehouseConfiguration.read(environment: ["GATEHOUSE_KEY": Self.text])
        #expect(!configuration.text.contains(Self.text))
        #expect(configuration.text.contains("# key: <redacted> (variable GATEHOUSE_KEY)\n"))
        #expect(!"\(configuration)".contains(Self.text))
    }

    @Test func twoKeysAreOneTooMany() {
        #expect(throws: ConfigurationError.self) {
            try GatehouseConfiguration.read(
                flags: SettingFlags(keyFile: "gatehouse.key"),
                environment: ["GATEHOUSE_KEY": Self.text]
            )
        }
    }

    @Test func aDatabaseThatWasSealedNeedsItsKey() async throws {
        var sealed = try configuration(Self.text)
        sealed.data = folder.file("data")
        let directory = DataDirectory(sealed.data)
        try directory.prepare()
        try await ServerBase.open(sealed, in: directory, now: 1_000, logger: .silent).store.close()
        var other = sealed
        other.keyFile = nil
        let missing = await failure(other, in: directory)
        #expect(missing?.status == .environment)
        #expect(missing?.hint?.contains("--key-file") == true)
        try folder.write(
            "other.key",
            "////////////////////////////////////////////\n".replacing("////\n", with: "//8=\n")
        )
        other.keyFile = folder.file("other.key")
        #expect(await failure(other, in: directory)?.status == .environment)
        let base = try await ServerBase.open(sealed, in: directory, now: 1_001, logger: .silent)
        #expect(try await base.store.keys().isEmpty == false)
        base.store.close()
    }

    private func failure(_ configuration: GatehouseConfiguration, in directory: DataDirectory) async -> ExitFailure? {
        do throws(ExitFailure) {
            let base = try await ServerBase.open(configuration, in: directory, now: 1_001, logger: .silent)
            base.store.close()
            return nil
        } catch {
            return error
        }
    }
}
