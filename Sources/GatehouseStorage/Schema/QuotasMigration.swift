extension Migration {
    /// What callers have used of quotas: of each quota and caller the last period alone.
    static let quotas = Migration(
        name: "quotas",
        sql: """
            CREATE TABLE quotaUse (
                quota TEXT NOT NULL CHECK (quota <> ''),
                countedBy TEXT NOT NULL CHECK (countedBy IN ('client', 'subject', 'claim',
                    'foreign client', 'foreign subject', 'foreign claim', 'address', 'others')),
                caller TEXT NOT NULL,
                startsAt INTEGER NOT NULL,
                endsAt INTEGER NOT NULL CHECK (endsAt > startsAt),
                used INTEGER NOT NULL CHECK (used >= 0),
                PRIMARY KEY (quota, countedBy, caller)
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX quotaUseEnd ON quotaUse (endsAt);
            """
    )
}
