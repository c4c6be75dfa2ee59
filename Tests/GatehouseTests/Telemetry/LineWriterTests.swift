import Glibc
import Testing

@testable import Gatehouse

struct LineWriterTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func linesArriveInOrder() async throws {
        let writer = try writer(to: .file(folder.file("log")), capacity: 10_000)
        for number in 0..<5_000 { writer.write(["line \(number)"]) }
        await writer.close()
        let expected = (0..<5_000).map { "line \($0)\n" }.joined()
        #expect(try folder.read("log") == expected)
        #expect(writer.droppedCount == 0)
        #expect(folder.mode("log") == 0o600)
    }

    @Test func nothingToWriteKeepsNothingFromBeingWritten() async throws {
        let writer = try writer(to: .file(folder.file("log")), capacity: 10)
        writer.write([])
        writer.write(["one"])
        await writer.close()
        #expect(try folder.read("log") == "one\n")
    }

    @Test func aStalledReaderStallsNobodyAndWhatIsLostIsCounted() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let writer = try writer(to: .descriptor(ends[1]), capacity: 100)
        let line = String(repeating: "x", count: 1_000)
        // Nobody reads: the pipe takes some 64 KiB, the queue 100 lines, and the rest must not wait.
        for _ in 0..<2_000 { writer.write([line]) }
        #expect(writer.droppedCount > 1_500)
        await writer.close()
        #expect(writer.droppedCount >= 2_000 - 100 - 70)
        close(ends[0])
        close(ends[1])
    }

    @Test func aReaderThatIsGoneIsNoReasonToFail() async throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let writer = try writer(to: .descriptor(ends[1]), capacity: 10)
        writer.write(["one", "two"])
        await writer.close()
        #expect(writer.droppedCount == 2)
        close(ends[1])
    }

    @Test func afterARotationLinesGoToTheNewFile() async throws {
        let writer = try writer(to: .file(folder.file("log")), capacity: 10)
        writer.write(["before"])
        await writer.settled()
        rename(folder.file("log"), folder.file("log.1"))
        writer.reopen()
        writer.write(["after"])
        await writer.close()
        #expect(try folder.read("log.1") == "before\n")
        #expect(try folder.read("log") == "after\n")
    }

    @Test func aClosedWriterDropsAndCounts() async throws {
        let writer = try writer(to: .file(folder.file("log")), capacity: 10)
        await writer.close()
        writer.write(["late"])
        #expect(writer.droppedCount == 1)
    }

    @Test func aFileThatCannotBeOpenedIsNamed() {
        #expect(throws: SystemFailure("open", path: "/nowhere/log", code: ENOENT)) {
            try writer(to: .file("/nowhere/log"), capacity: 1)
        }
    }

    private func writer(to destination: LineDestination, capacity: Int) throws -> LineWriter<String> {
        try LineWriter(to: destination, capacity: capacity) { line, bytes in
            bytes += Array(line.utf8) + [UInt8(ascii: "\n")]
        }
    }
}
