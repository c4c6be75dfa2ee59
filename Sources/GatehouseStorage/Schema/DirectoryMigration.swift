extension Migration {
    /// What lists are read by: clients, people, standing grants and audit events.
    ///
    /// `auditSubject` says about which ids an event is; the audit log and its purge keep it, for a foreign key would
    /// need an index of its own. `authorizationGrantLive` begins with the client now: a person has few grants, a client
    /// may have many.
    static let directory = Migration(
        name: "directory",
        sql: """
            CREATE INDEX clientByName ON client (name COLLATE NOCASE, id);
            CREATE INDEX clientByCreation ON client (createdAt, id);
            CREATE INDEX clientDisabled ON client (id) WHERE disabledAt IS NOT NULL;
            CREATE INDEX clientScopeByScope ON clientScope (scope, clientID);
            CREATE INDEX clientSecretByUse ON clientSecret (clientID, lastUsedAt);

            CREATE INDEX userByCreation ON user (createdAt, username);
            CREATE INDEX userDisabled ON user (username) WHERE disabledAt IS NOT NULL;

            DROP INDEX authorizationGrantLive;
            CREATE INDEX authorizationGrantLive ON authorizationGrant (clientID, userID, expiresAt)
            WHERE revokedAt IS NULL;

            CREATE INDEX auditEventByKind ON auditEvent (kind);
            CREATE INDEX auditEventByActor ON auditEvent (actor);
            CREATE TABLE auditSubject (
                subject TEXT NOT NULL,
                sequence INTEGER NOT NULL,
                PRIMARY KEY (subject, sequence)
            ) STRICT, WITHOUT ROWID;
            INSERT OR IGNORE INTO auditSubject (subject, sequence)
            SELECT member.value, auditEvent.sequence
            FROM auditEvent,
                json_each(CASE WHEN json_valid(auditEvent.detail) THEN auditEvent.detail ELSE '{}' END) AS member
            WHERE member.type = 'text'
                AND member.key IN (
                    'application', 'client', 'user', 'subject', 'session', 'grant', 'key', 'token', 'secret'
                );
            """
    )
}
