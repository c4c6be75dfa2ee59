import Testing

@testable import Gatehouse

struct DirectoryLockTests {
    private let folder: TemporaryFolder
    private let directory: DataDirectory

    init() throws {
        folder = try TemporaryFolder()
        directory = DataDirectory(folder.path)
    }

    @Test func aSecondServerIsToldWhoHoldsTheDirectory() async throws {
        let first = try #require(try await DirectoryLock.take(directory, as: holder(.server, 41)).lock)
        let second = try await DirectoryLock.take(directory, as: holder(.server, 42))
        #expect(second.holder == holder(.server, 41))
        withExtendedLifetime(first) {}
    }

    @Test func theLockEndsWithItsHolder() async throws {
        let box = LockBox(try await DirectoryLock.take(directory, as: holder(.server, 1)).lock)
        box.release()
        #expect(try await DirectoryLock.take(directory, as: holder(.server, 2)).lock != nil)
    }

    @Test func aServerWaitsForACommandThatIsAboutToFinish() async throws {
        let box = LockBox(try await DirectoryLock.take(directory, as: holder(.command, 1)).lock)
        async let server = DirectoryLock.take(directory, as: holder(.server, 2))
        box.release()
        #expect(try await server.lock != nil)
    }

    @Test func whatAHolderWritesIsReadBack() {
        let holder = holder(.command, 77)
        #expect(LockHolder(text: holder.text) == holder)
        #expect(LockHolder(text: "") == nil)
        #expect(LockHolder(text: "role server\nprocess 7\n") == nil)
    }

    private func holder(_ role: LockHolder.Role, _ process: Int32) -> LockHolder {
        LockHolder(role: role, process: process, socketDirectory: folder.path)
    }
}

/// Holds a lock until it is told to let go.
private final class LockBox {
    private var lock: DirectoryLock?

    init(_ lock: DirectoryLock?) {
        self.lock = lock
    }

    func release() {
        lock = nil
    }
}

extension DirectoryLock.Outcome {
    fileprivate var lock: DirectoryLock? {
        if case .taken(let lock) = self { lock } else { nil }
    }

    fileprivate var holder: LockHolder? {
        if case .held(let holder) = self { holder } else { nil }
    }
}
