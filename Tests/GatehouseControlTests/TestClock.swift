import Synchronization

/// A clock that stands until a test moves it.
final class TestClock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ now: Int64) {
        seconds = Mutex(now)
    }

    /// In Unix seconds.
    var now: Int64 { seconds.withLock { $0 } }

    func wait(_ duration: Int64) {
        seconds.withLock { $0 += duration }
    }
}
