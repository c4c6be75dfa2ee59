import ArgumentParser
import Gatehouse

/// Explains what the gate decided about a request.
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Say why a request was let through or refused, and what would allow it.",
        discussion: """
            Every answer names its request in X-Request-Id, and every refusal in request_id. Of the id the first eight \
            characters are enough if no other request has them. It works while the server runs and when it does not.

            Example:
              gatehouse why 9c41f07be2d83a569c41f07be2d83a56

            The status is 0 if the request is found and 1 if it is not.
            """
    )

    @Argument(help: "The request's id, or the beginning of it.")
    var requestID: String

    @Option(help: ArgumentHelp("The data directory of the server.", valueName: "dir"))
    var data: String?

    @Option(help: ArgumentHelp("The directory of the policies and of gateway.yaml.", valueName: "dir"))
    var policies: String?

    @Flag(help: "Print JSON instead of text for people.")
    var json = false

    func validate() throws {
        guard !requestID.isEmpty else { throw ValidationError("Name the request by its id.") }
    }

    func run() async throws {
        let flags = SettingFlags(policies: policies, data: data)
        let console = try WhyConsole.open(flags, environment: CommandEnvironment.current)
        let report = try await console.explain(requestID)
        print(json ? report.json : report.text)
        if !report.isPositive { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
