import FoundationEssentials
import Glibc
import Testing

@testable import Gatehouse

struct DataDirectoryTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func aDirectoryIsMadeWithItsParentsForThisUserAlone() throws {
        try DataDirectory(folder.file("a/b/data")).prepare()
        #expect(folder.mode("a/b/data") == 0o700)
    }

    @Test func aRelativePathBeginsAtTheWorkingDirectory() {
        let here = FileManager.default.currentDirectoryPath
        #expect(DataDirectory("data").path == "\(here)/data")
        #expect(DataDirectory("./data/").path == "\(here)/data")
        #expect(DataDirectory("../data").path == "\(here)/../data")
        #expect(DataDirectory(".").path == here)
        #expect(DataDirectory("/data/").path == "/data")
        #expect(DataDirectory("/").path == "/")
    }

    @Test func theLockNamesTheSocketsFromTheRoot() throws {
        let sockets = try SocketDirectory(for: DataDirectory(".gatehouse"))
        defer { if sockets.isTemporary { sockets.remove() } }
        let holder = LockHolder(role: .server, process: 1, socketDirectory: sockets.path)
        #expect(LockHolder(text: holder.text)?.socketDirectory.hasPrefix("/") == true)
    }

    @Test func anEmptyOpenDirectoryIsClosed() throws {
        mkdir(folder.file("data"), 0o755)
        chmod(folder.file("data"), 0o755)
        try DataDirectory(folder.file("data")).prepare()
        #expect(folder.mode("data") == 0o700)
    }

    @Test func anOpenDirectoryWithSomebodyElsesFilesIsRefusedAndLeftAsItIs() throws {
        mkdir(folder.file("data"), 0o755)
        chmod(folder.file("data"), 0o755)
        try folder.write("data/photo", "x")
        #expect(failure(of: "data")?.status == .environment)
        #expect(folder.mode("data") == 0o755)
    }

    @Test func anOpenDirectoryOfOursIsClosed() throws {
        mkdir(folder.file("data"), 0o755)
        chmod(folder.file("data"), 0o755)
        try folder.write("data/gatehouse.lock", "")
        try DataDirectory(folder.file("data")).prepare()
        #expect(folder.mode("data") == 0o700)
    }

    @Test func aFileInTheWayIsRefused() throws {
        try folder.write("file", "x")
        #expect(failure(of: "file")?.message == "\(folder.file("file")) is not a directory.")
        #expect(failure(of: "file/data")?.status == .environment)
    }

    @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
    func aDirectoryThatCannotBeWrittenIsRefused() throws {
        mkdir(folder.file("data"), 0o500)
        #expect(failure(of: "data")?.message.contains("Permission denied") == true)
        chmod(folder.file("data"), 0o700)
    }

    private func failure(of name: String) -> ExitFailure? {
        do throws(ExitFailure) {
            try DataDirectory(folder.file(name)).prepare()
            return nil
        } catch {
            return error
        }
    }
}
