extension Migration {
    /// Authorization requests that were sent ahead, and what may be used only once and was.
    static let requests = Migration(
        name: "requests",
        sql: """
            CREATE TABLE pushedRequest (
                digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                parameters BLOB NOT NULL,
                expiresAt INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX pushedRequestByClient ON pushedRequest (clientID);
            CREATE INDEX pushedRequestByExpiry ON pushedRequest (expiresAt);

            CREATE TABLE singleUse (
                digest BLOB NOT NULL CHECK (length(digest) = 32),
                kind TEXT NOT NULL CHECK (kind <> ''),
                expiresAt INTEGER NOT NULL,
                PRIMARY KEY (digest, kind)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX singleUseByExpiry ON singleUse (expiresAt);
            """
    )
}
