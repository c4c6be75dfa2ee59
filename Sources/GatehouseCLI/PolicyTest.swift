import ArgumentParser
import Gatehouse

/// Runs the policies' examples.
struct PolicyTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the examples of the policies and say which fail.",
        discussion: """
            An example is a line under `examples:` in a policy, such as

              - GET /tstapp/data/1 with tstapp_data.read: permit
              - GET /tstapp/data/1: deny missing_token

            The status is 0 if all examples pass and 1 if one fails or the policies do not compile.
            """
    )

    @OptionGroup var options: PolicyOptions

    func run() throws {
        try options.show(try options.console().test())
    }
}
