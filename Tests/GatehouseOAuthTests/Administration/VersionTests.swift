import FoundationEssentials
import GatehouseJOSE
import GatehouseOAuth
import GatehouseTestSupport
import Testing

@Suite("Versions of clients and people")
struct VersionTests {
    @Test func everyMemberOfAProfileIsPartOfTheVersion() throws {
        let members: [(String, JSONValue)] = [
            ("token_endpoint_auth_method", "private_key_jwt"), ("jwks", "{}"), ("jwks_uri", "https://a.example/"),
            ("tls_client_auth_subject_dn", "CN=a"), ("certificate_thumbprints", ["a"]),
            ("client_uri", "https://a.example/"), ("post_logout_redirect_uris", ["https://a.example/"]),
            ("backchannel_logout_uri", "https://a.example/"), ("id_token_signed_response_alg", "ES256"),
            ("subject_type", "pairwise"), ("sector_identifier", "a.example"),
            ("require_pushed_authorization_requests", true), ("require_signed_request_object", true),
            ("dpop_bound_access_tokens", true), ("tls_client_certificate_bound_access_tokens", true),
            ("first_party", true), ("access_token_seconds", 60), ("refresh_token_seconds", 300),
            ("default_max_age", 1), ("source", "policy"), ("metadata_document", "https://a.example/"),
            ("registration_token_digest", "a"), ("has_logo", true), ("consents_since", 1),
            ("granted_scopes", ["a"]), ("declared_in", "a.yaml:1"), ("withdrawn", true),
        ]
        #expect(Mirror(reflecting: ClientProfile()).children.count == members.count)
        var versions: Set<String> = [Client.fixture().version]
        for member in members {
            let json = JSONObject([member]).serialized()
            let profile = try JSONDecoder().decode(ClientProfile.self, from: Data(json))
            versions.insert(Client.fixture(profile: profile).version)
        }
        #expect(versions.count == members.count + 1)
    }

    @Test func everyOtherMemberOfAClientThatAdministratorsChangeIsPartOfTheVersion() {
        let clients: [Client] = [
            .fixture(), .fixture(id: "b"), .fixture(application: "b"), .fixture(name: "b"), .fixture(grants: []),
            .fixture(scopes: ["b"]), .fixture(isPublic: true), .fixture(redirectURIs: ["b"]),
            .fixture(policyURI: "b"), .fixture(termsOfServiceURI: "b"), .fixture(secrets: [.fixture()]),
            .fixture(secrets: [.fixture(label: "b")]), .fixture(createdAt: 2), .fixture(disabledAt: 3),
        ]
        #expect(Set(clients.map(\.version)).count == clients.count)
        let used = Client.fixture(secrets: [.fixture(lastUsedAt: 9)], revokedBefore: 5, firstIssuedAt: 6)
        #expect(used.version == Client.fixture(secrets: [.fixture()]).version)
    }

    @Test func listsAreNotToldTogether() {
        let first = Client.fixture(scopes: ["a", "b"], redirectURIs: ["c"])
        let second = Client.fixture(scopes: ["a"], redirectURIs: ["b", "c"])
        #expect(first.version != second.version)
    }

    @Test func everyMemberOfAPersonThatAdministratorsChangeIsPartOfTheVersion() {
        let factor = SecondFactor(sealedSecret: [1], confirmedAt: 5)
        let people: [User] = [
            .fixture("a"), .fixture("b"), .fixture("a", id: .fixture(2)), .fixture("a", email: "a@b.test"),
            .fixture("a", name: "A"), .fixture("a", attributes: ["a": ["b"]]),
            .fixture("a", attributes: ["a": ["b", "c"]]), .fixture("a", assignedScopes: ["s"]),
            .fixture("a", secondFactor: factor), .fixture("a", passwordChangedAt: 7), .fixture("a", createdAt: 2),
            .fixture("a", disabledAt: 8),
        ]
        #expect(Set(people.map(\.version)).count == people.count)
    }
}
