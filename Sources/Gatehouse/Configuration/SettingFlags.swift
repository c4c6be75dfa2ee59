/// Holds the settings that a command line gave.
package struct SettingFlags: Sendable, Equatable {
    private(set) var values: [SettingKey: [String]] = [:]

    /// No flags at all.
    package init() {}

    /// Takes one setting if it was given.
    mutating func set(_ key: SettingKey, _ value: String?) {
        if let value { values[key] = [value] }
    }

    /// Takes a list if at least one element was given.
    mutating func set(_ key: SettingKey, _ list: [String]) {
        if !list.isEmpty { values[key] = list }
    }
}

extension SettingFlags {
    /// Takes the flags of a command line, by the parts that commands share.
    package init(
        policies: String? = nil,
        data: String? = nil,
        listen: [String] = [],
        adminListen: String? = nil,
        operationsListen: String? = nil,
        issuer: String? = nil,
        accessLog: String? = nil,
        logLevel: String? = nil,
        logFormat: String? = nil,
        eventLoops: String? = nil,
        keyFile: String? = nil,
        insecureHTTPIssuer: Bool = false,
        insecureAdminHTTP: Bool = false
    ) {
        set(.policies, policies)
        set(.data, data)
        set(.listen, listen)
        set(.adminListen, adminListen)
        set(.opsListen, operationsListen)
        set(.issuer, issuer)
        set(.accessLog, accessLog)
        set(.logLevel, logLevel)
        set(.logFormat, logFormat)
        set(.eventLoops, eventLoops)
        set(.keyFile, keyFile)
        set(.insecureHTTPIssuer, insecureHTTPIssuer ? "true" : nil)
        set(.insecureAdminHTTP, insecureAdminHTTP ? "true" : nil)
    }
}
