/// Finds out whether the names of an object's members differ.
enum DistinctNames {
    /// Up to this many members comparing each with each is quickest.
    private static let smallCount = 24

    static func areDistinct(_ members: [JSONObject.Member]) -> Bool {
        members.count <= smallCount ? areDistinctPairwise(members) : areDistinctSorted(members)
    }

    private static func areDistinctPairwise(_ members: [JSONObject.Member]) -> Bool {
        let members = members.span
        for index in members.indices {
            for other in 0..<index where members[other].name.hasSameBytes(as: members[index].name) {
                return false
            }
        }
        return true
    }

    /// Sorting bounds the work for an object with thousands of members.
    private static func areDistinctSorted(_ members: [JSONObject.Member]) -> Bool {
        let names = members.map { Array($0.name.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        return zip(names, names.dropFirst()).allSatisfy { $0 != $1 }
    }
}
