import GatehousePolicy
import GatehouseTestSupport
import Testing

@Suite("Clients and grants in an application's file")
struct DeclaredClientTests {
    @Test func aClientIsWhatItsFileSays() throws {
        let client = try #require(try policy(.with(client: .service)).clients.first)
        #expect(client.id == "reporting")
        #expect(client.name == "reporting")
        #expect(client.application == "tstapp")
        #expect(client.grants == ["client_credentials"])
        #expect(client.scopes == ["tstapp_data.read"])
        #expect(client.secretFile == "/run/secrets/reporting")
        #expect(!client.isPublic)
        #expect(client.location.file == "app1.yaml")
    }

    @Test func everyKeyIsTaken() throws {
        let client = try #require(
            try policy(
                .with(
                    client: Item.service.with([
                        "name": "Web shop",
                        "grant": ["authorization_code", "refresh_token"],
                        "scopes": ["openid", "tstapp_data.read", "tstapp_data.write"],
                        "redirect_uris": "https://shop.example.test/callback",
                        "post_logout_redirect_uris": ["https://shop.example.test/"],
                        "policy_uri": "https://shop.example.test/privacy",
                        "tos_uri": "https://shop.example.test/terms",
                        "subject_type": "pairwise",
                        "require_pushed_authorization_requests": true,
                        "dpop_bound_access_tokens": false,
                        "access_token_seconds": 600,
                        "default_max_age": 0,
                    ])
                )
            )
            .clients.first
        )
        #expect(client.name == "Web shop")
        #expect(client.grants == ["authorization_code", "refresh_token"])
        #expect(client.redirectURIs == ["https://shop.example.test/callback"])
        #expect(client.postLogoutRedirectURIs == ["https://shop.example.test/"])
        #expect(client.texts[.policyURI] == "https://shop.example.test/privacy")
        #expect(client.texts[.termsOfServiceURI] == "https://shop.example.test/terms")
        #expect(client.texts[.subjectType] == "pairwise")
        #expect(client.flags == [.requiresPushedRequests])
        #expect(client.seconds == [.accessToken: 600, .defaultMaxAge: 0])
    }

    @Test func anApplicationGivesItsScopesToClientsOfOthers() throws {
        let policy = try policy(.application.with(["grants": ["billing-job": ["tstapp_data.read"]]]))
        #expect(policy.grants.map(\.client) == ["billing-job"])
        #expect(policy.grants.map(\.scopes) == [["tstapp_data.read"]])
        #expect(policy.grants.map(\.application) == ["tstapp"])
        #expect(policy.clients.isEmpty)
    }

    @Test(arguments: ["clients", "policy-2", "my-gatehouse", "0a1b2c3d-0000-4000-8000-abcdefabcdeg"])
    func anIDThatOnlyLooksLikeAReservedOneIsTaken(id: String) throws {
        let client = Item.service.with(["id": .plain(id)])
        #expect(try policy(.with(client: client)).clients.map(\.id) == [id])
    }

    @Test func noFileDecidesThatPeopleAreNotAsked() throws {
        let compilation = compile(.with(client: Item.service.with(["first_party": true])))
        let message = try #require(compilation.diagnostics.first).description
        #expect(message.hasPrefix("app.yaml:18:5: error: unknown key 'first_party' in a client; "))
        #expect(compilation.policy == nil)
    }

    @Test func aClientIsFoundByItsID() throws {
        let policy = try policy(.with(client: .service))
        #expect(policy.declaration(of: "reporting")?.location.line == 12)
        #expect(policy.declaration(of: "Reporting") == nil)
    }

    @Test(arguments: kindComplaints + accessComplaints + proofComplaints)
    func everyMistakeIsNamedWithItsPlaceAndWhatToWrite(_ complaint: Complaint) {
        let compilation = compile(.with(client: Item.service.with(complaint.change)))
        let messages = compilation.diagnostics.map { "\($0)".replacing("app.yaml:", with: "", maxReplacements: 1) }
        #expect(messages == complaint.messages)
        #expect(compilation.policy == nil)
    }

    @Test(arguments: grantComplaints)
    func whatCannotBeGivenIsRefused(_ complaint: Complaint) {
        let compilation = compile(Item.application.with(complaint.change))
        let messages = compilation.diagnostics.map { "\($0)".replacing("app.yaml:", with: "", maxReplacements: 1) }
        #expect(messages == complaint.messages)
        #expect(compilation.policy == nil)
    }

    @Test func anIDIsDeclaredOnceInAllFiles() {
        let other = Item.application(key: "other", prefix: "/other")
            .with([
                "scopes": ["other_read": "Read"],
                "clients": [Item.service.with(["scopes": ["other_read"]])],
            ])
        #expect(
            compile(.with(client: .service), other).messages == [
                "app2.yaml:10:7: error: the client 'reporting' is declared twice; it is at app1.yaml:13:7 already:"
                    + " choose another id or remove one"
            ]
        )
    }

    @Test func aFileGivesNoScopesToAClientThatItDeclares() {
        let item = Item.with(client: .service).with(["grants": ["reporting": ["tstapp_data.read"]]])
        #expect(
            compile(item).messages == [
                "app.yaml:19:3: error: the client 'reporting' is declared in this file; write these scopes under its"
                    + " own 'scopes'"
            ]
        )
    }
}

