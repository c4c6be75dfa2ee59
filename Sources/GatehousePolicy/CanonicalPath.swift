/// Brings a request path into the one form that is matched and forwarded (contract §5.2).
package enum CanonicalPath {
    /// Writes the canonical form of a path, or writes nothing if the path is canonical already.
    ///
    /// - Parameters:
    ///   - path: The path as received, without the query. An empty path stands for `/` (RFC 9112 §3.2.2).
    ///   - options: The ambiguous spellings that the application opted in to.
    ///   - output: Receives the canonical path in place of its former contents; left alone if the result is false.
    /// - Returns: Whether `output` was written: false means that `path` is canonical as it stands.
    /// - Throws: Why the path is refused with 400.
    package static func canonicalize(
        _ path: Span<UInt8>,
        options: PathOptions,
        into output: inout [UInt8]
    ) throws(PathRefusal) -> Bool {
        if isPlain(path) { return false }
        var canonicalizer = PathCanonicalizer(options: options, capacity: path.count)
        try canonicalizer.read(path)
        if canonicalizer.isSame(as: path) { return false }
        output = canonicalizer.output
        return true
    }

    /// Whether nothing in a path asks for a closer look: most paths, at the cost of one pass.
    private static func isPlain(_ path: Span<UInt8>) -> Bool {
        guard path.count > 0, path[0] == UInt8(ascii: "/") else { return false }
        var previous = UInt8(ascii: "/")
        var offset = 1
        while offset < path.count {
            let byte = path[offset]
            guard PathOctets.isPlain(byte) else { return false }
            if previous == UInt8(ascii: "/"), byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".") { return false }
            previous = byte
            offset &+= 1
        }
        return true
    }
}
