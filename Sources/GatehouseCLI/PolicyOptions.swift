import ArgumentParser
import Gatehouse

/// Where a command about policies finds them, and how it prints.
struct PolicyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("The directory of the policies (default: GATEHOUSE_POLICIES, policies).", valueName: "dir")
    )
    var policies: String?

    @Option(
        help: ArgumentHelp(
            "The origin of the server that they are for (default: as `gatehouse serve` finds it).",
            valueName: "url"
        )
    )
    var issuer: String?

    @Flag(help: "Print JSON instead of text for people.")
    var json = false

    func console() throws(ExitFailure) -> PolicyConsole {
        try PolicyConsole(policies: policies, issuer: issuer, environment: CommandEnvironment.current)
    }

    /// Prints diagnostics, then the result; a no ends the command with status 1.
    func show(_ report: PolicyReport) throws(ExitCode) {
        try Self.show(report, json: json)
    }

    /// The same for a command with other options.
    static func show(_ report: PolicyReport, json: Bool) throws(ExitCode) {
        for diagnostic in report.diagnostics { StandardError.write(diagnostic + "\n") }
        print(json ? report.json : report.text)
        if !report.isPositive { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
