import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseProxy

extension GatehouseConfiguration {
    /// Reads a configuration by precedence and reports all problems at once.
    ///
    /// Of the environment only `GATEHOUSE_…` counts; the number of cores is the default of `event_loops`.
    package init(
        flags: SettingFlags,
        environment: [String: String],
        file: GatewayFile?,
        cores: Int
    ) throws(ConfigurationError) {
        self.init(cores: cores)
        let reader = SettingReader(flags: flags, environment: environment, file: file)
        var checks = SettingChecks(reader: reader, problems: file?.problems ?? [])
        readAddresses(&checks)
        readPaths(&checks)
        readTokens(&checks)
        readPeople(&checks)
        readLimits(&checks)
        tls = TLSSettings(&checks)
        upstreamTLS = UpstreamTLSSettings(&checks)
        trustedIssuers = file?.trustedIssuers ?? []
        refuseLater(&checks)
        refuseOwnIssuer(&checks)
        refuseUnsafe(&checks)
        guard checks.problems.isEmpty else { throw ConfigurationError(checks.problems) }
    }

    private mutating func readAddresses(_ checks: inout SettingChecks) {
        checks.listen(.listen) { listen = $0 }
        checks.flag(.http2Cleartext) { speaksHTTP2InTheClear = $0 }
        checks.address(.adminListen) { adminListen = $0 }
        checks.address(.opsListen) { operationsListen = $0 }
        checks.value(.issuer, Self.issuer) { issuer = $0 }
        checks.list(.adminHosts, Self.hostName) { adminHosts = $0 }
        checks.list(.trustedProxies, Self.range) { trustedProxies = $0 }
        checks.choice(.proxyProtocol, ProxyProtocolMode.allCases.map(\.rawValue)) { text in
            proxyProtocol = ProxyProtocolMode(rawValue: text) ?? .off
        }
        if proxyProtocol != .off, trustedProxies.isEmpty, !checks.hasProblem(with: .trustedProxies) {
            checks.report(
                .proxyProtocol,
                "there is no trusted proxy whose PROXY headers could be believed",
                "name the load balancers in trusted_proxies"
            )
        }
        checks.flag(.insecureHTTPIssuer) { insecure.httpIssuer = $0 }
        checks.flag(.insecureAdminHTTP) { insecure.adminHTTP = $0 }
    }

    private mutating func readPaths(_ checks: inout SettingChecks) {
        checks.value(.data, Self.path) { data = $0 }
        checks.value(.policies, Self.path) { policies = $0 }
        checks.value(.accessLog, Self.accessLog) { accessLog = $0 }
        checks.choice(.logLevel, LogConfiguration.levels) { log.level = $0 }
        checks.choice(.logFormat, LogFormat.allCases.map(\.rawValue)) { log.format = LogFormat(rawValue: $0) ?? .human }
    }

    /// How long access tokens may be configured to live.
    static let tokenSeconds: ClosedRange<Int64> = 60...86_400

    private mutating func readTokens(_ checks: inout SettingChecks) {
        checks.number(.accessTokenSeconds, in: Self.tokenSeconds) { tokens.accessTokenSeconds = $0 }
        checks.choice(.algorithm, SigningAlgorithm.allCases.map(\.rawValue)) { text in
            tokens.algorithm = SigningAlgorithm(rawValue: text) ?? .es256
        }
    }

    private mutating func readPeople(_ checks: inout SettingChecks) {
        checks.number(.keyRotationDays, in: 0...3_650) { tokens.keyRotationDays = $0 }
        checks.number(.refreshTokenSeconds, in: 300...31_536_000) { people.refreshTokenSeconds = $0 }
        checks.flag(.proofNonces) { people.requiresProofNonces = $0 }
        checks.number(.attemptsPerMinute, in: 1...100_000) { people.attemptsPerMinute = Int($0) }
        checks.number(.sessionSeconds, in: 300...31_536_000) { people.sessionSeconds = $0 }
        checks.number(.sessionIdleSeconds, in: 60...31_536_000) { people.sessionIdleSeconds = $0 }
        checks.choice(.registration, PeopleConfiguration.Registration.allCases.map(\.rawValue)) { text in
            people.registration = PeopleConfiguration.Registration(rawValue: text) ?? .off
        }
        checks.flag(.metadataDocuments) { people.acceptsMetadataDocuments = $0 }
        checks.number(.auditDays, in: 0...36_500) { auditDays = $0 }
        checks.number(.decisionDays, in: 1...365) { decisions.days = $0 }
        checks.number(.decisionRows, in: 0...100_000_000) { decisions.rows = $0 }
        checks.value(.keyFile, Self.path) { keyFile = $0 }
        checks.value(.key, Self.secret) { key = $0 }
        if key != nil, keyFile != nil {
            checks.report(.key, "there is a key in the environment and one in a file", "set one of them")
        }
        checks.flag(.insecureOutbound) { insecure.outbound = $0 }
    }

