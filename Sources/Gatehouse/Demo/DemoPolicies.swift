import FoundationEssentials
import Glibc

/// Finds the policies of the demo, or writes them where there are none.
struct DemoPolicies {
    /// The directory that the demo serves.
    let directory: String
    /// What the reader of the demo's output should know about it.
    let note: String?

    /// Chooses the directory for a sample upstream on that port.
    ///
    /// The user's own directory is served as it is, so that a change takes effect; only where another program holds
    /// the sample's port, a copy with another port is.
    static func choose(
        from own: String,
        data: DataDirectory,
        port: Int
    ) throws(ExitFailure) -> DemoPolicies {
        let ownText = text(at: "\(own)/tstapp.yaml")
        if let ownText, DemoPolicy.port(in: ownText) == nil || DemoPolicy.port(in: ownText) == port {
            return DemoPolicies(directory: own, note: nil)
        }
        let copy = "\(data.path)/demo-policies"
        let file = "\(copy)/tstapp.yaml"
        let source = ownText ?? text(at: file) ?? DemoPolicy.text
        guard let adapted = DemoPolicy.text(source, onPort: port) else {
            throw ExitFailure(
                .environment,
                "Port \(DemoPolicy.port) is taken, and \(own)/tstapp.yaml has no line `upstream:` to change.",
                hint: "Stop the program on that port, or name another directory with --policies."
            )
        }
        try write(adapted, to: file, in: copy)
        let reason = ownText == nil ? nil : "another program has the port that \(own)/tstapp.yaml names"
        return DemoPolicies(directory: copy, note: reason.map { "A copy is served, because \($0)." })
    }

    /// The port that the sample upstream should have: the one that the policy names.
    static func preferredPort(own: String) -> Int {
        text(at: "\(own)/tstapp.yaml").flatMap { DemoPolicy.port(in: $0) } ?? DemoPolicy.port
    }

    private static func text(at path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func write(_ text: String, to path: String, in directory: String) throws(ExitFailure) {
        mkdir(directory, 0o700)
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw ExitFailure(.environment, "\(path) cannot be written: \(SystemFailure("write").reason).")
        }
    }
}
