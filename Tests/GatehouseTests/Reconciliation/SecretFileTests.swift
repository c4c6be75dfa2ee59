import GatehouseOAuth
import Glibc
import Testing

@testable import Gatehouse

@Suite("Files with secrets")
struct SecretFileTests {
    private let folder: TemporaryFolder
    private static let secret = String(repeating: "x", count: 32)

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test(arguments: [secret, secret + "\n"])
    func oneNewlineAtTheEndIsIgnored(text: String) throws {
        try folder.write("secret", text)
        let contents = try SecretFile.read(folder.file("secret"))
        #expect(contents == SecretFile.Contents(digest: SecretDigest.of(Self.secret), isOpen: false))
    }

    @Test(arguments: [
        (String(repeating: "x", count: 31) + "\n", "is shorter than 32 bytes"), ("", "is shorter than 32 bytes"),
        (secret + "\n\n", "has bytes that are not visible ASCII"),
        (secret + "\r\n", "has bytes that are not visible ASCII"),
        (secret + " x", "has bytes that are not visible ASCII"), (secret + "é", "has bytes that are not visible ASCII"),
        (String(repeating: "x", count: 1_025), "is larger than 1024 bytes"),
    ])
    func whatNobodyShouldUseIsRefusedWithoutShowingIt(text: String, reason: String) throws {
        try folder.write("secret", text)
        let refusal = #expect(throws: DeclaredFile.Refusal.self) { try SecretFile.read(folder.file("secret")) }
        #expect(refusal?.message.hasSuffix(reason) == true)
        #expect(refusal?.message.contains("xx") == false)
    }

    @Test func onlyARegularFileIsRead() throws {
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)
        for name in ["pipe", "."] {
            #expect(throws: DeclaredFile.Refusal("'\(folder.file(name))' is not a regular file")) {
                try SecretFile.read(folder.file(name))
            }
        }
        let missing = #expect(throws: DeclaredFile.Refusal.self) { try SecretFile.read(folder.file("missing")) }
        #expect(missing?.message == "'\(folder.file("missing"))' cannot be read: No such file or directory")
    }

    @Test func aSecretThatEverybodyCanReadIsPointedOut() throws {
        try folder.write("secret", Self.secret)
        #expect(chmod(folder.file("secret"), 0o644) == 0)
        #expect(try SecretFile.read(folder.file("secret")).isOpen)
    }

    @Test func aPathIsBesideThePolicyUnlessItIsAbsolute() {
        #expect(DeclaredFile.path("../keys/a", besides: "/etc/gate/policies/a.yaml") == "/etc/gate/policies/../keys/a")
        #expect(DeclaredFile.path("/run/secrets/a", besides: "policies/a.yaml") == "/run/secrets/a")
        #expect(DeclaredFile.path("a", besides: "a.yaml") == "a")
    }
}
