extension Migration {
    /// The secret from which others are derived, in one row; none until a server has started.
    static let rootKey = Migration(
        name: "rootKey",
        sql: """
            CREATE TABLE rootKey (
                id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
                secret TEXT NOT NULL CHECK (secret <> '')
            ) STRICT;
            """
    )
}
