import ArgumentParser

/// Groups the commands about policies.
struct PolicyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check, test, explain and compare the policies.",
        discussion: """
            A policy says in YAML, one file for each application, what each route needs. These commands read the same \
            files as `gatehouse serve` and decide with the same engine, so what they say is what the gate will do.
            """,
        subcommands: [
            PolicyCheck.self, PolicyTest.self, PolicyExplain.self, PolicyDiff.self, PolicySchemaCommand.self,
        ]
    )
}
