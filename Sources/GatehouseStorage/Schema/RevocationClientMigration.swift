extension Migration {
    /// Whose token or grant was revoked, as the digest of the client's id.
    ///
    /// Null in the rows of earlier versions, which expire within the life of a token, and where no client is known.
    static let revocationClient = Migration(
        name: "revocationClient",
        sql: """
            ALTER TABLE revocation ADD COLUMN client BLOB CHECK (client IS NULL OR length(client) = 16);
            """
    )
}
