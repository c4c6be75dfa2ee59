import GatehouseJOSE
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
                admin_hosts: [admin.example.test]
                ops_listen: 127.0.0.1:9092
                data: /var/lib/gatehouse
                store: sqlite
                trusted_proxies: [10.0.0.0/8, "::1"]
                access_log: "off"
                log_level: debug
                log_format: json
                event_loops: 3
                tokens: { access_token_seconds: 600, algorithm: EdDSA }
                limits: { head_bytes: 2048, body_bytes: 9, idle_seconds: 5, drain_seconds: 1 }
                trusted_issuers: []
                """
        )
        #expect(configuration.issuer == "https://auth.example.test")
        #expect(configuration.listen == ListenSetting(required: [ListenAddress(host: "0.0.0.0", port: 443)]))
        #expect(configuration.adminHosts == ["admin.example.test"])
        #expect(configuration.operationsListen?.port == 9_092)
        #expect(configuration.trustedProxies == ["10.0.0.0/8", "::1"])
        #expect(configuration.accessLog == .off)
        #expect(configuration.log.level == "debug")
        #expect(configuration.log.format == .json)
        #expect(configuration.eventLoops == 3)
        #expect(configuration.tokens.accessTokenSeconds == 600)
        #expect(configuration.tokens.algorithm == .edDSA)
        #expect(configuration.limits.headBytes == 2_048)
        #expect(configuration.limits.bodyBytes == 9)
        #expect(configuration.limits.idleSeconds == 5)
        #expect(configuration.limits.drainSeconds == 1)
    }

    @Test func everyKeyHasAVariable() throws {
        let configuration = try GatehouseConfiguration.read(environment: [
            "GATEHOUSE_LISTEN": "127.0.0.1:1, [::1]:2", "GATEHOUSE_TRUSTED_PROXIES": "10.0.0.0/8,192.0.2.1",
            "GATEHOUSE_TOKENS_ACCESS_TOKEN_SECONDS": "60", "GATEHOUSE_LIMITS_BODY_BYTES": "7",
            "GATEHOUSE_INSECURE_ADMIN_HTTP": "yes", "GATEHOUSE_ADMIN_LISTEN": "0.0.0.0:3",
        ])
        #expect(configuration.listen.all.map(\.port) == [1, 2])
        #expect(configuration.trustedProxies == ["10.0.0.0/8", "192.0.2.1"])
        #expect(configuration.tokens.accessTokenSeconds == 60)
        #expect(configuration.limits.bodyBytes == 7)
        #expect(configuration.adminListen.host == "0.0.0.0")
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
            file: "issuer: http://localhost:9\naccess_log: /tmp/a b \"c\".log\nlisten: 127.0.0.1:9\nlog_format: json\n",
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
