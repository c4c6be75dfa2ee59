import NIOHTTP2

extension Error {
    /// Whether a header block was compressed and never sent: the peer's table differs from ours from then on, so that
    /// every later block of the connection would be read as another (RFC 7541 §2.2).
    var hasLostCompression: Bool { self is NIOHTTP2Errors.UnableToSerializeFrame }
}
