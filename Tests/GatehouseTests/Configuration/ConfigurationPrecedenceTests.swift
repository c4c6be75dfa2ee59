import GatehouseJOSE
import GatehouseOAuth
import GatehousePolicy
import GatehouseProxy
import Testing

@testable import Gatehouse

struct ConfigurationPrecedenceTests {
    @Test func nothingSetGivesTheDefaultsOfTheContract() throws {
        let configuration = try GatehouseConfiguration.read(cores: 4)
        #expect(configuration == GatehouseConfiguration(cores: 4))
        #expect(configuration.effectiveIssuer == "http://localhost:8080")
        #expect(configuration.listen.all.map(\.description) == ["127.0.0.1:8080", "[::1]:8080"])
        #expect(configuration.adminListen.description == "127.0.0.1:8081")
        #expect(configuration.data == ".gatehouse")
        #expect(configuration.eventLoops == 4)
    }

    @Test func flagsBeatTheEnvironmentWhichBeatsTheFile() throws {
        let file = "data: from-file\nissuer: https://file.example\nadmin_listen: 127.0.0.1:1\n"
        let environment = ["GATEHOUSE_DATA": "from-environment", "GATEHOUSE_ISSUER": "https://environment.example"]
        let configuration = try GatehouseConfiguration.read(
            flags: SettingFlags(data: "from-flags"),
            environment: environment,
            file: file
        )
        #expect(configuration.data == "from-flags")
        #expect(configuration.issuer == "https://environment.example")
        #expect(configuration.adminListen.port == 1)
    }

    @Test func everyKeyOfTheFileIsRead() throws {
        let configuration = try GatehouseConfiguration.read(
            file: """
                issuer: https://auth.example.test
                listen: 0.0.0.0:443
                admin_listen: 127.0.0.1:9091
                admin_hosts: [admin.example.test, "https://Gate.example.test"]
                ops_listen: 127.0.0.1:9092
                data: /var/lib/gatehouse
                store: sqlite
                trusted_proxies: [10.0.0.0/8, "::1"]
                proxy_protocol: trusted
                access_log: "off"
                log_level: debug
                log_format: json
                event_loops: 3
                tokens: { access_token_seconds: 600, algorithm: EdDSA, refresh_token_seconds: 700, key_rotation_days: 7, dpop_nonces: true }
                sign_in: { attempts_per_minute: 3, session_seconds: 800, idle_seconds: 90 }
                clients: { registration: token, metadata_documents: yes }
                audit_days: 30
                key_file: /run/secrets/gatehouse.key
                insecure_outbound: true
                limits: { head_bytes: 2048, body_bytes: 9, idle_seconds: 5, websocket_idle_seconds: 6, drain_seconds: 1 }
                trusted_issuers: []
                """
        )
        #expect(configuration.issuer == "https://auth.example.test")
        #expect(configuration.listen == ListenSetting(required: [ListenAddress(host: "0.0.0.0", port: 443)]))
        #expect(configuration.adminHosts == ["admin.example.test", "https://gate.example.test"])
        #expect(configuration.auditDays == 30)
        #expect(configuration.operationsListen?.port == 9_092)
        #expect(configuration.trustedProxies == ["10.0.0.0/8", "::1"])
        #expect(configuration.proxyProtocol == .trusted && configuration.wantsProxyHeaderOfItself)
        #expect(configuration.accessLog == .off)
        #expect(configuration.log.level == "debug")
        #expect(configuration.log.format == .json)
        #expect(configuration.eventLoops == 3)
        #expect(configuration.tokens.accessTokenSeconds == 600)
        #expect(configuration.tokens.algorithm == .edDSA)
        #expect(configuration.tokens.keyRotationDays == 7)
        #expect(configuration.people.refreshTokenSeconds == 700)
        #expect(configuration.people.requiresProofNonces)
        #expect(configuration.people.attemptsPerMinute == 3)
        #expect(configuration.people.sessionSeconds == 800)
        #expect(configuration.people.sessionIdleSeconds == 90)
        #expect(configuration.people.registration == .token)
        #expect(configuration.people.acceptsMetadataDocuments)
        #expect(configuration.keyFile == "/run/secrets/gatehouse.key")
        #expect(configuration.insecure.outbound)
        #expect(configuration.limits.headBytes == 2_048)
        #expect(configuration.limits.bodyBytes == 9)
        #expect(configuration.limits.idleSeconds == 5)
        #expect(configuration.limits.webSocketIdleSeconds == 6)
        #expect(configuration.limits.drainSeconds == 1)
    }

