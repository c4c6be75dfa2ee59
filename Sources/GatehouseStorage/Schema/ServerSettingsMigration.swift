extension Migration {
    /// What the last server that started runs with, in one row; none until one has.
    static let serverSettings = Migration(
        name: "serverSettings",
        sql: """
            CREATE TABLE serverSettings (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                issuer TEXT NOT NULL CHECK (issuer <> ''),
                algorithm TEXT NOT NULL CHECK (algorithm IN ('ES256', 'RS256', 'PS256', 'EdDSA')),
                accessTokenSeconds INTEGER NOT NULL CHECK (accessTokenSeconds > 0),
                longestTokenSeconds INTEGER NOT NULL CHECK (longestTokenSeconds >= accessTokenSeconds)
            ) STRICT;
            """
    )
}
