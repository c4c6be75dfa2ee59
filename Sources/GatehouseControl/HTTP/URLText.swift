import GatehouseOAuth

/// Writes values into addresses (RFC 3986 §2.1).
package enum URLText {
    /// A value in a query, where only unreserved characters stand for themselves.
    package static func query(_ value: String) -> String { FormText.escaped(value) }

    /// One segment of a path, where only unreserved characters stand for themselves.
    package static func segment(_ value: String) -> String { FormText.escaped(value) }
}
