import GatehousePolicy

/// Chooses which of several endpoints gets a request.
///
/// An endpoint is an index; what is known of it is asked for only if it is looked at.
enum Balancer {
    /// The weight of an endpoint that gets its full share; 0 gets nothing.
    static let fullWeight: UInt64 = 256
    /// Up to so many endpoints are all looked at; of more, two are drawn.
    static let scanned = 8

    /// The endpoint with the fewest requests under way for its weight; nil if none has any weight.
    ///
    /// Equals are told apart by `random`.
    static func leastLoaded(
        of count: Int,
        random: UInt64,
        load: (Int) -> Int,
        weight: (Int) -> UInt64
    ) -> Int? {
        guard count > 0 else { return nil }
        let start = Int(random % UInt64(count))
        if count > scanned {
            // Mitzenmacher: of two drawn at random the better one is nearly as good as the best of all.
            let second = (start + 1 + Int((random >> 32) % UInt64(count - 1))) % count
            if let chosen = best(of: [start, second], load, weight) { return chosen }
        }
        var chosen: Int?
        var chosenLoad = 0
        var chosenWeight: UInt64 = 0
        for offset in 0..<count {
            let index = (start + offset) % count
            let weight = weight(index)
            guard weight > 0 else { continue }
            let load = load(index) + 1
            if chosen == nil || UInt64(load) * chosenWeight < UInt64(chosenLoad) * weight {
                (chosen, chosenLoad, chosenWeight) = (index, load, weight)
            }
        }
        return chosen
    }

    private static func best(of pair: [Int], _ load: (Int) -> Int, _ weight: (Int) -> UInt64) -> Int? {
        let weights = pair.map(weight)
        if weights[0] == 0 || weights[1] == 0 {
            return weights[0] > 0 ? pair[0] : weights[1] > 0 ? pair[1] : nil
        }
        let first = UInt64(load(pair[0]) + 1) * weights[1]
        return UInt64(load(pair[1]) + 1) * weights[0] < first ? pair[1] : pair[0]
    }

    /// The next endpoint after a place; one with less than its full share is passed over now and then.
    static func next(of count: Int, from place: Int, random: UInt64, weight: (Int) -> UInt64) -> Int? {
        guard count > 0 else { return nil }
        var fallback: Int?
        for offset in 0..<count {
            let index = (place + offset) % count
            let weight = weight(index)
            if weight > random % fullWeight { return index }
            if weight > 0, fallback == nil { fallback = index }
        }
        return fallback
    }
}
