import ArgumentParser
import Gatehouse

/// Groups the commands about clients.
struct Clients: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "client",
        abstract: "Make and manage the programs that may ask for tokens.",
        discussion: """
            A change takes effect at once in the server that runs on the data directory; where none runs, the database \
            is changed.
            """,
        subcommands: [
            ClientCreate.self, ClientList.self, ClientShow.self, ClientRotateSecret.self, ClientDisable.self,
            ClientEnable.self, ClientDelete.self, ClientRegistrationToken.self,
        ]
    )
}

/// Makes a client.
struct ClientCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a client and print its id and its secret.",
        discussion: """
            The secret is printed this once; only its digest is stored. Public clients and those that authenticate by \
            a key or a certificate have none. A client that may ask for offline_access gets refresh tokens.

            Examples:
              gatehouse client create --application tstapp --name "Reporting job" \\
                --grant client_credentials --scope tstapp_data.read --json

              gatehouse client create --application tstapp --name "Reporting Studio" \\
                --grant authorization_code \\
                --redirect-uri https://studio.example.test/callback \\
                --scope openid --scope offline_access --scope tstapp_data.read --public
            """
    )

    @Option(help: ArgumentHelp("The short key of the application that the client belongs to.", valueName: "key"))
    var application: String

    @Option(help: "What people read in lists and on the consent page.")
    var name: String

    @Option(help: ArgumentHelp("A grant that it may use, such as authorization_code; repeat it for several."))
    var grant: [String] = ["client_credentials"]

    @Option(help: ArgumentHelp("A scope that it may ask for; repeat it for several."))
    var scope: [String] = []

    @Option(help: ArgumentHelp("The client id; without it, a random one is made.", valueName: "client-id"))
    var id: String?

    @Option(
        name: .customLong("redirect-uri"),
        help: ArgumentHelp("Where people are sent back to; repeat it for several.", valueName: "uri")
    )
    var redirectURI: [String] = []

    @Option(name: .customLong("policy-uri"), help: ArgumentHelp("Where its privacy policy is read.", valueName: "uri"))
    var policyURI: String?

    @Option(name: .customLong("tos-uri"), help: ArgumentHelp("Where its terms of service are read.", valueName: "uri"))
    var termsOfServiceURI: String?

    @Flag(name: .customLong("public"), help: "It runs where no secret can be kept, as in a browser or on a phone.")
    var isPublic = false

    @Option(name: .customLong("client-uri"), help: ArgumentHelp("Its home page.", valueName: "uri"))
    var clientURI: String?

    @Option(
        help: ArgumentHelp("An image for the consent page: PNG, JPEG or WebP of at most 64 KiB.", valueName: "file")
    )
    var logo: String?

    @Option(
        name: .customLong("post-logout-redirect-uri"),
        help: ArgumentHelp("Where people may be sent after signing out; repeat it for several.", valueName: "uri")
    )
    var postLogoutRedirectURI: [String] = []

    @Option(
        name: .customLong("backchannel-logout-uri"),
        help: ArgumentHelp("Where it wants to be told that somebody signed out.", valueName: "uri")
    )
    var backchannelLogoutURI: String?

    @Option(
        help: ArgumentHelp(
            "How it authenticates, if not with a secret: private_key_jwt, tls_client_auth or "
                + "self_signed_tls_client_auth.",
            valueName: "method"
        )
    )
    var authMethod: String?

    @Option(help: ArgumentHelp("A file with its public keys as a JWK Set.", valueName: "file"))
    var jwks: String?

    @Option(help: ArgumentHelp("The subject of its certificate, such as CN=job,O=Example.", valueName: "dn"))
    var tlsSubject: String?

    @Option(
        parsing: .unconditionalSingleValue,
        help: ArgumentHelp(
            "The SHA-256 of its self-signed certificate in base64url; repeat it for several.",
            valueName: "thumbprint"
        )
    )
    var tlsThumbprint: [String] = []

    @Option(help: ArgumentHelp("What its ID tokens are signed with: ES256 or RS256.", valueName: "algorithm"))
    var idTokenAlg: String?

    @Option(help: ArgumentHelp("How long its access tokens live, if shorter than those of others.", valueName: "n"))
    var accessTokenSeconds: Int64?

    @Option(
        help: ArgumentHelp(
            "How long its refresh tokens live without use, if not as long as those of others.",
            valueName: "n"
        )
    )
    var refreshTokenSeconds: Int64?

    @Flag(help: "Let it know people by names that no other client knows them by.")
    var pairwise = false

    @Flag(help: "It is of the same house: people are not asked for their consent.")
    var firstParty = false

    @Flag(name: .customLong("require-par"), help: "Accept only authorization requests that it pushed (RFC 9126).")
    var requiresPushedRequests = false

    @Flag(
        name: .customLong("require-signed-requests"),
        help: "Accept only authorization requests that it signed (RFC 9101)."
    )
    var requiresSignedRequests = false

    @Flag(name: .customLong("require-dpop"), help: "Bind all its tokens to a key that it proves to have (RFC 9449).")
    var requiresProof = false

    @Flag(name: .customLong("bind-certificate"), help: "Bind all its tokens to its certificate (RFC 8705).")
    var bindsCertificate = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        var wish = ClientWish(id: id, application: application, name: name, grants: grant, scopes: scope)
        wish.isPublic = isPublic
        wish.redirectURIs = redirectURI
        wish.policyURI = policyURI
        wish.termsOfServiceURI = termsOfServiceURI
        wish.clientURI = clientURI
        wish.logoFile = logo
        wish.postLogoutRedirectURIs = postLogoutRedirectURI
        wish.backchannelLogoutURI = backchannelLogoutURI
        wish.authenticationMethod = authMethod
        wish.keysFile = jwks
        wish.certificateSubject = tlsSubject
        wish.certificateThumbprints = tlsThumbprint
        wish.idTokenAlgorithm = idTokenAlg
        wish.accessTokenSeconds = accessTokenSeconds
        wish.refreshTokenSeconds = refreshTokenSeconds
        wish.isPairwise = pairwise
        wish.isFirstParty = firstParty
        wish.requiresPushedRequests = requiresPushedRequests
        wish.requiresSignedRequests = requiresSignedRequests
        wish.requiresProof = requiresProof
        wish.bindsCertificate = bindsCertificate
        try options.show(try await options.console().createClient(wish))
    }
}

