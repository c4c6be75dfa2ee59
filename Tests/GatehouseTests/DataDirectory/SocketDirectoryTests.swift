import Glibc
import Testing

@testable import Gatehouse

struct SocketDirectoryTests {
    @Test func shortPathsKeepTheSocketsInTheDataDirectory() throws {
        let sockets = try SocketDirectory(for: DataDirectory("/tmp/data"))
        #expect(sockets.control == "/tmp/data/control.sock")
        #expect(sockets.admin == "/tmp/data/admin.sock")
        #expect(!sockets.isTemporary)
    }

    @Test func longPathsMoveTheSocketsToAPrivateFolder() throws {
        let data = DataDirectory("/tmp/" + String(repeating: "d", count: 90))
        let sockets = try SocketDirectory(for: data)
        defer { sockets.remove() }
        #expect(sockets.isTemporary)
        #expect(sockets.control.utf8.count <= SocketDirectory.maximumPathBytes)
        #expect(FileMode.of(sockets.path) == 0o700)
    }

    @Test func theFolderGoesWithTheServer() throws {
        let sockets = try SocketDirectory(for: DataDirectory("/tmp/" + String(repeating: "d", count: 90)))
        sockets.remove()
        #expect(access(sockets.path, F_OK) != 0)
    }
}
