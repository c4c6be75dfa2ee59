extension Migration {
    /// Requests of devices; a user code is that of one waiting request.
    static let devices = Migration(
        name: "devices",
        sql: """
            CREATE TABLE deviceAuthorization (
                digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
                userCode TEXT NOT NULL CHECK (userCode <> '' AND userCode NOT GLOB '*[^0-9A-Z]*'),
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                scope TEXT NOT NULL CHECK (scope NOT GLOB '*[^ -~]*'),
                resources TEXT NOT NULL CHECK (resources GLOB '[[]*]'),
                address TEXT CHECK (instr(address, char(0)) = 0),
                createdAt INTEGER NOT NULL,
                expiresAt INTEGER NOT NULL,
                interval INTEGER NOT NULL CHECK (interval > 0),
                state TEXT NOT NULL CHECK (state IN ('pending', 'approved', 'denied', 'redeemed')),
                grantID TEXT REFERENCES authorizationGrant (id) ON DELETE CASCADE,
                polledAt INTEGER,
                CHECK ((grantID IS NULL) = (state IN ('pending', 'denied')))
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX deviceAuthorizationWaiting ON deviceAuthorization (userCode) WHERE state = 'pending';
            CREATE INDEX deviceAuthorizationByClient ON deviceAuthorization (clientID);
            CREATE INDEX deviceAuthorizationByGrant ON deviceAuthorization (grantID);
            CREATE INDEX deviceAuthorizationByExpiry ON deviceAuthorization (expiresAt);
            """
    )
}
