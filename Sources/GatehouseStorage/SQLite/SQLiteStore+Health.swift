import GRDB

extension SQLiteStore {
    /// Whether the last change reached the disk and no read has found damage since the file was last found sound.
    package var isWorking: Bool { health.isWorking }

    /// Tries again what did not work, so that a store that nobody uses meanwhile does not count as broken for ever.
    func recheck() async {
        if health.isRefusing {
            // Dirties a page, so that the commit has to reach the disk; the writer itself notes how it fails.
            let isStored = try? await writer.perform { database in
                let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
                try database.execute(sql: "PRAGMA user_version = \(version)")
                return true
            }
            if isStored == true { health.stored() }
        }
        if health.isDamaged {
            let findings = try? await pool.read { try String.fetchOne($0, sql: "PRAGMA quick_check(1)") }
            if findings == "ok" { health.foundSound() }
        }
    }
}
