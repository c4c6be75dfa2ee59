import GatehouseJOSE

/// A registered redirect URI that requests are compared with.
struct RegisteredRedirect: Sendable {
    private let value: String

    /// Answers nil for what may not be registered, however it came into the store.
    init?(_ registered: String) {
        guard let uri = try? RedirectURI(registered) else { return nil }
        value = uri.value
    }

    /// Whether a request may name this URI: the same octets, or on a loopback address any port.
    func matches(_ sent: String) -> Bool {
        if value.hasSameBytes(as: sent) { return true }
        // RFC 8252 §7.3: for loopback IP literals the port is chosen when the program starts.
        guard let registered = LoopbackURI(value), let sent = LoopbackURI(sent) else { return false }
        return registered == sent
    }
}

/// An `http` URI of a loopback IP literal without its port (RFC 8252 §7.3).
private struct LoopbackURI {
    private static let origins = ["http://127.0.0.1", "http://[::1]"]

    private let origin: String
    private let rest: String

    /// Answers nil for every other URI, also for `localhost`, which may mean another machine (RFC 8252 §8.3).
    init?(_ text: String) {
        guard (try? RedirectURI(text)) != nil else { return nil }
        guard let origin = Self.origins.first(where: { text.utf8.starts(with: $0.utf8) }) else { return nil }
        let afterHost = text.utf8.dropFirst(origin.utf8.count)
        let rest = afterHost.drop { !"/?".utf8.contains($0) }
        let port = afterHost.prefix(afterHost.count - rest.count)
        guard port.isEmpty || port.first == UInt8(ascii: ":") else { return nil }
        self.origin = origin
        self.rest = String(Substring(rest))
    }
}

extension LoopbackURI: Equatable {
    static func == (first: LoopbackURI, second: LoopbackURI) -> Bool {
        first.origin.hasSameBytes(as: second.origin) && first.rest.hasSameBytes(as: second.rest)
    }
}
