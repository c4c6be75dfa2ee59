import Gatehouse

/// Takes a password from standard input: arguments are seen by every process of the machine.
enum PasswordInput {
    static func read() throws(ExitFailure) -> String {
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw ExitFailure(.wrongUse, "Standard input has no password.")
        }
        return line
    }
}
