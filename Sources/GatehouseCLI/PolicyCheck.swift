import ArgumentParser
import Gatehouse

/// Says whether a server would take the policies.
struct PolicyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say whether a server would take these policies, and if not, everything that is wrong with them.",
        discussion: """
            All mistakes are reported at once, each with its file, line and column and what to write instead. The \
            files' own examples are run too, because a server refuses policies that break one.

            The status is 0 if a server would take them and 1 if not; warnings do not count.
            """
    )

    @OptionGroup var options: PolicyOptions

    func run() throws {
        try options.show(try options.console().check())
    }
}
