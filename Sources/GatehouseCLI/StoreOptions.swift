import ArgumentParser
import Gatehouse

/// Where a command finds what it works on; the same flags as those of `serve`.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The data directory of the server.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The directory of the policies and of gateway.yaml.", valueName: "dir"))
    var policies: String?

    @Option(help: ArgumentHelp("The file with the key that seals private keys, as given to serve.", valueName: "file"))
    var keyFile: String?

    @Flag(help: "Print JSON instead of text for people.")
    var json = false

    func console() throws(ExitFailure) -> AdminConsole {
        try AdminConsole.open(
            SettingFlags(policies: policies, data: data, keyFile: keyFile),
            environment: CommandEnvironment.current
        )
    }

    /// Prints the answer; a no ends the command with status 1.
    func show(_ report: AdminReport) throws(ExitCode) {
        print(json ? report.json : report.text)
        if !report.isPositive { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
