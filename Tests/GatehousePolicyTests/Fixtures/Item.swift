import GatehouseTestSupport

typealias Item = PolicyItem

extension Item {
    /// The mapping with entries replaced or appended.
    func with(_ changes: Item) -> Item {
        guard case .map(var entries) = self, case .map(let changed) = changes else { return self }
        for (key, value) in changed {
            if let index = entries.firstIndex(where: { $0.0.text == key.text }) {
                entries[index].1 = value
            } else {
                entries.append((key, value))
            }
        }
        return .map(entries)
    }

    private var text: String? {
        switch self {
        case .plain(let text), .quoted(let text): text
        case .list, .map: nil
        }
    }
}
