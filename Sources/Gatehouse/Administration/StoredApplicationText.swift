import GatehouseControl
import GatehouseJOSE

/// Puts the applications of the store into words.
enum StoredApplicationText {
    /// All of them, for people and for programs.
    static func report(_ rows: [StoredApplicationRow]) -> PolicyReport {
        PolicyReport(text: table(rows), json: json(rows), diagnostics: [], isPositive: true)
    }

    private static func table(_ rows: [StoredApplicationRow]) -> String {
        guard !rows.isEmpty else { return "The store has no applications; the policy files declare all there are." }
        var table = TextTable(["APPLICATION", "MADE", "CHANGED", "STATE"])
        for row in rows {
            table.add([
                row.key, WallTime(seconds: row.createdAt).secondText, WallTime(seconds: row.changedAt).secondText,
                words(row.state),
            ])
        }
        return table.text
    }

    private static func json(_ rows: [StoredApplicationRow]) -> String {
        let objects = rows.map { row in
            JSONValue.object([
                "application": .string(row.key), "created_at": .integer(row.createdAt),
                "changed_at": .integer(row.changedAt), "state": .string(words(row.state)),
            ])
        }
        return String(decoding: JSONValue.array(objects).serialized(), as: UTF8.self)
    }

    private static func words(_ state: KeptApplication.State) -> String {
        switch state {
        case .counts: "counts"
        case .setAside: "set aside by a file"
        case .pending: "not in force yet"
        case .broken: "does not compile"
        }
    }
}
