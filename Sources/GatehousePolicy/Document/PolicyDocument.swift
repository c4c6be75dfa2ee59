/// A policy file as it was parsed, before anything in it is understood.
package struct PolicyDocument: Sendable, Equatable {
    /// The file as the reader named it.
    package let file: String
    /// The document's only node.
    package let root: LocatedNode

    /// Makes a document.
    package init(file: String, root: LocatedNode) {
        self.file = file
        self.root = root
    }
}
