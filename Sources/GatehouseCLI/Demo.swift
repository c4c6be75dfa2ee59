import ArgumentParser
import Gatehouse

/// Runs a server with a sample API behind it.
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try it: a server, a sample API behind it, and commands to paste.",
        discussion: """
            Starts everything that `gatehouse serve` does, and beside it a sample API with its policy, two clients for \
            programs, one that may read and one that may write, and a person who may sign in to a third. What to paste \
            into another terminal and what to open in a browser is printed when it is ready. Starting it again goes on \
            with the same clients, secrets and password.

            Examples:
              gatehouse demo
              gatehouse demo --listen localhost:9090 --access-log stdout
            """
    )

    @OptionGroup var options: ServerOptions

    func run() async throws {
        // The guide must not scroll away, so what is not a problem is written only if it is asked for.
        let defaults = ServerDefaults(accessLog: "off", logLevel: "warning")
        let configuration = try options.configuration(defaults: defaults)
        try await ServerProcess(configuration)
            .demonstrate { guide in
                print(guide, terminator: "")
                CommandOutput.flush()
            }
    }
}
