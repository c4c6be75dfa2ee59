import GatehouseJOSE
import Glibc

/// Keeps the last good keys of an issuer in the data directory, for a start without it.
struct IssuerKeyFile {
    /// What was kept.
    struct Contents {
        let keys: [UInt8]
        /// When they were fetched, in Unix seconds.
        let fetchedAt: Int64
    }

    private static let maximumBytes = 1 << 20

    let path: String
    let issuer: String

    init(_ settings: TrustedIssuerSettings, in directory: DataDirectory) {
        // A name has letters, digits and hyphens only.
        path = "\(directory.path)/issuer-\(settings.name).json"
        issuer = settings.issuer
    }

    /// What was kept of this very issuer; nil if nothing was, or nothing that can be read.
    func read() -> Contents? {
        guard
            let bytes = try? RegularFile.read(path, limit: Self.maximumBytes).bytes,
            let document = try? JSONParser.parseObject(bytes.span, maximumDepth: 10),
            let name = document["issuer"]?.string, name.hasSameBytes(as: issuer),
            let fetchedAt = document["fetched_at"]?.integer,
            let keys = document["jwks"]?.object
        else { return nil }
        return Contents(keys: keys.serialized(), fetchedAt: fetchedAt)
    }

    /// Keeps keys in place of those before: whole or not at all, for this user alone.
    func write(_ keys: VerificationKeySet, fetchedAt: Int64) throws(SystemFailure) {
        let jwks = try? JSONParser.parse(keys.json)
        let document = JSONObject([
            ("issuer", .string(issuer)), ("fetched_at", .integer(fetchedAt)), ("jwks", jwks ?? .null),
        ])
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw SystemFailure("open", path: temporary) }
        defer { close(descriptor) }
        var bytes = document.serialized()[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw SystemFailure("write", path: temporary) }
            bytes = bytes.dropFirst(count)
        }
        guard fsync(descriptor) == 0 else { throw SystemFailure("fsync", path: temporary) }
        guard rename(temporary, path) == 0 else { throw SystemFailure("rename", path: path) }
    }
}
