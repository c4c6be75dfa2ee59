extension Migration {
    /// Clients, signing keys, revocations and the audit log.
    ///
    /// Instants are Unix seconds. Texts compare as bytes (SQLite's BINARY collation). Only digests of secrets and of
    /// revoked names are here; `application_id` spells "GATE".
    static let foundations = Migration(
        name: "foundations",
        sql: """
            PRAGMA application_id = 1195463749;

            CREATE TABLE client (
                id TEXT NOT NULL PRIMARY KEY
                    CHECK (length(id) BETWEEN 1 AND 200 AND id NOT GLOB '*[^!-~]*' AND id NOT GLOB '*[:/]*'),
                application TEXT NOT NULL CHECK (application <> '' AND application NOT GLOB '*[^a-z0-9]*'),
                name TEXT NOT NULL CHECK (instr(name, char(0)) = 0),
                isPublic INTEGER NOT NULL CHECK (isPublic IN (0, 1)),
                policyURI TEXT CHECK (policyURI NOT GLOB '*[^!-~]*'),
                termsOfServiceURI TEXT CHECK (termsOfServiceURI NOT GLOB '*[^!-~]*'),
                createdAt INTEGER NOT NULL,
                disabledAt INTEGER,
                revokedBefore INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX clientByApplication ON client (application, id);

            CREATE TABLE clientGrant (
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                grantType TEXT NOT NULL CHECK (grantType <> '' AND grantType NOT GLOB '*[^!-~]*'),
                PRIMARY KEY (clientID, grantType)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE clientScope (
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                scope TEXT NOT NULL CHECK (scope <> '' AND scope NOT GLOB '*[^!-~]*' AND scope NOT GLOB '*["\\]*'),
                PRIMARY KEY (clientID, scope)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE clientRedirectURI (
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                position INTEGER NOT NULL CHECK (position >= 0),
                uri TEXT NOT NULL CHECK (uri <> '' AND uri NOT GLOB '*[^!-~]*'),
                PRIMARY KEY (clientID, position)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE clientSecret (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                id TEXT NOT NULL CHECK (id <> '' AND id NOT GLOB '*[^!-~]*'),
                label TEXT NOT NULL CHECK (instr(label, char(0)) = 0),
                digest BLOB NOT NULL CHECK (length(digest) = 32),
                createdAt INTEGER NOT NULL,
                lastUsedAt INTEGER,
                UNIQUE (clientID, id)
            ) STRICT;
            CREATE TRIGGER clientSecretLimit BEFORE INSERT ON clientSecret
            WHEN (SELECT count(*) FROM clientSecret WHERE clientID = NEW.clientID) >= 2
            BEGIN
                SELECT RAISE(ABORT, 'a client has at most two secrets');
            END;

            CREATE TABLE signingKey (
                keyID TEXT NOT NULL PRIMARY KEY CHECK (keyID <> ''),
                algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'PS256', 'EdDSA')),
                state TEXT NOT NULL CHECK (state IN ('next', 'current', 'previous')),
                privateKey TEXT NOT NULL CHECK (privateKey <> ''),
                createdAt INTEGER NOT NULL,
                activatedAt INTEGER,
                retiredAt INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE UNIQUE INDEX signingKeyNext ON signingKey (algorithm) WHERE state = 'next';
            CREATE UNIQUE INDEX signingKeyCurrent ON signingKey (algorithm) WHERE state = 'current';

            CREATE TABLE revocation (
                key BLOB NOT NULL PRIMARY KEY CHECK (length(key) = 16),
                kind TEXT NOT NULL CHECK (kind IN ('token', 'grant', 'client', 'subject')),
                revokedBefore INTEGER CHECK (revokedBefore IS NULL OR kind <> 'token'),
                recordedAt INTEGER NOT NULL,
                expiresAt INTEGER
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX revocationByExpiry ON revocation (expiresAt) WHERE expiresAt IS NOT NULL;

            CREATE TABLE auditEvent (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                at INTEGER NOT NULL,
                actor TEXT NOT NULL CHECK (instr(actor, char(0)) = 0),
                kind TEXT NOT NULL CHECK (kind <> ''),
                detail TEXT NOT NULL CHECK (detail GLOB '{*}')
            ) STRICT;
            """
    )
}
