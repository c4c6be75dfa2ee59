import GatehousePolicy
import NIOCore

/// Brings authority and path of a request into the form that policy compares, in storage that it keeps.
struct RequestNormalizer {
    /// The lowercased host with its port, without the scheme's default port.
    private(set) var authority: [UInt8] = []
    /// The canonical path, which is matched and forwarded.
    ///
    /// `*` for `OPTIONS *`.
    private(set) var path: [UInt8] = []
    /// Why the path is refused unless an application has opted in to such spellings; nil for most paths.
    private(set) var ambiguity: PathRefusal?

    init() {
        authority.reserveCapacity(64)
        path.reserveCapacity(256)
    }

    /// Normalizes a request before its application is known: ambiguous spellings stay, to be judged by `apply`.
    ///
    /// - Parameters:
    ///   - head: The parsed request.
    ///   - buffer: The buffer that was parsed.
    ///   - isSecure: Whether clients see `https`.
    /// - Throws: Why no application could accept the path.
    mutating func normalize(_ head: RequestHead, in buffer: ByteBuffer, isSecure: Bool) throws(PathRefusal) {
        readAuthority(head.authority, in: buffer, isSecure: isSecure)
        ambiguity = nil
        guard head.targetForm != .asterisk else {
            path.removeAll(keepingCapacity: true)
            path.append(UInt8(ascii: "*"))
            return
        }
        // A path that passes without any option is the same with all of them: one pass is enough for most.
        do {
            try readPath(head.path, in: buffer, options: .strict)
        } catch {
            guard error.isOptional else { throw error }
            ambiguity = error
            try readPath(head.path, in: buffer, options: .permissive)
        }
    }

    /// Holds the path to what the chosen application opted in to.
    mutating func apply(_ options: PathOptions, to head: RequestHead, in buffer: ByteBuffer) throws(PathRefusal) {
        guard ambiguity != nil else { return }
        try readPath(head.path, in: buffer, options: options)
    }

    private mutating func readPath(
        _ range: ByteRange,
        in buffer: ByteBuffer,
        options: PathOptions
    ) throws(PathRefusal) {
        let bytes = buffer.readableBytesUInt8Span.extracting(range.range)
        if try CanonicalPath.canonicalize(bytes, options: options, into: &path) { return }
        Self.copy(range, of: buffer, into: &path)
    }

    private mutating func readAuthority(_ range: ByteRange, in buffer: ByteBuffer, isSecure: Bool) {
        Self.copy(range, of: buffer, into: &authority)
        for index in authority.indices { authority[index] = authority[index].asciiLowercased }
        let port: StaticString = isSecure ? ":443" : ":80"
        let length = authority.count - port.utf8CodeUnitCount
        guard length > 0 else { return }
        for offset in 0..<port.utf8CodeUnitCount where authority[length + offset] != port.utf8Start[offset] { return }
        authority.removeLast(port.utf8CodeUnitCount)
    }

    @inline(__always)
    private static func copy(_ range: ByteRange, of buffer: ByteBuffer, into bytes: inout [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        buffer.withUnsafeReadableBytes { bytes.append(contentsOf: $0[range.range]) }
    }
}
