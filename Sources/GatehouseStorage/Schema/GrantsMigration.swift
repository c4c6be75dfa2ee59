extension Migration {
    /// Grants with the codes and refresh tokens that come from them, and consents.
    ///
    /// A grant is kept until its last token has expired, and as long as the session in which it was given: at its end
    /// the client must hear of it. `refreshTokenLive` lets a grant have one refresh token that was not rotated.
    static let grants = Migration(
        name: "grants",
        sql: """
            CREATE TABLE authorizationGrant (
                sequence INTEGER PRIMARY KEY,
                id TEXT NOT NULL UNIQUE CHECK (id <> '' AND id NOT GLOB '*[^!-~]*' AND instr(id, '.') = 0),
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                userID TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                scope TEXT NOT NULL CHECK (scope NOT GLOB '*[^ -~]*'),
                resources TEXT NOT NULL CHECK (resources GLOB '[[]*]'),
                sessionID TEXT CHECK (sessionID <> ''),
                authenticatedAt INTEGER NOT NULL,
                context TEXT NOT NULL CHECK (context <> ''),
                requestedClaims TEXT,
                createdAt INTEGER NOT NULL,
                expiresAt INTEGER NOT NULL,
                keptUntil INTEGER NOT NULL CHECK (keptUntil >= expiresAt),
                lastUsedAt INTEGER,
                revokedAt INTEGER
            ) STRICT;
            CREATE INDEX authorizationGrantByClient ON authorizationGrant (clientID);
            CREATE INDEX authorizationGrantByUser ON authorizationGrant (userID);
            CREATE INDEX authorizationGrantBySession ON authorizationGrant (sessionID) WHERE sessionID IS NOT NULL;
            CREATE INDEX authorizationGrantByKeeping ON authorizationGrant (keptUntil);
            CREATE INDEX authorizationGrantLive ON authorizationGrant (userID, clientID, expiresAt)
            WHERE revokedAt IS NULL;

            CREATE TABLE authorizationCode (
                digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
                grantID TEXT NOT NULL REFERENCES authorizationGrant (id) ON DELETE CASCADE,
                clientID TEXT NOT NULL,
                redirectURI TEXT,
                codeChallenge TEXT NOT NULL,
                nonce TEXT,
                keyThumbprint TEXT CHECK (keyThumbprint <> ''),
                expiresAt INTEGER NOT NULL,
                usedAt INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX authorizationCodeByGrant ON authorizationCode (grantID);
            CREATE INDEX authorizationCodeUnused ON authorizationCode (expiresAt) WHERE usedAt IS NULL;

            CREATE TABLE refreshToken (
                digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
                grantID TEXT NOT NULL REFERENCES authorizationGrant (id) ON DELETE CASCADE,
                salt BLOB NOT NULL CHECK (length(salt) = 16),
                keyThumbprint TEXT CHECK (keyThumbprint <> ''),
                createdAt INTEGER NOT NULL,
                expiresAt INTEGER NOT NULL,
                rotatedAt INTEGER,
                successor BLOB CHECK (length(successor) = 32),
                CHECK ((rotatedAt IS NULL) = (successor IS NULL))
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX refreshTokenByGrant ON refreshToken (grantID);
            CREATE INDEX refreshTokenByExpiry ON refreshToken (expiresAt);
            CREATE UNIQUE INDEX refreshTokenLive ON refreshToken (grantID) WHERE rotatedAt IS NULL;

            CREATE TABLE consent (
                userID TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                scope TEXT NOT NULL CHECK (scope NOT GLOB '*[^ -~]*'),
                createdAt INTEGER NOT NULL,
                changedAt INTEGER NOT NULL,
                lastUsedAt INTEGER,
                PRIMARY KEY (userID, clientID)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX consentByClient ON consent (clientID);
            """
    )
}
