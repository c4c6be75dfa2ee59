/// The reason why a request path has no canonical form.
package enum PathRefusal: String, Error, Sendable, CaseIterable {
    /// The path does not begin with `/`.
    case notAbsolute = "not_absolute"
    /// `%` is not followed by two hexadecimal digits.
    case badEscape = "bad_escape"
    /// `%2F`, which the application did not opt in to.
    case encodedSlash = "encoded_slash"
    /// `\` or `%5C`.
    case backslash = "backslash"
    /// NUL or another control character, raw or encoded.
    case controlCharacter = "control_character"
    /// A `;` parameter, which the application did not opt in to.
    case parameter = "parameter"
    /// `%25` before two hexadecimal digits, which the application did not opt in to.
    case doubleEncoding = "double_encoding"
    /// `#`, or a `?` where only a path may be.
    case delimiter = "delimiter"
    /// Octets that are not UTF-8 (RFC 3629).
    case invalidUTF8 = "invalid_utf8"
    /// `//`, which the application did not opt in to.
    case emptySegment = "empty_segment"
    /// `..` above the root.
    case leavesRoot = "leaves_root"
    /// `.` or `..` that an upstream could see once it has cut a parameter off or decoded `%2F`.
    case disguisedDotSegment = "disguised_dot_segment"

    /// Whether an application may opt in to paths like this.
    package var isOptional: Bool {
        switch self {
        case .encodedSlash, .parameter, .doubleEncoding, .emptySegment: true
        default: false
        }
    }
}
