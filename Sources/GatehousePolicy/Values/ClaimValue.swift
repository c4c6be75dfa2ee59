/// A JSON value that a token claims about its subject.
package indirect enum ClaimValue: Sendable, Equatable {
    /// JSON `null`.
    case null
    /// JSON `true` or `false`.
    case bool(Bool)
    /// A JSON number that is a 64-bit integer.
    case integer(Int64)
    /// Any other JSON number.
    case number(Double)
    /// A JSON string.
    case string(String)
    /// A JSON array.
    case array([ClaimValue])
    /// A JSON object.
    case object([String: ClaimValue])
}

extension ClaimValue {
    /// Says whether this claim satisfies a wanted scalar: JSON-typed equality, arrays by any element.
    func satisfies(_ wanted: ClaimValue) -> Bool {
        guard case .array(let elements) = self else { return isSameScalar(as: wanted) }
        return elements.contains { $0.isSameScalar(as: wanted) }
    }

    private func isSameScalar(as other: ClaimValue) -> Bool {
        switch (self, other) {
        case (.null, .null): true
        case (.bool(let mine), .bool(let theirs)): mine == theirs
        case (.integer(let mine), .integer(let theirs)): mine == theirs
        case (.number(let mine), .number(let theirs)): mine == theirs
        // RFC 8259 §6: JSON has one kind of number.
        case (.integer(let integer), .number(let number)), (.number(let number), .integer(let integer)):
            Int64(exactly: number) == integer
        case (.string(let mine), .string(let theirs)): mine.hasSameBytes(as: theirs)
        default: false
        }
    }
}
