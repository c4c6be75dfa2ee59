import ArgumentParser
import Gatehouse

/// Groups the commands about people.
struct Users: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user",
        abstract: "Make, list and change the people who sign in.",
        discussion: """
            A change takes effect at once in the server that runs on the data directory; where none runs, the database \
            is changed. A person is named by user name, email address or `sub`.
            """,
        subcommands: [
            UserCreate.self, UserList.self, UserShow.self, UserSetPassword.self, UserGrant.self, UserDisable.self,
            UserEnable.self, UserSignOut.self, UserResetSecondFactor.self,
        ]
    )
}

/// Makes a person.
struct UserCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Register a person.",
        discussion: """
            Without --password-stdin a password is chosen by chance and printed this once; only its hash is stored. \
            Passwords are never arguments, because every process of the machine can read those.

            Examples:
              gatehouse user create --username alice --email alice@example.test

              gatehouse user create --username bob --name "Bob Example" \\
                --attribute department=finance
            """
    )

    @Option(help: "What the person types to sign in.")
    var username: String

    @Option(help: "Where the person is written to; they may type it instead of the user name.")
    var email: String?

    @Option(help: "The name that others read, such as \"Alice Example\".")
    var name: String?

    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @Option(
        help: ArgumentHelp(
            "A fact for the tokens of applications whose policy lists it under claims; repeat it for several.",
            valueName: "name=value"
        )
    )
    var attribute: [String] = []

    @Option(help: ArgumentHelp("An assigned scope to give; repeat it for several."))
    var scope: [String] = []

    @Flag(help: "Give gatehouse_admin, which opens the dashboard and lets its holder change everything there.")
    var admin = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        var wish = UserWish(username: username)
        wish.email = email
        wish.name = name
        wish.password = passwordStdin ? try PasswordInput.read() : nil
        wish.attributes = attribute
        wish.scopes = scope
        wish.isAdministrator = admin
        try options.show(try await options.console().createUser(wish))
    }
}

/// Lists people.
struct UserList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the people.")

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().listUsers())
    }
}

/// Shows a person.
struct UserShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show one person.")

    @Argument(help: "The person: user name, email address or sub.")
    var user: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().showUser(user))
    }
}

/// Gives a person another password.
struct UserSetPassword: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password",
        abstract: "Give a person another password and end their sessions.",
        discussion: """
            Without --password-stdin a password is chosen by chance and printed this once. Applications keep the \
            access that the person gave them; `gatehouse user sign-out` ends that, too.
            """
    )

    @Argument(help: "The person: user name, email address or sub.")
    var user: String

    @Flag(help: "Read the password from the first line of standard input.")
    var passwordStdin = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        let password = passwordStdin ? try PasswordInput.read() : nil
        try options.show(try await options.console().setPassword(password, of: user))
    }
}

/// Gives and takes assigned scopes.
struct UserGrant: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grant",
        abstract: "Give assigned scopes to a person, or take them away.",
        discussion: """
            A token of a person carries an assigned scope only if it was given to that person. Assigned are the scopes \
            that a policy marks so, and gatehouse_admin and gatehouse_read. Taking one away ends all tokens of the \
            person within a second; applications ask them to sign in again.

            Examples:
              gatehouse user grant alice gatehouse_read
              gatehouse user grant alice --take gatehouse_read
            """
    )

    @Argument(help: "The person: user name, email address or sub.")
    var user: String

    @Argument(help: "The scopes to give.")
    var scopes: [String] = []

    @Option(help: ArgumentHelp("A scope to take away; repeat it for several.", valueName: "scope"))
    var take: [String] = []

    @OptionGroup var options: StoreOptions

    func validate() throws {
        guard scopes.isEmpty == false || take.isEmpty == false else {
            throw ValidationError("Name a scope to give, or one to take away with --take.")
        }
    }

    func run() async throws {
        try options.show(try await options.console().assignScopes(given: scopes, taken: take, to: user))
    }
}

/// Stops a person.
struct UserDisable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "disable",
        abstract: "Stop a person: nobody can sign in as them, and their tokens are refused."
    )

    @Argument(help: "The person: user name, email address or sub.")
    var user: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().disableUser(user))
    }
}

/// Lets a person sign in again.
struct UserEnable: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "enable",
        abstract: "Let a stopped person sign in again; tokens from before stay refused."
    )

    @Argument(help: "The person: user name, email address or sub.")
    var user: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().enableUser(user))
    }
}

/// Ends a person's sessions and tokens.
struct UserSignOut: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sign-out",
        abstract: "End all sessions and all tokens of a person, who may sign in again."
    )

    @Argument(help: "The person: user name, email address or sub.")
    var user: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().signOutUser(user))
    }
}

/// Takes a lost second factor away.
struct UserResetSecondFactor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-second-factor",
        abstract: "Take a lost second factor away, so that the password alone is asked for."
    )

    @Argument(help: "The person: user name, email address or sub.")
    var user: String

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().resetSecondFactor(of: user))
    }
}
