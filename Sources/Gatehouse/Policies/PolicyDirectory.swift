import FoundationEssentials
package import GatehousePolicy

/// Reads the directory that holds one file for each application.
package struct PolicyDirectory: Sendable {
    /// The path as it was given; diagnostics show it.
    package let path: String
    /// Whether it is an error if the directory does not exist.
    private let isRequired: Bool

    /// Names a directory; one that need not exist is empty if it does not.
    package init(_ path: String, isRequired: Bool = true) {
        self.path = path
        self.isRequired = isRequired
    }

    /// Reads and compiles everything, and runs the examples.
    package func load(context: PolicyContext) -> PolicyCompilation {
        read().compiled(context: context)
    }

    /// Reads everything that declares an application.
    package func read() -> PolicyFiles {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
            let problem = diagnostic(
                isRequired ? .error : .warning,
                path,
                "the directory cannot be read",
                "create it with a file for each application, or name another with --policies"
            )
            return PolicyFiles(directory: path, files: [], problems: [problem])
        }
        var files: [PolicyFiles.File] = []
        var problems: [PolicyDiagnostic] = []
        for name in names.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            guard let problem = misnaming(name) else {
                if isApplication(name) { read(name, &files, &problems) }
                continue
            }
            problems.append(problem)
        }
        if files.isEmpty && problems.isEmpty {
            let hint = "write one, such as \(file("tstapp.yaml"))"
            problems.append(diagnostic(.warning, path, "the directory has no policy", hint))
        }
        return PolicyFiles(directory: path, files: files, problems: problems)
    }

    /// The issuer that `gateway.yaml` names, if there is one.
    package func issuer() -> String? {
        guard let bytes = try? PolicyFileReader.read(file("gateway.yaml"), limit: YAMLDocument.maximumBytes),
            let root = try? YAMLDocument.parse(bytes, file: file("gateway.yaml")),
            case .mapping(let entries) = root.content
        else { return nil }
        return entries.first { $0.key.text == "issuer" }?.value.text
    }

    private func isApplication(_ name: String) -> Bool {
        !name.hasPrefix(".") && name.hasSuffix(".yaml") && name != "gateway.yaml"
    }

    private func misnaming(_ name: String) -> PolicyDiagnostic? {
        let lowered = name.lowercased()
        let isClose = lowered.hasSuffix(".yml") || (lowered.hasSuffix(".yaml") && !name.hasSuffix(".yaml"))
        guard !name.hasPrefix("."), isClose, let dot = name.lastIndex(of: ".") else { return nil }
        let right = "\(name[..<dot]).yaml"
        return diagnostic(
            .error,
            file(name),
            "the file is not read: policies end in '.yaml'",
            "rename it to '\(right)'"
        )
    }

    private func read(_ name: String, _ files: inout [PolicyFiles.File], _ problems: inout [PolicyDiagnostic]) {
        do throws(PolicyFileReader.Failure) {
            let bytes = try PolicyFileReader.read(file(name), limit: YAMLDocument.maximumBytes)
            files.append(PolicyFiles.File(name: file(name), bytes: bytes))
        } catch {
            problems.append(diagnostic(.error, file(name), error.message, error.suggestion))
        }
    }

    private func file(_ name: String) -> String {
        path.hasSuffix("/") ? path + name : "\(path)/\(name)"
    }

    private func diagnostic(
        _ severity: PolicyDiagnostic.Severity,
        _ file: String,
        _ message: String,
        _ suggestion: String?
    ) -> PolicyDiagnostic {
        PolicyDiagnostic(severity, at: SourceLocation(file: file), message, suggestion: suggestion)
    }
}
