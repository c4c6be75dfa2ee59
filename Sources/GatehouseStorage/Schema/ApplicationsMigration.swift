extension Migration {
    /// Applications that no policy file declares, each as its policy document.
    ///
    /// The sequence is the version: AUTOINCREMENT never gives one a second time.
    static let applications = Migration(
        name: "applications",
        sql: """
            CREATE TABLE application (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                key TEXT NOT NULL UNIQUE
                    CHECK (length(key) BETWEEN 1 AND 63 AND key NOT GLOB '*[^a-z0-9]*' AND key <> 'gatehouse'),
                document TEXT NOT NULL CHECK (length(document) BETWEEN 1 AND 1048576),
                createdAt INTEGER NOT NULL,
                changedAt INTEGER NOT NULL
            ) STRICT;
            """
    )
}
