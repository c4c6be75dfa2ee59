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
            ClientEnable.self, ClientDelete.self,
        ]
    )
}

/// Makes a client.
struct ClientCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a client and print its id and its secret.",
        discussion: """
            The secret is printed this once; only its digest is stored.

            Example:
              gatehouse client create --application tstapp --name "Reporting job" \\
                --grant client_credentials --scope tstapp_data.read --json
            """
    )

    @Option(help: ArgumentHelp("The short key of the application that the client belongs to.", valueName: "key"))
    var application: String

    @Option(help: "What people read in lists and on the consent page.")
    var name: String

    @Option(help: ArgumentHelp("A grant that it may use, such as client_credentials; repeat it for several."))
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

    @OptionGroup var options: StoreOptions

    func run() async throws {
        var wish = ClientWish(id: id, application: application, name: name, grants: grant, scopes: scope)
        wish.isPublic = isPublic
        wish.redirectURIs = redirectURI
        wish.policyURI = policyURI
        wish.termsOfServiceURI = termsOfServiceURI
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
