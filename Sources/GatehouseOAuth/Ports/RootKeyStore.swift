/// Keeps the one secret from which the server derives all others that are not signing keys.
package protocol RootKeyStore: Sendable {
    /// The 32 bytes that are stored; `fresh` becomes them if there are none.
    func rootKey(orStore fresh: Secret<[UInt8]>) async throws(StorageError) -> Secret<[UInt8]>
}
