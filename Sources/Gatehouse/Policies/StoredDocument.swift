import GatehousePolicy

/// An application of the store as a policy document.
package struct StoredDocument: Sendable, Equatable {
    /// The short key under which it is stored.
    let key: String
    /// The document.
    let text: String

    /// The name that diagnostics show; the path of a file in a directory has a slash, so none is named like it.
    static func name(of key: String) -> String { "store:\(key).yaml" }

    /// Whether a document of that name is one of the store.
    static func isName(_ name: String) -> Bool { name.hasPrefix("store:") && !name.utf8.contains(UInt8(ascii: "/")) }

    var name: String { Self.name(of: key) }

    package static func == (one: StoredDocument, other: StoredDocument) -> Bool {
        one.key == other.key && one.text.utf8.elementsEqual(other.text.utf8)
    }
}

/// The documents of the store that count beside those of the files.
struct StoredDocuments {
    private(set) var documents: [PolicyDocument] = []
    private(set) var problems: [PolicyDiagnostic] = []

    /// Reads the documents; where a file declares the same key, the file alone counts.
    static func read(_ stored: [StoredDocument], beside files: [PolicyDocument]) -> StoredDocuments {
        var result = StoredDocuments()
        for document in stored { result.read(document, beside: files) }
        return result
    }

    private mutating func read(_ stored: StoredDocument, beside files: [PolicyDocument]) {
        if let file = files.first(where: { $0.declaredKey?.text == stored.key }) {
            problems.append(
                PolicyDiagnostic(
                    .warning,
                    at: SourceLocation(file: stored.name),
                    "'\(stored.key)' is declared in \(file.file) now; the stored one no longer counts",
                    suggestion: "delete the stored one: without the file it would count again"
                )
            )
            return
        }
        do throws(YAMLRefusal) {
            let root = try YAMLDocument.parse(Array(stored.text.utf8), file: stored.name)
            let document = PolicyDocument(file: stored.name, root: root)
            check(document, key: stored.key)
            documents.append(document)
        } catch {
            problems += error.diagnostics
        }
    }

    private mutating func check(_ document: PolicyDocument, key: String) {
        if let declared = document.declaredKey, let text = declared.text, text != key {
            problems.append(
                PolicyDiagnostic(.error, at: declared.location, "the store keeps this document as '\(key)'")
            )
        }
        guard case .mapping(let entries) = document.root.content else { return }
        // Clients as code come from files alone: whoever may edit the store has no say over files on the server.
        for entry in entries where entry.key.text == "clients" || entry.key.text == "grants" {
            problems.append(
                PolicyDiagnostic(
                    .error,
                    at: entry.key.location,
                    "'\(entry.key.text ?? "")' stands in policy files only, not in the store",
                    suggestion: "remove it, and make the clients themselves"
                )
            )
        }
    }
}

extension PolicyDocument {
    /// Where the document says its short key.
    var declaredKey: LocatedNode? {
        guard case .mapping(let entries) = root.content else { return nil }
        return entries.first { $0.key.text == "application" }?.value
    }
}
