/// Sends what several connections have written back to back, instead of one by one between other work.
///
/// Each write may wake a sleeping peer, which costs several microseconds; of writes that follow closely only the first does.
struct FlushBatch {
    /// How many connections wait for one another at most: it bounds the delay of the first by the work of that many.
    static let capacity = 32

    private var waiting: [any Flushable] = []

    init() {
        waiting.reserveCapacity(Self.capacity)
    }

    var isFull: Bool { waiting.count >= Self.capacity }

    mutating func add(_ connection: any Flushable) {
        waiting.append(connection)
    }

    /// The last connection that waits, which waits no longer.
    mutating func next() -> (any Flushable)? {
        waiting.popLast()
    }
}
