extension Migration {
    /// People with their second factors, recovery codes and sessions.
    ///
    /// Attributes are a JSON object of arrays of strings; assigned scopes are one text, separated by spaces.
    static let people = Migration(
        name: "people",
        sql: """
            CREATE TABLE user (
                id TEXT NOT NULL PRIMARY KEY CHECK (length(id) = 36 AND id NOT GLOB '*[^0-9a-f-]*'),
                username TEXT NOT NULL UNIQUE
                    CHECK (length(username) BETWEEN 1 AND 64 AND username NOT GLOB '*[^a-z0-9._@+-]*'),
                email TEXT CHECK (length(email) BETWEEN 1 AND 254 AND email NOT GLOB '*[^!-~]*'),
                name TEXT CHECK (name <> '' AND instr(name, char(0)) = 0),
                passwordHash TEXT CHECK (passwordHash GLOB '$*$*'),
                attributes TEXT NOT NULL CHECK (attributes GLOB '{*}'),
                assignedScope TEXT NOT NULL CHECK (assignedScope NOT GLOB '*[^ -~]*'),
                createdAt INTEGER NOT NULL,
                passwordChangedAt INTEGER,
                disabledAt INTEGER,
                revokedBefore INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX userByEmail ON user (lower(email));

            CREATE TABLE secondFactor (
                userID TEXT NOT NULL PRIMARY KEY REFERENCES user (id) ON DELETE CASCADE,
                sealedSecret BLOB NOT NULL CHECK (length(sealedSecret) > 0),
                confirmedAt INTEGER NOT NULL,
                lastStep INTEGER
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE recoveryCode (
                userID TEXT NOT NULL REFERENCES secondFactor (userID) ON DELETE CASCADE,
                digest BLOB NOT NULL CHECK (length(digest) = 32),
                PRIMARY KEY (userID, digest)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE session (
                digest BLOB NOT NULL PRIMARY KEY CHECK (length(digest) = 32),
                id TEXT NOT NULL UNIQUE CHECK (id <> '' AND id NOT GLOB '*[^!-~]*'),
                userID TEXT NOT NULL REFERENCES user (id) ON DELETE CASCADE,
                createdAt INTEGER NOT NULL,
                authenticatedAt INTEGER NOT NULL,
                context TEXT NOT NULL CHECK (context <> ''),
                lastSeenAt INTEGER NOT NULL,
                expiresAt INTEGER NOT NULL,
                userAgent TEXT CHECK (instr(userAgent, char(0)) = 0),
                address TEXT CHECK (instr(address, char(0)) = 0)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX sessionByUser ON session (userID);
            CREATE INDEX sessionByExpiry ON session (expiresAt);
            """
    )
}
