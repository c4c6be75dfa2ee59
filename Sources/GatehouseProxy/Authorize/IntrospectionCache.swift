import GatehouseJOSE

/// Remembers for a while what issuers said about opaque tokens, for one event loop.
///
/// Bounded in entries and bytes. What is over is forgotten when room is needed, then what was asked about first.
struct IntrospectionCache {
    /// What an issuer said.
    enum Verdict {
        case active(AuthorizedToken)
        case refused(TokenRejection)
    }

    /// Longer tokens are not asked about.
    static let maximumTokenBytes = 4_096
    /// How long a refusal is remembered at most, in seconds: a token may become active later.
    static let refusalSeconds: Int64 = 10

    private struct Name: Hashable {
        let issuer: String
        let bytes: [UInt8]
    }

    private struct Entry {
        let verdict: Verdict
        let end: Int64
        let cost: Int
        let number: UInt64
    }

    private let capacity: Int
    private let byteLimit: Int
    private var entries: [Name: Entry] = [:]
    /// Names in the order in which they came; one that was replaced or forgotten has another number.
    private var order: [(name: Name, number: UInt64)] = []
    private var first = 0
    private var bytes = 0
    private var nextNumber: UInt64 = 0

    init(capacity: Int = 4_096, byteLimit: Int = 8 << 20) {
        self.capacity = capacity
        self.byteLimit = byteLimit
    }

    var count: Int { entries.count }

    /// What holds about these very bytes at this time, in Unix seconds.
    func verdict(on token: [UInt8], issuer: String, now: Int64) -> Verdict? {
        guard let entry = entries[Name(issuer: issuer, bytes: token)], now < entry.end else { return nil }
        return entry.verdict
    }

    mutating func insert(_ verdict: Verdict, for token: [UInt8], issuer: String, until end: Int64, now: Int64) {
        guard end > now, token.count <= Self.maximumTokenBytes else { return }
        let name = Name(issuer: issuer, bytes: token)
        remove(name)
        var cost = token.count + 256
        if case .active(let entry) = verdict { cost += 2 * entry.cost }
        nextNumber += 1
        entries[name] = Entry(verdict: verdict, end: end, cost: cost, number: nextNumber)
        order.append((name, nextNumber))
        bytes += cost
        while entries.count > capacity || bytes > byteLimit { removeOldest() }
        // Each entry that was replaced has left its name behind.
        if first > capacity || order.count - first > 2 * entries.count + 64 { compact() }
    }

    /// Forgets everything, as when an issuer or what an application accepts may have changed.
    mutating func removeAll() {
        entries = [:]
        order = []
        first = 0
        bytes = 0
    }

    private mutating func removeOldest() {
        guard first < order.count else { return removeAll() }
        let oldest = order[first]
        first += 1
        if entries[oldest.name]?.number == oldest.number { remove(oldest.name) }
    }

    private mutating func remove(_ name: Name) {
        guard let entry = entries.removeValue(forKey: name) else { return }
        bytes -= entry.cost
    }

    private mutating func compact() {
        order = order[first...].filter { entries[$0.name]?.number == $0.number }
        first = 0
    }
}
