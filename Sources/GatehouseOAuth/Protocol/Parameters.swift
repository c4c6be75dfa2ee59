import GatehouseJOSE

/// The parameters of a request: a single value for each name, duplicates refused once, here.
package struct Parameters: Sendable {
    /// More parameters than any request of any RFC has.
    private static let maximumCount = 64
    /// More bytes than any request of any RFC needs.
    private static let maximumBytes = 65_536
    /// RFC 8707 §2, RFC 8693 §2.1: these may be repeated.
    private static let repeatable = ["resource", "audience"]

    private let pairs: [(name: String, value: String)]

    /// None at all.
    package static let empty = Parameters()

    private init() {
        pairs = []
    }

    /// Reads an `application/x-www-form-urlencoded` body; a form of ours may repeat one more name.
    package init(form: [UInt8], repeating name: String? = nil) throws(OAuthError) {
        guard form.count <= Parameters.maximumBytes else {
            throw OAuthError(.invalidRequest, "The request is too long.")
        }
        var pairs: [(name: String, value: String)] = []
        for field in form.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < Parameters.maximumCount else {
                throw OAuthError(.invalidRequest, "The request has too many parameters.")
            }
            let equals = field.firstIndex(of: UInt8(ascii: "=")) ?? field.endIndex
            guard
                let name = FormText.decode(field[..<equals]),
                let value = FormText.decode(field[equals...].dropFirst())
            else {
                throw OAuthError(.invalidRequest, "A parameter is not correctly form-encoded UTF-8.")
            }
            pairs.append((name, value))
        }
        try self.init(pairs, repeating: name)
    }

    /// Takes parameters that were decoded before.
    package init(_ pairs: [(name: String, value: String)], repeating name: String? = nil) throws(OAuthError) {
        let repeatable = Parameters.repeatable + [name].compactMap(\.self)
        for (index, pair) in pairs.enumerated() {
            // RFC 6749 §3.2: request parameters must not be included more than once.
            guard
                repeatable.contains(where: pair.name.hasSameBytes(as:))
                    || !pairs[..<index].contains(where: { $0.name.hasSameBytes(as: pair.name) })
            else {
                throw OAuthError(.invalidRequest, "A parameter is included more than once.")
            }
        }
        // RFC 6749 §3.2: parameters sent without a value are treated as if they were omitted.
        self.pairs = pairs.filter { !$0.value.isEmpty }
    }

    /// The value of a parameter, if it was sent with one.
    package subscript(name: String) -> String? {
        pairs.first { $0.name.hasSameBytes(as: name) }?.value
    }

    /// All values of a parameter that may be repeated.
    package func values(_ name: String) -> [String] {
        pairs.filter { $0.name.hasSameBytes(as: name) }.map(\.value)
    }

    /// The value of a parameter that the request must have.
    package func required(_ name: String) throws(OAuthError) -> String {
        guard let value = self[name] else {
            throw OAuthError(.invalidRequest, "A required parameter is missing.", detail: name)
        }
        return value
    }
}
