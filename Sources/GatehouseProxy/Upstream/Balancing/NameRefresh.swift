import NIOCore

/// Decides when a name is looked up again, and keeps its last good answer; times are uptime nanoseconds.
///
/// The system's resolver does not tell for how long an answer holds, so names are looked up at a fixed pace.
struct NameRefresh {
    /// More addresses of one name are not used.
    static let maximumAddresses = 64
    /// After a failure a name is looked up again sooner, in seconds; each time twice as late.
    private static let firstPause: UInt64 = 1
    private static let second: UInt64 = 1_000_000_000

    /// The addresses that it led to last, in order; empty until it did once.
    private(set) var addresses: [SocketAddress] = []
    /// From one look-up to the next, in seconds.
    var pace: Int64
    private var isAsking = false
    private var failures: UInt64 = 0
    private var due: UInt64 = 0

    init(pace: Int64) {
        self.pace = pace
    }

    /// Whether to look it up now; the answer has to be told.
    mutating func begin(at now: UInt64) -> Bool {
        guard !isAsking, now >= due else { return false }
        isAsking = true
        return true
    }

    /// Takes an answer, empty for a failure; true if the addresses are others now.
    mutating func answered(_ found: [SocketAddress], at now: UInt64) -> Bool {
        isAsking = false
        guard !found.isEmpty else {
            // What was good is good until something else is known.
            failures = min(failures + 1, 16)
            due = now + min(UInt64(max(1, pace)), Self.firstPause << (failures - 1)) * Self.second
            return false
        }
        failures = 0
        due = now + UInt64(max(1, pace)) * Self.second
        var addresses: [SocketAddress] = []
        for address in found where !addresses.contains(address) && addresses.count < Self.maximumAddresses {
            addresses.append(address)
        }
        // The order of answers changes from one to the next and means nothing.
        guard Set(addresses) != Set(self.addresses) else { return false }
        self.addresses = addresses
        return true
    }
}
