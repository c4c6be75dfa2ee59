import Logging

extension AdminConsole {
    /// Opens a console for a command: flags, environment and `gateway.yaml` say where the data is.
    package static func open(_ flags: SettingFlags, environment: [String: String]) throws(ExitFailure) -> AdminConsole {
        let configuration = try ConfigurationLoader.load(flags, environment: environment)
        var logger = Logger(label: "gatehouse") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = .warning
        return AdminConsole(configuration, logger: logger)
    }
}
