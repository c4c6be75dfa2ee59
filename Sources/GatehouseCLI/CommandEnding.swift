import ArgumentParser
import Gatehouse
import Glibc

/// Runs a command and ends the process with the status that the contract promises (§3).
enum CommandEnding {
    static func run(_ root: any ParsableCommand.Type) async -> Never {
        do {
            var command = try root.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            CommandOutput.flush()
            exit(ExitStatus.done.rawValue)
        } catch let failure as ExitFailure {
            StandardError.print("\(failure)")
            exit(failure.status.rawValue)
        } catch {
            end(root, error)
        }
    }

    /// Help and version are results; what the parser refuses is wrong use, whatever number it has for that.
    private static func end(_ root: any ParsableCommand.Type, _ error: any Error) -> Never {
        let code = root.exitCode(for: error)
        let message = root.fullMessage(for: error)
        if code == .success {
            print(message)
        } else if !message.isEmpty {
            StandardError.write(message + "\n")
        }
        exit(code == .validationFailure ? ExitStatus.wrongUse.rawValue : code.rawValue)
    }
}
