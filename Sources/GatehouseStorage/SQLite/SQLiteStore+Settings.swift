package import GatehouseOAuth

extension SQLiteStore: SettingsStore {
    package func settings() async throws(StorageError) -> ServerSettings? {
        try await read(SettingsRow.fetch)
    }

    package func adopt(_ settings: ServerSettings) async throws(StorageError) -> ServerSettings {
        try await write { database in
            let standing = try SettingsRow.fetch(database).map(settings.following) ?? settings
            try SettingsRow.replace(standing, in: database)
            return standing
        }
    }
}
