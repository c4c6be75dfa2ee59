import Gatehouse

/// Takes a token from the command line or from standard input.
enum TokenInput {
    static func read(_ argument: String) throws(ExitFailure) -> String {
        guard argument == "-" else { return argument }
        guard let line = readLine(strippingNewline: true), !line.isEmpty else {
            throw ExitFailure(.wrongUse, "Standard input has no token.")
        }
        return line
    }
}
