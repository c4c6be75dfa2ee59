import HTTPTypes

extension HTTPField.Name {
    /// A name that stands in our own source; it is a token (RFC 9110 §5.1).
    static func fixed(_ name: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(name) else { preconditionFailure("a field name of our own is not a token") }
        return name
    }
}
