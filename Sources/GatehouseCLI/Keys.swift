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
            Nothing is refused because of it: the next key has been published for at least five minutes, as long as \
            others may keep the list of keys, and tokens that the previous key signed stay good until they expire. A \
            next key that is younger does not rotate yet.
            """
    )

    @Flag(help: "Do not wait for verifiers to learn the next key; for when the current one has leaked.")
    var now = false

    @OptionGroup var options: StoreOptions

    func run() async throws {
        try options.show(try await options.console().rotateKeys(isUrgent: now))
    }
}
