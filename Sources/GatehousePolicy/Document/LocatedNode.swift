/// A node of a parsed document that knows where it is written.
package struct LocatedNode: Sendable, Equatable {
    /// What a node is.
    package indirect enum Content: Sendable, Equatable {
        /// A single value; only a plain one can be a word such as `true` or a number.
        case scalar(String, isPlain: Bool)
        /// A list.
        case sequence([LocatedNode])
        /// Keys and values, in order; keys may repeat.
        case mapping([LocatedEntry])
    }

    /// What the node is.
    package let content: Content
    /// Where it begins.
    package let location: SourceLocation

    /// Makes a node.
    package init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }

    /// The text of a scalar.
    package var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }
}

/// A key and its value in a mapping.
package struct LocatedEntry: Sendable, Equatable {
    /// The key.
    package let key: LocatedNode
    /// The value.
    package let value: LocatedNode

    /// Makes an entry.
    package init(key: LocatedNode, value: LocatedNode) {
        self.key = key
        self.value = value
    }
}
