import GatehouseJOSE
import Glibc

/// Remembers tokens whose signature was verified, for one event loop.
///
/// Four-way set-associative with a clock hand over all slots. Only verified tokens enter, the hash is seeded, and a hit
/// compares every byte, so nobody can fill it or collide in it without valid tokens. A token enters when it is seen for
/// the second time: those that are used once push nothing out.
struct VerifiedTokenCache {
    /// Larger tokens are verified each time.
    static let maximumTokenBytes = 8_192
    static let ways = 4

    /// As many tokens seen once are known, by a part of their hash.
    private static let acquaintanceCount = 16_384

    /// The hash stands beside the entry, so that a search touches no entry but the right one.
    private struct Slot {
        var hash: UInt64 = 0
        var entry: AuthorizedToken?
    }

    private var slots: [Slot]
    private var acquaintances = [UInt32](repeating: 0, count: Self.acquaintanceCount)
    private let setMask: Int
    private let seed: UInt64
    private let byteLimit: Int
    private var bytes = 0
    private var hand = 0
    private(set) var hits: UInt64 = 0
    private(set) var misses: UInt64 = 0

    /// - Parameters:
    ///   - sets: The number of sets, rounded up to a power of two.
    ///   - byteLimit: The memory that all entries may be accounted with, in bytes.
    ///   - seed: Unpredictable to whoever sends tokens.
    init(sets: Int = 4_096, byteLimit: Int = 16 << 20, seed: UInt64) {
        var count = 1
        while count < sets { count &<<= 1 }
        self.setMask = count - 1
        self.byteLimit = byteLimit
        self.seed = seed
        self.slots = Array(repeating: Slot(), count: count * Self.ways)
    }

    /// The entry with exactly these bytes, if it is remembered.
    mutating func token(_ presented: Span<UInt8>, hash: UInt64) -> AuthorizedToken? {
        let base = (Int(truncatingIfNeeded: hash) & setMask) * Self.ways
        for slot in base..<(base + Self.ways) {
            guard slots[slot].hash == hash, let entry = slots[slot].entry, Self.isEqual(entry.bytes, presented) else {
                continue
            }
            entry.isRecentlyUsed = true
            hits &+= 1
            return entry
        }
        misses &+= 1
        return nil
    }

    /// Takes note of an entry that was not found; at the second time it is remembered, instead of one not used lately.
    mutating func insert(_ entry: AuthorizedToken) {
        guard entry.bytes.count <= Self.maximumTokenBytes, isAcquainted(entry.hash) else { return }
        let base = (Int(truncatingIfNeeded: entry.hash) & setMask) * Self.ways
        var victim = base
        for slot in base..<(base + Self.ways) {
            guard let old = slots[slot].entry else {
                victim = slot
                break
            }
            if !old.isRecentlyUsed { victim = slot }
            old.isRecentlyUsed = false
        }
        remove(victim)
        slots[victim] = Slot(hash: entry.hash, entry: entry)
        bytes += entry.cost
        while bytes > byteLimit { advanceHand(sparing: victim) }
    }

    /// Forgets everything, as after a change of keys: what is still good is verified again.
    mutating func removeAll() {
        for slot in slots.indices { slots[slot] = Slot() }
        bytes = 0
    }

    /// A seeded hash of the signature's tail, where a token's bytes cannot be chosen.
    func hash(_ presented: Span<UInt8>) -> UInt64 {
        var hash = seed ^ UInt64(truncatingIfNeeded: presented.count)
        let start = max(0, presented.count - 24)
        for index in start..<presented.count {
            hash = (hash ^ UInt64(presented[index])) &* 0x9E37_79B9_7F4A_7C15
            hash ^= hash &>> 29
        }
        return hash
    }

    /// Whether this hash was noted before; it is from now on.
    private mutating func isAcquainted(_ hash: UInt64) -> Bool {
        let index = Int(truncatingIfNeeded: hash &>> 16) & (Self.acquaintanceCount - 1)
        let mark = UInt32(truncatingIfNeeded: hash &>> 32) | 1
        defer { acquaintances[index] = mark }
        return acquaintances[index] == mark
    }

    private mutating func advanceHand(sparing spared: Int) {
        hand = (hand + 1) % slots.count
        guard hand != spared, let entry = slots[hand].entry else { return }
        if entry.isRecentlyUsed {
            entry.isRecentlyUsed = false
        } else {
            remove(hand)
        }
    }

    private mutating func remove(_ slot: Int) {
        guard let old = slots[slot].entry else { return }
        bytes -= old.cost
        slots[slot] = Slot()
    }

    private static func isEqual(_ known: [UInt8], _ presented: Span<UInt8>) -> Bool {
        guard known.count == presented.count else { return false }
        return known.withUnsafeBytes { left in
            presented.withUnsafeBytes { right in
                guard let left = left.baseAddress, let right = right.baseAddress else { return true }
                return memcmp(left, right, presented.count) == 0
            }
        }
    }
}
