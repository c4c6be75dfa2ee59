import Configuration
import GatehousePolicy

/// Finds each setting by precedence: flags, then environment, then `gateway.yaml`.
///
/// The only type that knows swift-configuration. Every value is read as text, so that what is wrong with it is said in
/// our words and with its place.
struct SettingReader {
    private let reader: ConfigReader
    private let flags: SettingFlags
    private let variables: [String: String]
    private let file: GatewayFile?

    init(flags: SettingFlags, environment: [String: String], file: GatewayFile?) {
        // `VARIABLE=` in a shell or a compose file means "not set".
        let variables = environment.filter { $0.key.hasPrefix("GATEHOUSE_") && !$0.value.isEmpty }
        self.flags = flags
        self.variables = variables
        self.file = file
        self.reader = ConfigReader(providers: [
            InMemoryProvider(name: "flags", values: Self.values(flags.values)),
            EnvironmentVariablesProvider(environmentVariables: variables).prefixKeys(with: "gatehouse"),
            InMemoryProvider(name: "gateway.yaml", values: Self.values(file?.values ?? [:])),
        ])
    }

    /// The text of a setting; nil if nobody set it.
    func text(_ key: SettingKey) -> String? {
        reader.string(forKey: ConfigKey(key.components))
    }

    /// The elements of a list; nil if nobody set it.
    func list(_ key: SettingKey) -> [String]? {
        reader.stringArray(forKey: ConfigKey(key.components))?.map { $0.trimmed }
    }

    /// Where a setting was found.
    func origin(_ key: SettingKey) -> String {
        if flags.values[key] != nil { return key.flag }
        if variables[key.variable] != nil { return key.variable }
        return file?.locations[key]?.description ?? key.rawValue
    }

    private static func values(_ values: [SettingKey: [String]]) -> [AbsoluteConfigKey: ConfigValue] {
        var result: [AbsoluteConfigKey: ConfigValue] = [:]
        for (key, list) in values {
            let content: ConfigContent = key.isList ? .stringArray(list) : .string(list.first ?? "")
            result[AbsoluteConfigKey(key.components)] = ConfigValue(content, isSecret: false)
        }
        return result
    }
}

extension String {
    /// The text without spaces and tabs around it.
    var trimmed: String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        let kept = utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return String(decoding: Array(kept), as: UTF8.self)
    }
}
