package import GatehousePolicy
import Glibc

/// Reads the directory that holds one file for each application.
package struct PolicyDirectory: Sendable {
    /// The path as it was given; diagnostics show it.
    package let path: String
    /// Whether it is an error from the beginning if the directory does not exist.
    private let isRequired: Bool

    /// Names a directory; one that need not exist is empty as long as it never did.
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
        do throws(SystemFailure) {
            return read(try DirectoryNames.read(path))
        } catch {
            return unreadable(error)
        }
    }

    /// No contents: what could not be listed must not pass for a directory without policies.
    private func unreadable(_ failure: SystemFailure) -> PolicyFiles {
        let isMissing = failure.code == ENOENT
        let problem = diagnostic(
            isMissing && !isRequired ? .warning : .error,
            path,
            "the directory cannot be read: \(failure.reason)",
            isMissing ? "create it with a file for each application, or name another with --policies" : nil
        )
        return PolicyFiles(directory: path, files: [], problems: [problem], isMissing: isMissing)
    }

    private func read(_ names: [String]) -> PolicyFiles {
        var files: [PolicyFiles.File] = []
        var problems: [PolicyDiagnostic] = []
        for name in names {
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
