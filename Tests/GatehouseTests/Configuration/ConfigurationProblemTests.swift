import Testing

@testable import Gatehouse

struct ConfigurationProblemTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let file: String
        let problem: String
        var testDescription: String { file }
    }

    @Test(arguments: [
        Case(
            file: "isuer: https://a.example",
            problem: "gateway.yaml:1:1: error: there is no setting isuer; did you mean 'issuer'?"
        ),
        Case(
            file: "tokens:\n  algoritm: ES256",
            problem: "gateway.yaml:2:3: error: there is no setting tokens.algoritm; did you mean 'tokens.algorithm'?"
        ),
        Case(
            file: "limits: 7",
            problem: "gateway.yaml:1:9: error: limits holds settings of its own; write them below it, indented"
        ),
        Case(
            file: "issuer:",
            problem: "gateway.yaml:1:1: error: issuer has no value; write one, or leave the key out"
        ),
        Case(
            file: "issuer: https://a.example/path",
            problem: "gateway.yaml:1:9: error: the issuer https://a.example/path is not an origin; "
                + "write scheme, host and port alone, such as https://auth.example.test"
        ),
        Case(
            file: "listen: 8080",
            problem: "gateway.yaml:1:9: error: 8080 is not HOST:PORT; write 127.0.0.1:8080"
        ),
        Case(
            file: "tokens: { algorithm: HS256 }",
            problem: "gateway.yaml:1:22: error: HS256 is none of ES256, RS256, PS256, EdDSA; did you mean 'ES256'?"
        ),
        Case(
            file: "tokens: { access_token_seconds: 1h }",
            problem: "gateway.yaml:1:33: error: 1h is not a whole number from 60 to 86400"
        ),
        Case(
            file: "trusted_proxies: [10.0.0.0/33]",
            problem: "gateway.yaml:1:18: error: 10.0.0.0/33 is not a block of addresses; write, for example, 10.0.0.0/8"
        ),
        Case(
            file: "trusted_proxies: [10.0.0.0/8]\nproxy_protocol: sometimes",
            problem: "gateway.yaml:2:17: error: sometimes is none of off, trusted, required"
        ),
        Case(
            file: "proxy_protocol: required",
            problem: "gateway.yaml:1:17: error: there is no trusted proxy whose PROXY headers could be believed; "
                + "name the load balancers in trusted_proxies"
        ),
        Case(
            file: "admin_hosts: [https://a.test/x]",
            problem: "gateway.yaml:1:14: error: https://a.test/x is not a host name; write a name without path, "
                + "such as admin.example.test, after https:// if TLS ends before this listener"
        ),
        Case(
            file: "data: [a, b]",
            problem: "gateway.yaml:1:7: error: data is one value, not a list"
        ),
        Case(
            file: "sign_in: { attempts_per_minute: 0 }",
            problem: "gateway.yaml:1:33: error: 0 is not a whole number from 1 to 100000"
        ),
        Case(
            file: "sign_in: { atempts_per_minute: 3 }",
            problem: "gateway.yaml:1:12: error: there is no setting sign_in.atempts_per_minute; "
                + "did you mean 'sign_in.attempts_per_minute'?"
        ),
        Case(
            file: "clients: { registration: everybody }",
            problem: "gateway.yaml:1:26: error: everybody is none of off, token, open"
        ),
        Case(
            file: "clients: { metadata_documents: perhaps }",
            problem: "gateway.yaml:1:32: error: perhaps is neither true nor false"
        ),
        Case(
            file: "tokens: { refresh_token_seconds: 299 }",
            problem: "gateway.yaml:1:34: error: 299 is not a whole number from 300 to 31536000"
        ),
        Case(
            file: "tokens: { key_rotation_days: -1 }",
            problem: "gateway.yaml:1:30: error: -1 is not a whole number from 0 to 3650"
        ),
        Case(
            file: "key: AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
            problem: "gateway.yaml:1:1: error: key cannot be set here; "
                + "a secret does not belong in a file that is shared; use key_file"
        ),
        Case(
            file: "policies: here",
            problem: "gateway.yaml:1:1: error: policies cannot be set here; "
                + "the directory is found before this file is read; use --policies"
        ),
    ])
    func aProblemNamesItsPlaceAndWhatToWrite(_ example: Case) {
        #expect(problems(file: example.file) == [example.problem])
    }

    @Test(arguments: ["store: postgres://user:hidden@db/gatehouse", "roles: [gateway]"])
    func whatALaterVersionBringsIsRefusedByName(_ file: String) {
        let found = problems(file: file)
        #expect(found.count == 1)
        #expect(found.first?.contains("later version") == true)
        #expect(found.first?.contains("hidden") == false)
    }

    @Test func whatBelongsToApplicationsIsRefusedByName() {
        let found = problems(file: "rate_limits: []")
        #expect(found.count == 1)
        #expect(found.first?.contains("write them there, under 'limits'") == true)
    }

    @Test func allProblemsAreReportedAtOnce() {
        let found = problems(
            flags: SettingFlags(listen: ["nowhere"], logLevel: "loud"),
            environment: ["GATEHOUSE_TOKENS_ALGORITHM": "none"],
            file: "isuer: x\nlimits: { head_bytes: 1 }\n"
        )
        #expect(found.count == 5)
        #expect(found.contains { $0.hasPrefix("--listen: error: nowhere is not HOST:PORT") })
        #expect(found.contains { $0.hasPrefix("--log-level: error: loud is none of") })
        #expect(found.contains { $0.hasPrefix("GATEHOUSE_TOKENS_ALGORITHM: error: none is none of") })
        #expect(found.contains { $0.hasPrefix("gateway.yaml:2:23: error: 1 is not a whole number") })
    }

    @Test func anOpenListenerNeedsAnIssuer() {
        #expect(problems(flags: SettingFlags(listen: ["0.0.0.0:8080"])).first?.hasPrefix("--listen: error") == true)
        let named = SettingFlags(listen: ["0.0.0.0:8080"], issuer: "https://auth.example.test")
        #expect(problems(flags: named) == [])
        let lifted = SettingFlags(listen: ["0.0.0.0:8080"], insecureHTTPIssuer: true)
        #expect(problems(flags: lifted) == [])
    }

    @Test func anIssuerInTheClearMustBeAskedForByName() {
        let plain = SettingFlags(issuer: "http://auth.example.test")
        #expect(problems(flags: plain).first?.contains("--insecure-http-issuer") == true)
        let lifted = SettingFlags(issuer: "http://auth.example.test", insecureHTTPIssuer: true)
        #expect(problems(flags: lifted) == [])
        #expect(problems(flags: SettingFlags(issuer: "http://127.0.0.1:8080")) == [])
    }

    @Test func anOpenAdminListenerMustBeAskedForByName() {
        let open = SettingFlags(adminListen: "0.0.0.0:8081")
        #expect(problems(flags: open).first?.contains("--insecure-admin-http") == true)
        #expect(problems(flags: SettingFlags(adminListen: "0.0.0.0:8081", insecureAdminHTTP: true)) == [])
    }

    @Test(arguments: [
        ("https://Auth.Example.Test/", "https://auth.example.test"), ("https://a.example:443", "https://a.example"),
        ("http://localhost:8080", "http://localhost:8080"),
    ])
    func anIssuerIsNormalized(_ written: String, _ issuer: String) throws {
        #expect(try GatehouseConfiguration.read(flags: SettingFlags(issuer: written)).issuer == issuer)
    }

    @Test func aFileThatIsNoMappingIsRefusedAndAnEmptyOneIsNot() {
        #expect(problems(file: "- issuer").count == 1)
        #expect(problems(file: "# nothing yet\n") == [])
    }

    private func problems(
        flags: SettingFlags = SettingFlags(),
        environment: [String: String] = [:],
        file: String? = nil
    ) -> [String] {
        do {
            _ = try GatehouseConfiguration.read(flags: flags, environment: environment, file: file)
            return []
        } catch let error as ConfigurationError {
            return error.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }
}
