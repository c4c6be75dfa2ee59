import ArgumentParser
import Gatehouse

/// Runs everything in one process.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve: the gate in front of your APIs and the authorization server that issues their tokens.",
        discussion: """
            Settings come from flags, then from the environment, then from gateway.yaml beside the policies, then from \
            defaults. Every setting but `trusted_issuers` has a variable: `listen` is GATEHOUSE_LISTEN, `tokens.algorithm` is \
            GATEHOUSE_TOKENS_ALGORITHM.

            SIGTERM and SIGINT finish the requests under way and stop; a second one does not wait. SIGHUP reads the \
            policies and certificates again and opens the access log's file anew.

            Examples:
              gatehouse serve
              gatehouse serve --listen 0.0.0.0:80 --issuer https://auth.example.com --data /var/lib/gatehouse
              gatehouse serve --print-config
            """
    )

    @OptionGroup var options: ServerOptions

    @Flag(help: "Print the settings that are in force, secrets redacted, and exit.")
    var printConfig = false

    func run() async throws {
        let configuration = try options.configuration()
        guard !printConfig else {
            print(configuration.text, terminator: "")
            return
        }
        try await ServerProcess(configuration).serve()
    }
}
