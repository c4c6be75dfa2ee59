import GRDB

/// The form of the database, as the ordered list of the steps that lead to it.
enum Schema {
    /// Only ever appended to.
    static let migrations: [Migration] = [
        .foundations, .revocationClient, .serverSettings, .clientProfile, .people, .grants, .devices, .requests,
        .logoutDelivery, .rootKey, .bounds, .applications, .directory, .quotas,
    ]

    /// Applies the steps that a database lacks, each in a transaction of its own.
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { database in
                try database.execute(sql: migration.sql)
            }
        }
        return migrator
    }()
}
