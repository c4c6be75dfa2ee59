/// Which pages of other origins may read an application's answers, and what they may send (Fetch, "CORS protocol").
package struct CrossOriginPolicy: Sendable, Equatable {
    /// What may be asked for in a preflight where the policy does not say it.
    package static let usualHeaders = ["Authorization", "Content-Type", "DPoP"]
    /// What the gate says in headers of its own: pages may always read it.
    package static let alwaysExposed = [
        "WWW-Authenticate", "X-Request-Id", "RateLimit", "RateLimit-Policy", "Retry-After", "DPoP-Nonce",
    ]
    static let usualMaximumAge: Int64 = 600

    /// At least one; `*` stands alone.
    package let origins: [OriginPattern]
    /// The only methods; nil for every one that the routes have.
    package let methods: [String]?
    /// The only request headers; nil for the usual ones and whatever is asked for.
    package let headers: [String]?
    /// What pages may read besides ``alwaysExposed``.
    package let exposed: [String]
    /// Whether browsers send cookies and client certificates along.
    package let allowsCredentials: Bool
    /// How many seconds a browser may remember a preflight's answer.
    package let maximumAge: Int64

    /// Whether answers are the same for every origin.
    package var isForAnyOrigin: Bool { origins.contains(.any) }

    /// The index in ``origins`` of the first that an `Origin` field's value meets.
    package func match(_ origin: Span<UInt8>) -> Int? {
        for index in origins.indices where origins[index].matches(origin) { return index }
        return nil
    }

    /// Whether pages may send the method, if a route has it; what may GET may HEAD.
    package func allows(method: Span<UInt8>) -> Bool {
        guard let methods else { return true }
        for allowed in methods where Self.isSame(method, allowed) { return true }
        return Self.isSame(method, "HEAD") && methods.contains("GET")
    }

    private static func isSame(_ bytes: Span<UInt8>, _ text: String) -> Bool {
        guard bytes.count == text.utf8.count else { return false }
        var index = 0
        for byte in text.utf8 {
            guard bytes[index] == byte else { return false }
            index += 1
        }
        return true
    }
}

extension CrossOriginPolicy: CustomStringConvertible {
    /// For people, in one line.
    package var description: String {
        var parts = [origins.map(\.text).joined(separator: ", ")]
        if let methods { parts.append("methods \(methods.joined(separator: ", "))") }
        if let headers { parts.append("headers \(headers.joined(separator: ", "))") }
        if !exposed.isEmpty { parts.append("exposes \(exposed.joined(separator: ", "))") }
        if allowsCredentials { parts.append("with credentials") }
        if maximumAge != Self.usualMaximumAge { parts.append("remembered for \(maximumAge) s") }
        return parts.joined(separator: "; ")
    }
}
