extension Migration {
    /// What keeps the tables from growing without bound: the place of a refresh token in its chain, and the indexes of
    /// what is forgotten by age.
    ///
    /// A profile is JSON without spaces, and a quotation mark inside its texts is escaped: the pattern finds the member
    /// `source` and nothing else. Functions of JSON are not allowed in a schema that is not trusted.
    static let bounds = Migration(
        name: "bounds",
        sql: """
            ALTER TABLE refreshToken ADD COLUMN generation INTEGER NOT NULL DEFAULT 0 CHECK (generation >= 0);
            DROP INDEX refreshTokenByGrant;
            CREATE INDEX refreshTokenByGrant ON refreshToken (grantID, generation);
            CREATE INDEX authorizationGrantUnused ON authorizationGrant (expiresAt) WHERE lastUsedAt IS NULL;
            CREATE INDEX auditEventByInstant ON auditEvent (at);
            CREATE INDEX clientUnusedRegistration ON client (createdAt)
            WHERE firstIssuedAt IS NULL AND profile GLOB '*"source":"dynamic"*';
            """
    )
}