    private static func secret(_ text: String) throws(SettingProblem) -> Secret<String> {
        Secret(text)
    }

    private mutating func readLimits(_ checks: inout SettingChecks) {
        checks.number(.eventLoops, in: 1...1_024) { eventLoops = Int($0) }
        checks.number(.headBytes, in: 1_024...1_048_576) { limits.headBytes = Int($0) }
        checks.number(.bodyBytes, in: 0...(1 << 50)) { limits.bodyBytes = $0 }
        checks.number(.idleSeconds, in: 1...86_400) { limits.idleSeconds = $0 }
        checks.number(.webSocketIdleSeconds, in: 1...86_400) { limits.webSocketIdleSeconds = $0 }
        checks.number(.drainSeconds, in: 0...3_600) { limits.drainSeconds = $0 }
    }

    /// Our own keys come from memory, and nobody else's may speak for us.
    private func refuseOwnIssuer(_ checks: inout SettingChecks) {
        let own = effectiveIssuer
        guard trustedIssuers.contains(where: { $0.issuer == own || $0.issuer == own + "/" }) else { return }
        checks.report(
            .trustedIssuers,
            "\(own) is this server itself",
            "leave it out: its own tokens are accepted unless a policy says otherwise"
        )
    }

    private func refuseLater(_ checks: inout SettingChecks) {
        if let store = checks.reader.text(.store), store != "sqlite" {
            let name = Self.redacted(store)
            checks.report(.store, "the store \(name) comes with a later version", "write `store: sqlite`")
        }
        if checks.reader.list(.trustedIssuers) != nil {
            checks.report(.trustedIssuers, "other issuers are not named here", "write trusted_issuers in gateway.yaml")
        }
    }

    /// Contract §2: what would put tokens or the dashboard on a network in the clear must be asked for by name.
    private func refuseUnsafe(_ checks: inout SettingChecks) {
        // A listener or issuer that could not be read says nothing about what was meant.
        guard !checks.hasProblem(with: .listen), !checks.hasProblem(with: .issuer) else { return }
        if let issuer {
            let context = PolicyContext(issuer: issuer)
            if let context, context.issuerScheme == "http", !context.issuerIsLoopback, !insecure.httpIssuer {
                checks.report(
                    .issuer,
                    "\(issuer) would send secrets and tokens in the clear",
                    "write https://, or add --insecure-http-issuer"
                )
            } else if let context, context.issuerScheme == "http", tls != nil {
                checks.report(.issuer, "the public listener speaks TLS, and \(issuer) does not", "write https://")
            }
        } else if !listen.isLoopback, !insecure.httpIssuer {
            checks.report(
                .listen,
                "others can reach \(listen.all[0]), but there is no issuer that they could know this server by",
                "add --issuer https://HOST, or --insecure-http-issuer to keep http://localhost"
            )
        }
        if !adminListen.isLoopback, !insecure.adminHTTP, !checks.hasProblem(with: .adminListen) {
            checks.report(
                .adminListen,
                "the admin listener has no TLS and \(adminListen) can be reached by others",
                "listen on 127.0.0.1, or add --insecure-admin-http"
            )
        }
    }

    /// An issuer is an origin; a slash at its end and a default port are normalized away.
    private static func issuer(_ text: String) throws(SettingProblem) -> String {
        let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
        guard let context = PolicyContext(issuer: trimmed) else {
            throw SettingProblem(
                "the issuer \(text) is not an origin",
                "write scheme, host and port alone, such as https://auth.example.test"
            )
        }
        return "\(context.issuerScheme)://\(context.issuerAuthority)"
    }

    private static func hostName(_ text: String) throws(SettingProblem) -> String {
        guard PolicyContext(issuer: text.hasPrefix("https://") ? text : "http://\(text)") != nil else {
            let example =
                "write a name without path, such as admin.example.test, after https:// if TLS ends before this listener"
            throw SettingProblem("\(text) is not a host name", example)
        }
        return text.lowercased()
    }

    private static func range(_ text: String) throws(SettingProblem) -> String {
        guard AddressRange(text) != nil else {
            throw SettingProblem("\(text) is not a block of addresses", "write, for example, 10.0.0.0/8")
        }
        return text
    }

    static func path(_ text: String) throws(SettingProblem) -> String {
        guard !text.isEmpty, !text.utf8.contains(0) else { throw SettingProblem("the path is empty", nil) }
        return text
    }

    private static func accessLog(_ text: String) throws(SettingProblem) -> AccessLogSetting {
        switch text {
        case "": throw SettingProblem("access_log is empty", "write stdout, off or a file's path")
        case "stdout", "-": .standardOutput
        // YAML 1.1 readers take a plain `off` for false; both mean the same here.
        case "off", "none", "false": .off
        default: .file(text)
        }
    }

    /// A store's URL may hold a password.
    private static func redacted(_ store: String) -> String {
        store.prefix { $0 != ":" }.description
    }
}
