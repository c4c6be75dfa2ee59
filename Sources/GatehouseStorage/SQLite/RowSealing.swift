import GRDB
import GatehouseJOSE
import GatehouseOAuth

/// Keeps the secrets of some rows sealed, if there is a key for that.
///
/// A sealed text is `sealed:v1:` and base64url; it opens only in the row that it was sealed for.
struct RowSealing: Sendable {
    private static let mark = "sealed:v1:"

    private let key: SealingKey?

    init(_ key: SealingKey?) {
        self.key = key?.derived(purpose: "database")
    }

    /// The text that is stored for a secret of a row.
    func seal(_ text: String, for row: String) -> String {
        key.map { Self.mark + Base64URL.encode($0.seal(Array(text.utf8), context: row)) } ?? text
    }

    /// The secret of a stored text.
    func open(_ stored: String, for row: String) throws(StorageError) -> String {
        guard Self.isSealed(stored) else { return stored }
        let text = String(stored.dropFirst(Self.mark.count))
        guard let key, let sealed = Base64URL.decode(text.utf8Span.span),
            let opened = key.open(sealed, context: row), let secret = String(validating: opened, as: UTF8.self)
        else { throw .sealed }
        return secret
    }

    /// The text to store in the place of one that is not sealed yet; nil if it may stay as it is.
    func improved(_ stored: String, for row: String) throws(StorageError) -> String? {
        let secret = try open(stored, for: row)
        return key == nil || Self.isSealed(stored) ? nil : seal(secret, for: row)
    }

    private static func isSealed(_ stored: String) -> Bool {
        stored.utf8.starts(with: mark.utf8)
    }
}

extension RowSealing {
    /// Opens every secret to see that this is the right key, and seals those that are not sealed yet.
    func takeOver(_ pool: DatabasePool) throws {
        let hasSealed = try pool.write { database in
            let keys = try KeyRecord.seal(with: self, in: database)
            let rootKey = try RootKeyRow.seal(with: self, in: database)
            return keys || rootKey
        }
        guard hasSealed else { return }
        // The write-ahead log is copied into the file and emptied, so that what was plain is nowhere any more.
        _ = try pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    }
}
