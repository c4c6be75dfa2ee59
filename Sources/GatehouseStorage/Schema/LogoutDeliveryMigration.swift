extension Migration {
    /// Logout tokens that wait for their delivery.
    static let logoutDelivery = Migration(
        name: "logoutDelivery",
        sql: """
            CREATE TABLE logoutDelivery (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                clientID TEXT NOT NULL REFERENCES client (id) ON DELETE CASCADE,
                subject TEXT NOT NULL CHECK (subject <> ''),
                sessionID TEXT CHECK (sessionID <> ''),
                attempts INTEGER NOT NULL CHECK (attempts >= 0),
                dueAt INTEGER NOT NULL,
                createdAt INTEGER NOT NULL
            ) STRICT;
            CREATE INDEX logoutDeliveryByClient ON logoutDelivery (clientID);
            CREATE INDEX logoutDeliveryDue ON logoutDelivery (dueAt);
            """
    )
}