extension Item {
    /// A client that gets tokens for itself.
    fileprivate static let service: Item = [
        "id": "reporting", "grant": "client_credentials", "scopes": ["tstapp_data.read"],
        "secret_file": "/run/secrets/reporting",
    ]

    fileprivate static func with(client: Item) -> Item { .application.with(["clients": [client]]) }
}

extension DeclaredClientTests {
    private static let reservedIDs = [
        "gatehouse-dashboard", "GATEHOUSE", "cli", "Policy", "server", "0A1b2c3d-0000-4000-8000-abcdefabcdef",
    ]

    static let kindComplaints =
        reservedIDs.map { id in
            Complaint(
                "the reserved id \(id)",
                ["id": .plain(id)],
                "13:7: error: the client id '\(id)' is reserved; choose another: 'cli', 'policy', 'server', what begins with"
                    + " 'gatehouse' and ids of people are no client's"
            )
        } + [
            Complaint(
                "no client id",
                ["id": "a:b"],
                "13:7: error: 'a:b' is not a client id; use 1 to 200 visible ASCII characters without ':' and '/', and no"
                    + " hyphen first"
            ),
            Complaint(
                "an option instead of an id",
                ["id": "-x"],
                "13:7: error: '-x' is not a client id; use 1 to 200 visible ASCII characters without ':' and '/', and no"
                    + " hyphen first"
            ),
            Complaint(
                "a misspelt key",
                ["secret_fil": "x"],
                "18:5: error: unknown key 'secret_fil' in a client; did you mean 'secret_file'?"
            ),
            Complaint(
                "a misspelt method",
                ["token_endpoint_auth_method": "client_secret_basik"],
                "18:7: error: 'client_secret_basik' is no choice for 'token_endpoint_auth_method'; did you mean"
                    + " 'client_secret_basic'?"
            ),
            Complaint(
                "a lifetime in words",
                ["access_token_seconds": "1h"],
                "18:7: error: 'access_token_seconds' is not a whole number from 1; write seconds, such as 300"
            ),
        ]

    static let accessComplaints = [
        Complaint(
            "a misspelt grant",
            ["grant": "client_credential"],
            "14:7: error: unknown grant 'client_credential'; did you mean 'client_credentials'?"
        ),
        Complaint(
            "the short name of a grant",
            ["grant": ["client_credentials", "device_code"]],
            "16:9: error: unknown grant 'device_code'; write 'urn:ietf:params:oauth:grant-type:device_code'"
        ),
        Complaint(
            "refresh tokens for nobody",
            ["grant": ["client_credentials", "refresh_token"]],
            "14:7: error: the grant 'refresh_token' goes together with 'authorization_code'; add that one, or remove this"
        ),
        Complaint(
            "a misspelt scope",
            ["scopes": ["tstapp_data.raed"]],
            "16:9: error: unknown scope 'tstapp_data.raed'; did you mean 'tstapp_data.read'?"
        ),
        Complaint(
            "a scope of another application",
            ["scopes": ["other_things"]],
            "16:9: error: 'other_things' is not a scope of this application; its own application gives it, under"
                + " 'grants: { reporting: … }'"
        ),
        Complaint(
            "the built-in application's scope",
            ["scopes": ["gatehouse_admin"]],
            "16:9: error: 'gatehouse_admin' is a scope of the built-in application; only an administrator gives it:"
                + " remove it here"
        ),
        Complaint(
            "a person's scope without people",
            ["scopes": ["openid", "tstapp_data.read"]],
            "16:9: error: 'openid' is for clients where people sign in; name scopes of this application, or add the"
                + " grant 'authorization_code'"
        ),
    ]