/// Lists clients.
struct ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the clients.")

    @Option(help: ArgumentHelp("Only those of one application.", valueName: "key"))
    var application: String?

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().listClients(of: application))
    }
}

/// Shows a client.
struct ClientShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one client: its grants, scopes and secrets (never the secrets themselves)."
    )

    @Argument(help: "The client id.")
    var client: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().showClient(client))
    }
}

/// Gives a client a new secret.
struct ClientRotateSecret: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate-secret",
        abstract: "Make a new secret for a client; the one before goes on working until the next rotation.",
        discussion: """
            So the program can be given the new secret without a moment in which neither works. Of two live secrets \
            the older one ends.
            """
    )

    @Argument(help: "The client id.")
    var client: String

    @Option(help: "A word by which to tell the secret from the other one.")
    var label: String?

    @Flag(help: "End the old secrets at once, as after a leak.")
    var revokeOld = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let console = try options.console()
        try options.show(try await console.rotateSecret(of: client, label: label, isOldRevoked: revokeOld))
    }
}

/// Stops a client.
struct ClientDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Stop a client: it gets no tokens, and those it has are refused."
    )

    @Argument(help: "The client id.")
    var client: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().disableClient(client))
    }
}

/// Lets a client ask for tokens again.
struct ClientEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a stopped client ask for tokens again; tokens from before stay refused."
    )

    @Argument(help: "The client id.")
    var client: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().enableClient(client))
    }
}

/// Removes a client.
struct ClientDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Remove a client for good; its tokens are refused."
    )

    @Argument(help: "The client id.")
    var client: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().deleteClient(client))
    }
}

/// Makes an initial access token.
struct ClientRegistrationToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "registration-token",
        abstract: "Make a token with which a program registers one client by itself (RFC 7591).",
        discussion: """
            The program presents it as a bearer token at the registration endpoint; it works once. Needs \
            clients.registration: token (or open) in gateway.yaml.
            """
    )

    @Option(help: ArgumentHelp("The short key of the application that the client will belong to.", valueName: "key"))
    var application: String

    @Option(help: ArgumentHelp("How long the token may be used.", valueName: "n"))
    var seconds: Int64 = 86_400

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let console = try options.console()
        try options.show(try await console.makeRegistrationToken(for: application, seconds: seconds))
    }
}
