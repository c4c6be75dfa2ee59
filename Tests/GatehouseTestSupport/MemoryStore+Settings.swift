package import GatehouseOAuth

extension MemoryStore: SettingsStore {
    package func settings() async throws(StorageError) -> ServerSettings? {
        try transaction { state throws(StorageError) in state.settings }
    }

    package func adopt(_ settings: ServerSettings) async throws(StorageError) -> ServerSettings {
        try transaction { state throws(StorageError) in
            guard !settings.issuer.isEmpty, settings.accessTokenSeconds > 0 else { throw .conflict }
            let standing = state.settings.map(settings.following) ?? settings
            state.settings = standing
            return standing
        }
    }
}
