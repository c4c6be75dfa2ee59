import ArgumentParser
import Gatehouse

/// Groups the commands about signing keys.
struct Keys: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "List and rotate the keys that sign tokens.",
        subcommands: [KeyList.self, KeyRotate.self]
    )
}

/// Lists the keys.
struct KeyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the signing keys: current, next, and previous ones whose tokens still live."
    )

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().listKeys())
    }
}

/// Rotates the keys.
struct KeyRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Let the next key sign and announce a new one.",
        discussion: """
            The server does this by itself every 90 days (tokens.key_rotation_days). Nothing is refused because of it: \
            the next key has been published for at least five minutes, as long as others may keep the list of keys, and \
            tokens that the previous key signed stay good until they expire. A next key that is younger does not rotate \
            yet. With --compromised every token that was signed until now is \
            refused; clients ask for new ones, and refresh tokens stay good.
            """
    )

    @Flag(help: "Do not wait for verifiers to learn the next key.")
    var now = false

    @Flag(help: "Make new keys and trust no other from now on, as after a leak.")
    var compromised = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().rotateKeys(isUrgent: now, isCompromised: compromised))
    }
}
