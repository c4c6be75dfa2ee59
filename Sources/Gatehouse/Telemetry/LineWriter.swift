import NIOPosix
import Synchronization

/// Writes lines on a thread of its own, so that a stalled reader never stalls who reports them.
///
/// The queue is bounded: what does not fit is dropped and counted.
package final class LineWriter<Line: Sendable>: Sendable {
    private struct Queue {
        var lines: [Line] = []
        var isScheduled = false
        var isClosed = false
        var mustReopen = false
        var dropped: UInt64 = 0
    }

    /// The longest piece that is encoded before it is written, in bytes.
    private static var chunk: Int { 65_536 }

    private let capacity: Int
    private let encode: @Sendable (Line, inout [UInt8]) -> Void
    private let queue = Mutex(Queue())
    /// Only the one thread of the pool takes this lock.
    private let output: Mutex<LineOutput>
    private let thread = NIOThreadPool(numberOfThreads: 1)

    /// Opens the destination and starts the thread.
    ///
    /// At most `capacity` lines wait. `encode` appends one line with its line break; the writer's thread calls it.
    package init(
        to destination: LineDestination,
        capacity: Int,
        encode: @escaping @Sendable (Line, inout [UInt8]) -> Void
    ) throws(SystemFailure) {
        self.capacity = capacity
        self.encode = encode
        self.output = Mutex(try LineOutput(destination))
        thread.start()
    }

    /// How many lines found no room or could not be written.
    package var droppedCount: UInt64 { queue.withLock { $0.dropped } }

    /// Takes lines to be written; never waits.
    package func write(_ lines: [Line]) {
        let mustSchedule = queue.withLock { queue in
            let room = queue.isClosed ? 0 : max(0, capacity - queue.lines.count)
            queue.lines.append(contentsOf: lines.prefix(room))
            queue.dropped &+= UInt64(max(0, lines.count - room))
            return Self.schedule(&queue)
        }
        if mustSchedule { submit() }
    }

    /// Opens a file anew before the next line, as after a rotation.
    package func reopen() {
        let mustSchedule = queue.withLock { queue in
            queue.mustReopen = true
            return Self.schedule(&queue)
        }
        if mustSchedule { submit() }
    }

    /// Returns when everything that was queued before is written.
    func settled() async {
        try? await thread.runIfActive {}
    }

    /// Writes what waits and stops; gives up on a reader that has stalled.
    package func close() async {
        queue.withLock { $0.isClosed = true }
        try? await thread.shutdownGracefully()
        output.withLock { $0.finish() }
    }

    private static func schedule(_ queue: inout Queue) -> Bool {
        guard !queue.isScheduled, !queue.lines.isEmpty || queue.mustReopen else { return false }
        queue.isScheduled = true
        return true
    }

    private func submit() {
        thread.submit { [self] _ in drain() }
    }

    private func drain() {
        while let (lines, mustReopen) = next() {
            output.withLock { output in
                if mustReopen { output.reopen() }
                write(lines, to: &output)
            }
        }
    }

    private func next() -> (lines: [Line], mustReopen: Bool)? {
        queue.withLock { queue in
            guard !queue.lines.isEmpty || queue.mustReopen else {
                queue.isScheduled = false
                return nil
            }
            defer {
                queue.lines = []
                queue.mustReopen = false
            }
            return (queue.lines, queue.mustReopen)
        }
    }

    private func write(_ lines: [Line], to output: inout LineOutput) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(min(Self.chunk, lines.count * 512))
        var pending = 0
        for line in lines {
            encode(line, &bytes)
            pending += 1
            guard bytes.count >= Self.chunk else { continue }
            flush(&bytes, lines: pending, to: &output)
            pending = 0
        }
        flush(&bytes, lines: pending, to: &output)
    }

    private func flush(_ bytes: inout [UInt8], lines: Int, to output: inout LineOutput) {
        guard !bytes.isEmpty else { return }
        let written = output.write(bytes) { queue.withLock { $0.isClosed } }
        if written < bytes.count { queue.withLock { $0.dropped &+= UInt64(lines) } }
        bytes.removeAll(keepingCapacity: true)
    }
}