    @Test func everyKeyHasAVariable() throws {
        let configuration = try GatehouseConfiguration.read(environment: [
            "GATEHOUSE_LISTEN": "127.0.0.1:1, [::1]:2", "GATEHOUSE_TRUSTED_PROXIES": "10.0.0.0/8,192.0.2.1",
            "GATEHOUSE_TOKENS_ACCESS_TOKEN_SECONDS": "60", "GATEHOUSE_LIMITS_BODY_BYTES": "7",
            "GATEHOUSE_INSECURE_ADMIN_HTTP": "yes", "GATEHOUSE_ADMIN_LISTEN": "0.0.0.0:3",
            "GATEHOUSE_SIGN_IN_ATTEMPTS_PER_MINUTE": "4", "GATEHOUSE_CLIENTS_REGISTRATION": "open",
            "GATEHOUSE_TOKENS_KEY_ROTATION_DAYS": "0", "GATEHOUSE_KEY_FILE": "k",
        ])
        #expect(configuration.people.attemptsPerMinute == 4)
        #expect(configuration.people.registration == .open)
        #expect(configuration.tokens.keyRotationDays == 0)
        #expect(configuration.keyFile == "k")
        #expect(configuration.listen.all.map(\.port) == [1, 2])
        #expect(configuration.trustedProxies == ["10.0.0.0/8", "192.0.2.1"])
        #expect(configuration.tokens.accessTokenSeconds == 60)
        #expect(configuration.limits.bodyBytes == 7)
        #expect(configuration.adminListen.host == "0.0.0.0")
    }

    @Test func theFlagOfTheKeyFileBeatsTheRest() throws {
        let configuration = try GatehouseConfiguration.read(
            flags: SettingFlags(keyFile: "flag"),
            environment: ["GATEHOUSE_KEY_FILE": "environment"],
            file: "key_file: file"
        )
        #expect(configuration.keyFile == "flag")
    }

    @Test func anEmptyVariableIsNotASetting() throws {
        let configuration = try GatehouseConfiguration.read(
            environment: ["GATEHOUSE_DATA": ""],
            file: "data: from-file"
        )
        #expect(configuration.data == "from-file")
    }

    @Test func oneTextStandsForAListOfOne() throws {
        let configuration = try GatehouseConfiguration.read(file: "trusted_proxies: 10.0.0.0/8")
        #expect(configuration.trustedProxies == ["10.0.0.0/8"])
    }

    @Test func aMisspeltVariableIsPointedOutAndOthersAreNot() {
        let suspects = ConfigurationLoader.suspects(in: [
            "GATEHOUSE_LISTNE": "x", "GATEHOUSE_PORT_8080_TCP": "tcp://10.0.0.1:8080", "PATH": "/bin",
        ])
        #expect(suspects == ["GATEHOUSE_LISTNE is not a setting and was ignored; did you mean GATEHOUSE_LISTEN?"])
    }

    @Test func whatIsPrintedReadsBackAsTheSameConfiguration() throws {
        var configuration = try GatehouseConfiguration.read(
            file: "issuer: http://localhost:9\naccess_log: /tmp/a b \"c\".log\nlisten: 127.0.0.1:9\nlog_format: json\n"
                + "tokens: { refresh_token_seconds: 700, key_rotation_days: 7, dpop_nonces: true }\n"
                + "sign_in: { attempts_per_minute: 3, session_seconds: 800, idle_seconds: 90 }\n"
                + "clients: { registration: open, metadata_documents: true }\nkey_file: /k\ninsecure_outbound: true\naudit_days: 9\n",
            cores: 2
        )
        configuration.accessLog = .file("/tmp/a b \"c\".log")
        #expect(try GatehouseConfiguration.read(file: configuration.text, cores: 9) == configuration)
    }
}

extension GatehouseConfiguration {
    /// A configuration from its sources, the file as text.
    static func read(
        flags: SettingFlags = SettingFlags(),
        environment: [String: String] = [:],
        file: String? = nil,
        cores: Int = 1
    ) throws -> GatehouseConfiguration {
        let parsed = try file.map { text in
            let folder = try TemporaryFolder()
            try folder.write("gateway.yaml", text)
            return try GatewayFile(path: folder.file("gateway.yaml"), name: "gateway.yaml")
        }
        return try GatehouseConfiguration(flags: flags, environment: environment, file: parsed, cores: cores)
    }
}
