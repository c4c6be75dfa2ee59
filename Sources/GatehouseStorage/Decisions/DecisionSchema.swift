import GRDB

/// The form of `decisions.sqlite`, as the ordered list of the steps that lead to it.
enum DecisionSchema {
    /// Only ever appended to.
    static let migrations: [Migration] = [.decisions, .traffic]

    /// Applies the steps that a database lacks, each in a transaction of its own.
    static let migrator: DatabaseMigrator = {
        var migrator = DatabaseMigrator()
        for migration in migrations {
            migrator.registerMigration(migration.name) { database in
                try database.execute(sql: migration.sql)
            }
        }
        return migrator
    }()
}

extension Migration {
    /// Decisions one by one.
    ///
    /// Explanations and facts of tokens, which many decisions share, stand once in `fact`. Every index ends with the
    /// sequence, because every list is newest first; those with `isPermit` serve both verdicts in turn. Decisions
    /// without a client, which are those without a verified token, are counted and found apart: they go first.
    static let decisions = Migration(
        name: "decisions",
        sql: """
            CREATE TABLE decision (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT,
                recordedAt INTEGER NOT NULL,
                time INTEGER NOT NULL,
                requestID TEXT NOT NULL,
                peer TEXT NOT NULL,
                method TEXT NOT NULL,
                path TEXT NOT NULL,
                application TEXT,
                route TEXT,
                client TEXT,
                subject TEXT,
                reason TEXT NOT NULL,
                detail TEXT,
                isPermit INTEGER NOT NULL CHECK (isPermit IN (0, 1)),
                status INTEGER NOT NULL,
                upstreamFailure TEXT,
                duration INTEGER NOT NULL,
                upstreamDuration INTEGER,
                explanationID INTEGER,
                tokenID INTEGER
            ) STRICT;
            CREATE INDEX decisionByRequest ON decision (requestID);
            CREATE INDEX decisionByVerdict ON decision (isPermit);
            CREATE INDEX decisionByClient ON decision (client, isPermit) WHERE client IS NOT NULL;
            CREATE INDEX decisionBySubject ON decision (subject, isPermit) WHERE subject IS NOT NULL;
            CREATE INDEX decisionByApplication ON decision (application, isPermit) WHERE application IS NOT NULL;
            CREATE INDEX decisionByRoute ON decision (application, route, isPermit) WHERE route IS NOT NULL;
            CREATE INDEX decisionByReason ON decision (reason);
            CREATE INDEX decisionByStatus ON decision (status);
            CREATE INDEX decisionWithoutClient ON decision (sequence) WHERE client IS NULL;

            CREATE TABLE decisionCount (
                isAnonymous INTEGER NOT NULL PRIMARY KEY CHECK (isAnonymous IN (0, 1)),
                count INTEGER NOT NULL
            ) STRICT;
            INSERT INTO decisionCount VALUES (0, 0), (1, 0);
            CREATE TRIGGER decisionAdded AFTER INSERT ON decision BEGIN
                UPDATE decisionCount SET count = count + 1 WHERE isAnonymous = (new.client IS NULL);
            END;
            CREATE TRIGGER decisionRemoved AFTER DELETE ON decision BEGIN
                UPDATE decisionCount SET count = count - 1 WHERE isAnonymous = (old.client IS NULL);
            END;

            CREATE TABLE fact (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                lastSequence INTEGER NOT NULL,
                body TEXT NOT NULL
            ) STRICT;
            CREATE INDEX factByLastSequence ON fact (lastSequence);
            """
    )

    /// What was counted, each in buckets of three lengths, and what clients do.
    static let traffic = Migration(
        name: "traffic",
        sql: """
            CREATE TABLE moment (
                length INTEGER NOT NULL,
                start INTEGER NOT NULL,
                permitted INTEGER NOT NULL,
                refused INTEGER NOT NULL,
                sampledOut INTEGER NOT NULL,
                latency BLOB NOT NULL,
                PRIMARY KEY (length, start)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE routeTraffic (
                length INTEGER NOT NULL,
                start INTEGER NOT NULL,
                application TEXT NOT NULL,
                route TEXT NOT NULL,
                permitted INTEGER NOT NULL,
                refused INTEGER NOT NULL,
                PRIMARY KEY (length, start, application, route)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE refusal (
                length INTEGER NOT NULL,
                start INTEGER NOT NULL,
                reason TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (length, start, reason)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE issuance (
                length INTEGER NOT NULL,
                start INTEGER NOT NULL,
                grantType TEXT NOT NULL,
                count INTEGER NOT NULL,
                PRIMARY KEY (length, start, grantType)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE upstreamTraffic (
                length INTEGER NOT NULL,
                start INTEGER NOT NULL,
                application TEXT NOT NULL,
                requests INTEGER NOT NULL,
                failures INTEGER NOT NULL,
                latency BLOB NOT NULL,
                PRIMARY KEY (length, start, application)
            ) STRICT, WITHOUT ROWID;
            CREATE TABLE upstreamStanding (
                application TEXT NOT NULL PRIMARY KEY,
                lastFailure TEXT,
                lastFailureAt INTEGER,
                lastSuccessAt INTEGER
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE clientUse (
                client TEXT NOT NULL,
                application TEXT NOT NULL,
                route TEXT NOT NULL,
                permitted INTEGER NOT NULL,
                refused INTEGER NOT NULL,
                lastAt INTEGER NOT NULL,
                PRIMARY KEY (client, application, route)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX clientUseByRoute ON clientUse (application, route, permitted + refused);
            CREATE INDEX clientUseByLastUse ON clientUse (lastAt);
            CREATE TABLE scopeUse (
                client TEXT NOT NULL,
                scope TEXT NOT NULL,
                lastAt INTEGER NOT NULL,
                PRIMARY KEY (client, scope)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX scopeUseByLastUse ON scopeUse (lastAt);
            """
    )
}
