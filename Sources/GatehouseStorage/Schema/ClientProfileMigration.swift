extension Migration {
    /// What else was settled about a client, when it got its first token, and its logo.
    static let clientProfile = Migration(
        name: "clientProfile",
        sql: """
            ALTER TABLE client ADD COLUMN profile TEXT NOT NULL DEFAULT '{}' CHECK (profile GLOB '{*}');
            ALTER TABLE client ADD COLUMN firstIssuedAt INTEGER;

            CREATE TABLE clientLogo (
                clientID TEXT NOT NULL PRIMARY KEY REFERENCES client (id) ON DELETE CASCADE,
                image BLOB NOT NULL CHECK (length(image) BETWEEN 1 AND 65536)
            ) STRICT;
            """
    )
}
