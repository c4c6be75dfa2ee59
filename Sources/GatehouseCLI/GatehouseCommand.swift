import ArgumentParser

/// The root of the command line (contract §3).
@main
struct GatehouseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse",
        abstract: "Guard HTTP APIs: let a request through if its access token carries what its route asks for.",
        discussion: """
            Gatehouse is an API gateway and an OAuth 2 authorization server in one program. What each route needs is \
            written in YAML files, one for each application, in the directory `policies`.

            To see it work, start `gatehouse demo` and paste what it prints. To put it in front of your own API, write \
            a policy, look over it with `gatehouse policy check`, and start `gatehouse serve`.

            Results go to standard output, everything else to standard error. The exit status is 0 when done, 1 when \
            the answer is no, 2 for wrong use, 3 when the environment failed.
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, Demo.self, PolicyCommand.self, Why.self, Applications.self, Clients.self, Users.self, Keys.self,
            Tokens.self,
        ]
    )

    static func main() async {
        await CommandEnding.run(Self.self)
    }
}
