import ArgumentParser
import Gatehouse

/// Groups the commands about access tokens.
struct Tokens: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Look into access tokens and take them back.",
        subcommands: [TokenInspect.self, TokenRevoke.self]
    )
}

/// Says what a token claims.
struct TokenInspect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Say what a token claims and whether the gate would take it.",
        discussion: """
            The status is 0 if the token is good and 1 if it is not. A `-` reads it from standard input, where other \
            users cannot see it in the list of processes.

            Example:
              echo "$TOKEN" | gatehouse token inspect -
            """
    )

    @Argument(help: "The access token, or - to read it from standard input.")
    var token: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let token = try TokenInput.read(token)
        try options.show(try await options.console().inspectToken(token))
    }
}

/// Takes tokens back.
struct TokenRevoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Take tokens back: one, or all of a grant, a client or a subject.",
        discussion: """
            The gate refuses them within a second. A client or subject may get new ones; to stop a client for good, use \
            `gatehouse client disable`.

            Examples:
              echo "$TOKEN" | gatehouse token revoke -
              gatehouse token revoke --client tstapp-reader
            """
    )

    @Argument(help: "The access token, or - to read it from standard input.")
    var token: String?

    @Option(parsing: .unconditional, help: ArgumentHelp("The jti of a token instead.", valueName: "jti"))
    var id: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("All tokens of a grant: the part of their jti before the dot.", valueName: "grant")
    )
    var grant: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("All tokens that a client was given until now.", valueName: "client-id")
    )
    var client: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("All tokens about a subject given until now.", valueName: "subject")
    )
    var subject: String?

    @OptionGroup var options: StoreOptions

    func validate() throws {
        let given = [token, id, grant, client, subject].compactMap(\.self)
        guard given.count == 1 else {
            throw ValidationError("Name exactly one: a token, --id, --grant, --client or --subject.")
        }
    }

    func run() async throws {
        try options.show(try await options.console().revoke(try target()))
    }

    private func target() throws(ExitFailure) -> RevocationTarget {
        if let id { return .tokenID(id) }
        if let grant { return .grant(grant) }
        if let client { return .client(client) }
        if let subject { return .subject(subject) }
        return .token(try TokenInput.read(token ?? "-"))
    }
}
