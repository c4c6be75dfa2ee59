import Glibc
import Testing

@testable import Gatehouse

@Suite("Regular files")
struct RegularFileTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func aFileIsReadUpToItsLimit() throws {
        let text = String(repeating: "x", count: 100_000)
        try folder.write("large", text)
        let path = folder.file("large")

        #expect(try RegularFile.read(path, limit: 100_000).bytes == Array(text.utf8))
        #expect(throws: RegularFile.Failure.tooLarge) { try RegularFile.read(path, limit: 99_999) }
    }

    @Test func nothingElseIsReadOrWaitedFor() throws {
        #expect(mkfifo(folder.file("pipe"), 0o600) == 0)

        for name in ["pipe", "."] {
            #expect(throws: RegularFile.Failure.notRegular) { try RegularFile.read(folder.file(name), limit: 1) }
        }
        let missing = folder.file("missing")
        #expect(throws: RegularFile.Failure.system(SystemFailure("open", path: missing, code: ENOENT))) {
            try RegularFile.read(missing, limit: 1)
        }
    }

    @Test func whoMayReadItIsTold() throws {
        try folder.write("secret", "x")
        let path = folder.file("secret")

        #expect(chmod(path, 0o604) == 0)
        #expect(try RegularFile.read(path, limit: 1).isOpen)
        #expect(chmod(path, 0o640) == 0)
        #expect(try !RegularFile.read(path, limit: 1).isOpen)
    }
}
