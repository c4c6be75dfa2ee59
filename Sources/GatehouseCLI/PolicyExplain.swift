import ArgumentParser
import Gatehouse

/// Explains what a request would get.
struct PolicyExplain: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say what a request would get and why: the route, each of its conditions, and what is missing.",
        discussion: """
            Describe the request by its method and path, and the token by what is in it; without any of --scope, \
            --client, --claim and --auth-age the request has no token.

            Example:
              gatehouse policy explain GET /tstapp/data/7 --scope tstapp_data.read
              gatehouse policy explain OPTIONS /tstapp/data/7 --from https://app.example.com --for PUT

            The second one is what a browser asks (a CORS preflight) before a page of that origin may send PUT.

            The status is 0 if the request would be let through and 1 if it would be refused.
            """
    )

    @Argument(help: "The method, such as GET.")
    var method: String

    @Argument(help: "The whole path, with the application's prefix.")
    var path: String

    @Option(help: ArgumentHelp("The Host that the request names (default: the issuer's).", valueName: "host"))
    var host: String?

    @Option(help: "A scope of the token; repeat it for several.")
    var scope: [String] = []

    @Option(help: ArgumentHelp("The client that the token was issued to.", valueName: "client-id"))
    var client: String?

    @Option(help: ArgumentHelp("A claim of the token; repeat it for several.", valueName: "name=value"))
    var claim: [String] = []

    @Option(help: ArgumentHelp("How many seconds ago the person signed in.", valueName: "seconds"))
    var authAge: Int64?

    @Option(help: ArgumentHelp("The origin of the page for which a browser asks.", valueName: "origin"))
    var from: String?

    @Option(
        name: .customLong("for"),
        help: ArgumentHelp("The method that the page wants to send.", valueName: "method")
    )
    var requestedMethod: String?

    @OptionGroup var options: PolicyOptions

    func run() throws {
        let question = PolicyQuestion(
            method: method,
            target: path,
            host: host,
            scopes: scope,
            client: client,
            claims: claim,
            authenticationAge: authAge,
            origin: from,
            requestedMethod: requestedMethod
        )
        try options.show(try options.console().explain(question, now: WallTime.now().seconds))
    }
}
