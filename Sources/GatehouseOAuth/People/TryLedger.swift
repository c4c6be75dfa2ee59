/// What is owed for tries, by key, in bounded memory: when it is full, the key that was used least recently is forgotten.
struct TryLedger {
    /// 128 bits of a seeded digest, so that keys that collide cannot be sought.
    struct Key: Hashable {
        let high: UInt64
        let low: UInt64
    }

    private struct Entry {
        var key: Key
        var debt: Int64
        var at: Int64
        var newer: Int
        var older: Int
    }

    /// Stands for "none" in the list.
    private static var none: Int { -1 }

    private let limit: TryLimit
    private let capacity: Int
    private var places: [Key: Int] = [:]
    private var entries: [Entry] = []
    private var newest = none
    private var oldest = none

    init(_ limit: TryLimit, capacity: Int) {
        self.limit = limit
        self.capacity = max(1, capacity)
    }

    /// How many keys are remembered.
    var count: Int { entries.count }

    /// How many seconds the key has to wait for one more try; 0 if none.
    mutating func wait(_ key: Key, now: Int64) -> Int {
        guard let place = places[key] else { return 0 }
        settle(place, now)
        return limit.wait(owing: entries[place].debt)
    }

    /// Counts one try.
    mutating func charge(_ key: Key, now: Int64) {
        let place = places[key] ?? add(key, now)
        settle(place, now)
        entries[place].debt = min(limit.ceiling, entries[place].debt + limit.seconds)
    }

    /// Takes one try back.
    mutating func giveBack(_ key: Key, now: Int64) {
        guard let place = places[key] else { return }
        settle(place, now)
        entries[place].debt = max(0, entries[place].debt - limit.seconds)
    }

    /// Brings what is owed to the present and makes the entry the newest.
    private mutating func settle(_ place: Int, _ now: Int64) {
        entries[place].debt = limit.debt(entries[place].debt, from: entries[place].at, to: now)
        entries[place].at = Self.later(entries[place].at, now)
        unlink(place)
        link(place)
    }

    /// The instant from which the next second is paid back.
    ///
    /// Requests that overlap may come with their seconds out of order, and the same second must not be paid back twice.
    /// But a clock that was put back by more than a minute counts from there, or it would lock until it had caught up.
    private static func later(_ earlier: Int64, _ now: Int64) -> Int64 {
        let (difference, isLong) = earlier.subtractingReportingOverflow(now)
        return isLong || difference > 60 ? now : max(earlier, now)
    }

    private mutating func add(_ key: Key, _ now: Int64) -> Int {
        var place = entries.count
        let entry = Entry(key: key, debt: 0, at: now, newer: Self.none, older: Self.none)
        if place < capacity {
            entries.append(entry)
        } else {
            place = oldest
            unlink(place)
            places[entries[place].key] = nil
            entries[place] = entry
        }
        places[key] = place
        link(place)
        return place
    }

    private mutating func link(_ place: Int) {
        entries[place].newer = Self.none
        entries[place].older = newest
        if newest != Self.none { entries[newest].newer = place }
        newest = place
        if oldest == Self.none { oldest = place }
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (entries[place].newer, entries[place].older)
        if newer == Self.none { newest = older } else { entries[newer].older = older }
        if older == Self.none { oldest = newer } else { entries[older].newer = newer }
    }
}
