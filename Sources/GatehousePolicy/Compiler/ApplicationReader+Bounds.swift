/// How long upstreams are waited for and how much is carried: `timeouts` and `size_limits` of an application or a route.
extension ApplicationReader {
    private static let largestSize: Int64 = 100_000_000_000_000

    /// Reads both; a connection is made for an application, so a route says nothing about it.
    mutating func bounds(_ found: [String: LocatedEntry], ofRoute isRoute: Bool) -> DeliveryBounds {
        var bounds = DeliveryBounds()
        if let entry = found["timeouts"] {
            let keys = (isRoute ? [] : ["connect_seconds"]) + ["response_seconds", "idle_seconds"]
            let times = group(entry, "'timeouts'", keys)
            bounds.connectSeconds = times["connect_seconds"].flatMap { time($0, "'connect_seconds'") }
            bounds.responseSeconds = times["response_seconds"].flatMap { time($0, "'response_seconds'") }
            bounds.idleSeconds = times["idle_seconds"].flatMap { time($0, "'idle_seconds'") }
        }
        if let entry = found["size_limits"] {
            let sizes = group(entry, "'size_limits'", ["request_bytes", "response_bytes"])
            bounds.requestBytes = sizes["request_bytes"].flatMap { size($0, "'request_bytes'") }
            bounds.responseBytes = sizes["response_bytes"].flatMap { size($0, "'response_bytes'") }
        }
        return bounds
    }

    /// The entries of a mapping that says something.
    mutating func group(_ entry: LocatedEntry, _ what: String, _ keys: [String]) -> [String: LocatedEntry] {
        if case .mapping(let entries) = entry.value.content, entries.isEmpty {
            fields.diagnostics.error(
                "\(what) is empty",
                at: entry.value.location,
                "the keys are \(keys.joined(separator: ", "))"
            )
        }
        return fields.fields(of: entry.value, what, known: keys)
    }

    private mutating func time(_ entry: LocatedEntry, _ what: String) -> Int64? {
        fields.number(entry.value, what, 1...86_400)
    }

    private mutating func size(_ entry: LocatedEntry, _ what: String) -> Int64? {
        fields.number(entry.value, what, 0...Self.largestSize)
    }
}