    static let proofComplaints = [
        Complaint(
            "people who come back nowhere",
            ["grant": "authorization_code"],
            "12:5: error: the client 'reporting' has no 'redirect_uris'; list the addresses to which people come back"
                + " after they signed in"
        ),
        Complaint(
            "redirects for nobody",
            ["redirect_uris": "https://a.test/"],
            "18:7: error: 'redirect_uris' are for clients with the grant 'authorization_code'; add that grant, or"
                + " remove them"
        ),
        Complaint(
            "a public client with a secret",
            ["grant": "authorization_code", "redirect_uris": "https://a.test/", "public": true],
            "17:7: error: a public client has no secret; remove 'secret_file', or 'public' if it can keep one"
        ),
        Complaint(
            "a public client on its own",
            ["public": true],
            "14:7: error: a public client cannot use 'client_credentials'; remove it, or give the client a 'secret_file'"
                + " instead of 'public: true'",
            "17:7: error: a public client has no secret; remove 'secret_file', or 'public' if it can keep one"
        ),
        Complaint(
            "a key and a secret",
            ["token_endpoint_auth_method": "private_key_jwt", "jwks_file": "keys.json"],
            "17:7: error: a client with 'private_key_jwt' has no secret; remove 'secret_file', or the method"
        ),
        Complaint(
            "two sets of keys",
            ["jwks_uri": "https://a.test/keys", "jwks_file": "keys.json"],
            "19:7: error: there are 'jwks_file' and 'jwks_uri'; remove one of them"
        ),
    ]

    static let grantComplaints = [
        Complaint(
            "clients as a mapping",
            ["clients": [:]],
            "11:3: error: 'clients' is not a list; write a list: '- id: ' and a name, with its other keys below"
        ),
        Complaint(
            "a client without anything",
            ["clients": [[:]]],
            "12:5: error: the client has no 'id'; write 'id: ' and a name"
        ),
        Complaint(
            "a client as a word",
            ["clients": ["x"]],
            "12:5: error: a client is not a mapping; write 'key: value' lines"
        ),
        Complaint(
            "a client that cannot do anything",
            ["clients": [["id": "x"]]],
            "12:5: error: the client 'x' has no 'grant'; write 'client_credentials' for a program of its own,"
                + " 'authorization_code' where people sign in",
            "12:5: error: the client 'x' has no 'scopes'; list the scopes of this application that it may ask for",
            "12:5: error: the client 'x' cannot prove who it is; write 'secret_file: ' and a file,"
                + " 'token_endpoint_auth_method: private_key_jwt' with 'jwks_file', or 'public: true'"
        ),
        Complaint(
            "giving a misspelt scope",
            ["grants": ["job": ["tstapp_data.wirte"]]],
            "13:7: error: unknown scope 'tstapp_data.wirte'; did you mean 'tstapp_data.write'?"
        ),
        Complaint(
            "giving what is another's",
            ["grants": ["job": ["other_things"]]],
            "13:7: error: 'other_things' is not a scope of this application; an application gives scopes of its own only"
        ),
        Complaint(
            "giving OpenID Connect",
            ["grants": ["job": ["openid"]]],
            "13:7: error: 'openid' is a scope of OpenID Connect and no application's to give; remove it"
        ),
        Complaint(
            "giving to nobody",
            ["grants": ["a/b": ["tstapp_data.read"]]],
            "12:3: error: 'a/b' is not a client id; use 1 to 200 visible ASCII characters without ':' and '/', and no"
                + " hyphen first"
        ),
    ]
}
