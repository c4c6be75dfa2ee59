/// A hash table from host and prefix to application, probed with bytes and without allocation.
struct MountIndex: Sendable {
    /// A host and prefix with the application that is mounted there.
    struct Mount: Sendable {
        var host: [UInt8]
        var prefix: [UInt8]
        var application: Int32
    }

    /// What a search found: the application, or -1, with the length of its prefix.
    struct Match {
        var application: Int32
        var prefixCount: Int
    }

    private let mounts: [Mount]
    /// Open addressing: indices of mounts, or -1; a power of two, at most half full.
    private let slots: [Int32]
    /// How many segments the longest prefix has.
    private let maximumDepth: Int
    private let isFolded: Bool

    /// Makes an index; of two mounts with the same host and prefix the first counts.
    init(_ mounts: [Mount], isFolded: Bool) {
        var kept: [Mount] = []
        var capacity = 2
        while capacity < mounts.count * 2 { capacity *= 2 }
        var slots = [Int32](repeating: -1, count: capacity)
        for mount in mounts {
            var mount = mount
            if isFolded { mount.prefix = mount.prefix.map(SegmentComparison.folded) }
            var slot = Self.slot(of: mount, capacity: capacity)
            while slots[slot] >= 0 && !Self.isSame(kept[Int(slots[slot])], mount) { slot = (slot + 1) & (capacity - 1) }
            guard slots[slot] < 0 else { continue }
            slots[slot] = Int32(kept.count)
            kept.append(mount)
        }
        self.mounts = kept
        self.slots = slots
        self.isFolded = isFolded
        self.maximumDepth = kept.map { mount in mount.prefix.count { $0 == UInt8(ascii: "/") } }.max() ?? 0
    }

    /// Finds the longest prefix of the path that is mounted at exactly this host.
    func longest(host: Span<UInt8>, hostEnd: Int, path: Span<UInt8>) -> Match {
        var hash = Self.seed
        for index in 0..<hostEnd { hash = Self.mixed(hash, host[index]) }
        hash = Self.mixed(hash, 0)
        var best = Match(application: -1, prefixCount: -1)
        var position = 0
        var depth = 0
        probe(hash, host, hostEnd, path, position, &best)
        while depth < maximumDepth && position < path.count {
            hash = Self.mixed(hash, path[position])
            position += 1
            while position < path.count && path[position] != UInt8(ascii: "/") {
                hash = Self.mixed(hash, isFolded ? SegmentComparison.folded(path[position]) : path[position])
                position += 1
            }
            depth += 1
            probe(hash, host, hostEnd, path, position, &best)
        }
        return best
    }

    private func probe(
        _ hash: UInt64,
        _ host: Span<UInt8>,
        _ hostEnd: Int,
        _ path: Span<UInt8>,
        _ prefixEnd: Int,
        _ best: inout Match
    ) {
        var slot = Self.slot(hash, capacity: slots.count)
        while slots[slot] >= 0 {
            let index = Int(slots[slot])
            if isMounted(index, host, hostEnd, path, prefixEnd) {
                best = Match(application: mounts[index].application, prefixCount: prefixEnd)
                return
            }
            slot = (slot + 1) & (slots.count - 1)
        }
    }

    private func isMounted(
        _ index: Int,
        _ host: Span<UInt8>,
        _ hostEnd: Int,
        _ path: Span<UInt8>,
        _ prefixEnd: Int
    ) -> Bool {
        guard mounts[index].host.count == hostEnd, mounts[index].prefix.count == prefixEnd else { return false }
        for byte in 0..<hostEnd where mounts[index].host[byte] != host[byte] { return false }
        for byte in 0..<prefixEnd {
            let octet = isFolded ? SegmentComparison.folded(path[byte]) : path[byte]
            if mounts[index].prefix[byte] != octet { return false }
        }
        return true
    }

    // FNV-1a: the table's keys come from the policy's author, and a path can only probe them.
    private static let seed: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    private static func mixed(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    private static func slot(_ hash: UInt64, capacity: Int) -> Int {
        Int(truncatingIfNeeded: (hash ^ (hash >> 32))) & (capacity - 1)
    }

    private static func slot(of mount: Mount, capacity: Int) -> Int {
        var hash = seed
        for byte in mount.host { hash = mixed(hash, byte) }
        hash = mixed(hash, 0)
        for byte in mount.prefix { hash = mixed(hash, byte) }
        return slot(hash, capacity: capacity)
    }

    private static func isSame(_ one: Mount, _ other: Mount) -> Bool {
        one.host == other.host && one.prefix == other.prefix
    }
}
