import GatehouseOAuth
import GatehouseTestSupport
import Testing

@testable import GatehouseControl

@Suite("Snippets for a client")
struct ClientSnippetTests {
    private static let hostile = #"a'b"c\d$(id)`id`${HOME}</script>"#

    private func facts(_ client: Client, secret: String? = nil) -> SnippetFacts {
        SnippetFacts(
            ClientSummary(client),
            issuer: "https://id.example.test",
            secret: secret,
            exampleURL: "https://api.example.test/tstapp/data/1"
        )
    }

    private func text(_ id: String, of client: Client, isService: Bool, secret: String? = nil) throws -> String {
        let snippet = try #require(facts(client, secret: secret).snippets(isService: isService).first { $0.id == id })
        return try #require(snippet.blocks.first).whole
    }

    private var people: Client {
        .fixture(
            id: "web",
            grants: [.authorizationCode],
            scopes: ["openid", "tstapp_data.read"],
            redirectURIs: ["https://app.example.test/auth"]
        )
    }

    @Test
    func theRequestOfAServiceIsTheOneOfTheContract() throws {
        let text = try text("curl", of: .fixture(), isService: true, secret: "s3cr3t")
        #expect(
            text == #"""
                CLIENT_SECRET='s3cr3t'
                curl --request POST 'https://id.example.test/oauth2/token' \
                  --header 'Content-Type: application/x-www-form-urlencoded' \
                  --data-urlencode 'grant_type=client_credentials' \
                  --data-urlencode 'client_id=reporting' \
                  --data-urlencode "client_secret=$CLIENT_SECRET" \
                  --data-urlencode 'scope=tstapp_data.read'
                """#
        )
    }

    @Test
    func theRequestForACodeSendsTheVerifier() throws {
        let text = try text("curl", of: people, isService: false)
        #expect(
            text == #"""
                curl --request POST 'https://id.example.test/oauth2/token' \
                  --header 'Content-Type: application/x-www-form-urlencoded' \
                  --data-urlencode 'grant_type=authorization_code' \
                  --data-urlencode 'client_id=web' \
                  --data-urlencode "client_secret=$CLIENT_SECRET" \
                  --data-urlencode 'redirect_uri=https://app.example.test/auth' \
                  --data-urlencode "code=$CODE" \
                  --data-urlencode "code_verifier=$VERIFIER"
                """#
        )
    }

    @Test
    func springReadsItsSettings() throws {
        let text = try text("spring", of: people, isService: false)
        #expect(
            text == #"""
                spring:
                  security:
                    oauth2:
                      client:
                        registration:
                          gatehouse:
                            client-id: "web"
                            client-secret: "${CLIENT_SECRET}"
                            authorization-grant-type: authorization_code
                            redirect-uri: "https://app.example.test/auth"
                            scope:
                              - "openid"
                              - "tstapp_data.read"
                        provider:
                          gatehouse:
                            issuer-uri: "https://id.example.test"
                """#
        )
    }

    @Test
    func authlibGetsATokenForAService() throws {
        let text = try text("authlib", of: .fixture(), isService: true)
        #expect(
            text == """
                import os

                from authlib.integrations.requests_client import OAuth2Session

                session = OAuth2Session(
                    client_id="reporting",
                    client_secret=os.environ["CLIENT_SECRET"],
                    scope="tstapp_data.read",
                )
                session.fetch_token(
                    "https://id.example.test/oauth2/token",
                    grant_type="client_credentials",
                )
                print(session.get("https://api.example.test/tstapp/data/1").status_code)
                """
        )
    }

    @Test
    func authlibSignsPeopleIn() throws {
        let text = try text("authlib", of: people, isService: false)
        #expect(
            text == """
                import os

                from authlib.integrations.flask_client import OAuth

                oauth = OAuth(app)
                oauth.register(
                    name="gatehouse",
                    server_metadata_url="https://id.example.test/.well-known/openid-configuration",
                    client_id="web",
                    client_secret=os.environ["CLIENT_SECRET"],
                    client_kwargs={
                        "scope": "openid tstapp_data.read",
                        "code_challenge_method": "S256",
                    },
                )

                # Where people begin:
                oauth.gatehouse.authorize_redirect("https://app.example.test/auth")

                # At the redirect URL:
                token = oauth.gatehouse.authorize_access_token()
                """
        )
    }

    @Test
    func aBrowserGetsItsOwnClientAndNoSecret() throws {
        let react = try text("oidc-react", of: .app(id: "spa"), isService: false)
        #expect(react.contains("clientId=\"spa\""))
        #expect(react.contains("authority=\"https://id.example.test\""))
        #expect(try text("oidc-client-ts", of: .app(id: "spa"), isService: false).contains("client_id: \"spa\""))
        let confidential = facts(people).snippets(isService: false).filter { $0.id.hasPrefix("oidc") }
        #expect(confidential.count == 2)
        for snippet in confidential {
            #expect(snippet.warning != nil)
            #expect(snippet.blocks.allSatisfy { !$0.whole.contains("\"web\"") })
        }
    }

    @Test
    func aKeyIsNeverReplacedByASecret() {
        var profile = ClientProfile()
        profile.authenticationMethod = .privateKeyJWT
        for snippet in facts(.fixture(profile: profile)).snippets(isService: true) {
            #expect(snippet.blocks.allSatisfy { !$0.whole.contains("CLIENT_SECRET") }, "\(snippet.id)")
        }
    }

    @Test
    func valuesStayInsideTheStringsOfTheirLanguage() {
        #expect(SnippetEscape.shell("a'b") == #"a'\''b"#)
        #expect(SnippetEscape.code("a\"b\\c\n</x\u{2028}") == #"a\"b\\c\u000A\u003C/x\u2028"#)
        #expect(SnippetEscape.code("\"\u{301}") == "\\\"\u{301}")
        #expect(SnippetEscape.shell("'\u{301}") == "'\\''\u{301}")
        #expect(SnippetEscape.jsx("a\"b&<") == "a&quot;b&amp;&lt;")
        #expect(SnippetEscape.spring("${A}$B") == #"\\${A}$B"#)
    }

    @Test
    func hostileValuesDoNotEndAnyString() throws {
        let client = Client.fixture(
            id: "a'b\"c\\d`$e",
            grants: [.authorizationCode],
            scopes: ["openid", "x'y\"z`"],
            redirectURIs: ["https://app.example.test/auth?x='\"" + Self.hostile]
        )
        for snippet in facts(client, secret: Self.hostile).snippets(isService: false) {
            for block in snippet.blocks.dropLast(snippet.id == "curl" ? 1 : 0) {
                let ending: Character = snippet.id == "curl" ? "'" : "\""
                for piece in block.pieces where piece.isValue {
                    let bare = piece.text.replacing(#"'\''"#, with: "").replacing(#"\\"#, with: "")
                        .replacing(#"\""#, with: "")
                    #expect(!bare.contains(ending), "\(snippet.id): \(piece.text)")
                    #expect(!piece.text.contains("\n"))
                }
            }
        }
    }

    @Test
    func theTokenOfOneCommandIsUsedByTheNext() throws {
        let snippets = facts(.fixture(), secret: "s3cr3t").snippets(isService: true)
        let block = try #require(snippets.first { $0.id == "curl" }?.blocks.last)
        #expect(
            block.whole == #"""
                ACCESS_TOKEN=$(curl --silent --show-error --request POST 'https://id.example.test/oauth2/token' \
                  --header 'Content-Type: application/x-www-form-urlencoded' \
                  --data-urlencode 'grant_type=client_credentials' \
                  --data-urlencode 'client_id=reporting' \
                  --data-urlencode "client_secret=$CLIENT_SECRET" \
                  --data-urlencode 'scope=tstapp_data.read' |
                  sed 's/.*"access_token":"\([^"]*\)".*/\1/')
                curl 'https://api.example.test/tstapp/data/1' \
                  --header "Authorization: Bearer $ACCESS_TOKEN"
                """#
        )
    }

    @Test(arguments: [true, false])
    func theAnswerHasARefreshTokenWhereOneIsIssued(isOffline: Bool) throws {
        let scopes = isOffline ? ["openid", "offline_access"] : ["openid"]
        let client = Client.fixture(
            grants: isOffline ? [.authorizationCode, .refreshToken] : [.authorizationCode],
            scopes: scopes,
            redirectURIs: ["https://app.example.test/auth"]
        )
        let blocks = try #require(facts(client).snippets(isService: false).first { $0.id == "curl" }).blocks

        #expect(blocks.first { $0.what == "answer" }?.whole.contains("\"refresh_token\"") == isOffline)
    }
}
