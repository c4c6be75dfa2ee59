import ArgumentParser
import Gatehouse

/// Groups the commands about the applications of the store.
struct Applications: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "application",
        abstract: "List, export, import and delete applications that no policy file declares.",
        discussion: """
            Applications that were made in the dashboard live in the database, each as a policy document. A server \
            does not start with one that does not compile, as after an upgrade or beside a new policy file; then these \
            commands mend it. A running server carries them out, but for import, which needs a stopped one.
            """,
        subcommands: [ApplicationList.self, ApplicationExport.self, ApplicationImport.self, ApplicationDelete.self]
    )
}

/// Lists the applications of the store.
struct ApplicationList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the applications of the store and whether they count."
    )

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try PolicyOptions.show(try await options.console().listApplications(), json: options.json)
    }
}

/// Prints an application.
struct ApplicationExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print an application of the store as a policy file.",
        discussion: """
            To move it into the policy directory:

              gatehouse application export tstapp > policies/tstapp.yaml
              gatehouse application delete tstapp
            """
    )

    @Argument(help: "The application's short key.")
    var key: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        print(try await options.console().exportApplication(key), terminator: "")
    }
}

/// Stores an application.
struct ApplicationImport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Store a policy file as an application, in the place of the one of its key; no server may run."
    )

    @Argument(help: "The file, as it could stand in the policy directory.")
    var file: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try PolicyOptions.show(try await options.console().importApplication(file), json: options.json)
    }
}

/// Takes an application away.
struct ApplicationDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Take an application out of the store, if nobody holds anything of it or a file declares it too."
    )

    @Argument(help: "The application's short key.")
    var key: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try PolicyOptions.show(try await options.console().deleteApplication(key), json: options.json)
    }
}
