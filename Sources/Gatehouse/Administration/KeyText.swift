import GatehouseOAuth

/// Puts signing keys into words for people.
enum KeyText {
    static func table(_ keys: [KeySummary]) -> String {
        guard !keys.isEmpty else { return "There are no keys yet; the server makes them when it starts." }
        var table = TextTable(["KEY", "ALGORITHM", "STATE", "MADE", "SIGNS SINCE"])
        for key in keys {
            table.add([
                key.keyID, key.algorithm, key.state.rawValue, WallTime(seconds: key.createdAt).secondText,
                key.activatedAt.map { WallTime(seconds: $0).secondText } ?? "not yet",
            ])
        }
        return table.text
    }
}
