import GatehousePolicy

extension PathRefusal {
    /// A fixed sentence for the client, which never repeats input.
    var detail: String {
        switch self {
        case .notAbsolute: "The path does not begin with a slash"
        case .badEscape: "A percent sign in the path is not followed by two hexadecimal digits"
        case .encodedSlash: "The path has an encoded slash"
        case .backslash: "The path has a backslash"
        case .controlCharacter: "The path has a control character"
        case .parameter: "The path has a parameter"
        case .doubleEncoding: "The path is percent-encoded twice"
        case .delimiter: "The path has a character that ends a path"
        case .invalidUTF8: "The path is not UTF-8"
        case .emptySegment: "The path has an empty segment"
        case .leavesRoot: "The path leaves the root"
        case .disguisedDotSegment: "The path has a disguised dot segment"
        }
    }
}
