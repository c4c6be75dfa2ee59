package import GatehousePolicy

/// The contents of a policy directory at one moment, with the documents of the store.
package struct PolicyFiles: Sendable, Equatable {
    /// A file's name as diagnostics show it, and its bytes.
    package struct File: Sendable, Equatable {
        let name: String
        let bytes: [UInt8]

        /// Makes a file.
        package init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// The directory as diagnostics show it.
    let directory: String
    /// The files that declare applications, by name.
    let files: [File]
    /// Files that are there but do not count.
    let problems: [PolicyDiagnostic]
    /// Whether there was no such directory at that moment.
    let isMissing: Bool
    /// The applications of the store, in the order of their keys.
    let stored: [StoredDocument]

    /// Makes contents.
    package init(
        directory: String,
        files: [File],
        problems: [PolicyDiagnostic] = [],
        isMissing: Bool = false,
        stored: [StoredDocument] = []
    ) {
        self.directory = directory
        self.files = files
        self.problems = problems
        self.isMissing = isMissing
        self.stored = stored
    }

    /// These files with other documents of the store.
    func with(stored: [StoredDocument]) -> PolicyFiles {
        PolicyFiles(directory: directory, files: files, problems: problems, isMissing: isMissing, stored: stored)
    }

    /// Compiles everything and runs the examples; an example that fails is an error like any other.
    package func compiled(context: PolicyContext) -> PolicyCompilation {
        let compilation = compiledWithoutExamples(context: context)
        guard case .compiled(let policy, let warnings) = compilation else { return compilation }
        let failures = PolicyExamples.failures(in: policy)
        return failures.isEmpty ? compilation : .failed(failures + warnings)
    }

    /// What the files declare, as far as they are YAML.
    var documents: [PolicyDocument] {
        files.compactMap { file in
            (try? YAMLDocument.parse(file.bytes, file: file.name)).map { PolicyDocument(file: file.name, root: $0) }
        }
    }

    /// Compiles everything.
    func compiledWithoutExamples(context: PolicyContext) -> PolicyCompilation {
        // A directory without policies is nothing odd where the applications are in the store; none at all is.
        let isOdd = stored.isEmpty || !files.isEmpty || isMissing
        var problems = problems.filter { isOdd || $0.severity == .error || $0.file != directory }
        var documents: [PolicyDocument] = []
        for file in files {
            do throws(YAMLRefusal) {
                let root = try YAMLDocument.parse(file.bytes, file: file.name)
                documents.append(PolicyDocument(file: file.name, root: root))
            } catch {
                problems += error.diagnostics
            }
        }
        let store = StoredDocuments.read(stored, beside: documents)
        problems += store.problems
        documents += store.documents
        let compilation = PolicyCompiler.compile(documents, context: context)
        let isSound = !problems.contains { $0.severity == .error }
        guard isSound, case .compiled(let policy, let warnings) = compilation else {
            return .failed(problems + compilation.diagnostics)
        }
        return .compiled(policy, warnings: problems + warnings)
    }
}
