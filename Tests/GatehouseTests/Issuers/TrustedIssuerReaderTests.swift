import GatehouseJOSE
import Testing

@testable import Gatehouse

@Suite("trusted_issuers in gateway.yaml")
struct TrustedIssuerReaderTests {
    private static func read(_ text: String) throws -> (issuers: [TrustedIssuerSettings], problems: [String]) {
        let file = GatewayFile(try YAMLDocument.parse(Array(text.utf8), file: "gateway.yaml"))
        return (file.trustedIssuers, file.problems.map(\.description))
    }

    @Test func aShortEntryHasStrictDefaults() throws {
        let read = try Self.read("trusted_issuers:\n  - { name: other, issuer: https://other.example.test }\n")
        #expect(read.problems.isEmpty)
        let issuer = try #require(read.issuers.first)
        #expect(issuer.rules == ForeignTokenRules())
        #expect(issuer.rules.types == ["at+jwt"])
        #expect(issuer.keysMaximumAge == 3_600)
        #expect(issuer.introspection == nil)
    }

    @Test func aLongEntryIsReadWhole() throws {
        let read = try Self.read(
            """
            trusted_issuers:
              - name: keycloak
                issuer: https://kc.example.test/realms/x
                jwks_uri: https://kc.example.test/keys
                audience: [account, orders]
                algorithms: [RS256, ES256]
                token_type: [JWT, application/at+JWT]
                claims: { subject: sub, client: [azp], scope: [scope, realm_access.roles] }
                introspection:
                  endpoint: https://kc.example.test/introspect
                  client_id: gate
                  client_secret_file: /run/secrets/gate
                  cache_seconds: 30
                ca: /etc/ca.pem
                keys_max_age_seconds: 600
            """
        )
        #expect(read.problems.isEmpty)
        let issuer = try #require(read.issuers.first)
        #expect(issuer.audiences == ["account", "orders"])
        #expect(issuer.rules.types == ["jwt", "at+jwt"])
        #expect(issuer.rules.scopes == ["scope", "realm_access.roles"])
        #expect(issuer.introspection?.cacheSeconds == 30)
        #expect(issuer.keysMaximumAge == 600)
    }

    @Test(arguments: [
        ("[https://a.example]", "gateway.yaml:1:19: error: an element of trusted_issuers must be a mapping"),
        ("[{ issuer: https://a.example }]", "gateway.yaml:1:19: error: there is no name"),
        ("[{ name: gatehouse, issuer: https://a.example }]", "error: gatehouse is no name of an issuer"),
        ("[{ name: Key, issuer: https://a.example }]", "error: Key is no name of an issuer"),
        ("[{ name: k, issuer: http://a.example }]", "error: issuer is not an https URL"),
        ("[{ name: k, issuer: https://a.example, jwks_uri: http://b.example }]", "error: jwks_uri is not an https URL"),
        ("[{ name: k, issuer: https://a.example, algorithms: [HS256] }]", "error: HS256 is no algorithm"),
        ("[{ name: k, issuer: https://a.example, audiences: x }]", "did you mean 'audience'?"),
        ("[{ name: k, issuer: https://a.example, keys_max_age_seconds: 1 }]", "whole number from 10 to 604800"),
        (
            "[{ name: k, issuer: https://a.example, introspection: { endpoint: https://a.example } }]",
            "error: there is no client_id"
        ),
        (
            "[{ name: k, issuer: https://a.example }, { name: k, issuer: https://b.example }]",
            "error: this issuer stands here twice"
        ),
    ])
    func aMistakeIsNamedWithItsPlace(_ value: String, _ problem: String) throws {
        let problems = try Self.read("trusted_issuers: \(value)\n").problems
        #expect(problems.contains { $0.contains(problem) }, "\(problems)")
    }
}
