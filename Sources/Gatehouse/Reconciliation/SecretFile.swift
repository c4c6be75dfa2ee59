import GatehouseOAuth

/// Reads the file with a client's secret.
enum SecretFile {
    /// A shorter secret could be guessed: it is kept under a fast digest.
    private static let minimumBytes = 32
    private static let maximumBytes = 1_024

    /// The digest of a secret, and whether others can read it.
    struct Contents: Equatable {
        let digest: [UInt8]
        let isOpen: Bool
    }

    /// Takes at least 32 bytes of visible ASCII; one newline at the end is ignored.
    static func read(_ path: String) throws(DeclaredFile.Refusal) -> Contents {
        let contents = try DeclaredFile.read(path, limit: maximumBytes)
        let bytes = contents.bytes.last == UInt8(ascii: "\n") ? contents.bytes.dropLast() : contents.bytes[...]
        guard bytes.count >= minimumBytes else {
            throw DeclaredFile.Refusal(
                "the secret in '\(path)' is shorter than \(minimumBytes) bytes",
                "make one with 'head -c 32 /dev/urandom | base64 > \(path)'"
            )
        }
        // RFC 6749 appendix A.2; a space or a line break in it would be somebody's slip.
        guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw DeclaredFile.Refusal(
                "the secret in '\(path)' has bytes that are not visible ASCII",
                "write it in base64, on one line"
            )
        }
        return Contents(digest: SecretDigest.of(String(decoding: bytes, as: UTF8.self)), isOpen: contents.isOpen)
    }
}
