import ArgumentParser
import Gatehouse

/// Prints the JSON Schema of policy files.
struct PolicySchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of policy files, so that editors complete and check them.",
        discussion: """
            Save it, and name it in the first line of a policy for editors that use the YAML language server:

              gatehouse policy schema > policy.schema.json
              # yaml-language-server: $schema=../policy.schema.json

            The schema knows the shape of a file; `gatehouse policy check` knows the rest.
            """
    )

    func run() {
        print(PolicySchema.text)
    }
}
