"""Fills the databases of a stopped server with copies of the few real rows that it has."""

import secrets
import sqlite3

DAY = 86_400


def tables_with(database, column):
    """The tables that have a column of that name."""
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: columns for name in names if column in (columns := columns_of(database, name))}


def columns_of(database, table):
    return [row[1] for row in database.execute(f'PRAGMA table_info("{table}")')]


def copy_clients(path, count):
    """Copies of every client with its scopes, grants and redirect URIs, until there are so many."""
    database = sqlite3.connect(path)
    originals = [row[0] for row in database.execute("SELECT id FROM client WHERE application <> 'gatehouse'")]
    missing = count - database.execute("SELECT count(*) FROM client").fetchone()[0]
    copies = [(originals[number % len(originals)], f"copy-{number:06}") for number in range(max(0, missing))]
    database.execute("CREATE TEMP TABLE copy (original TEXT, id TEXT)")
    database.executemany("INSERT INTO copy VALUES (?, ?)", copies)
    parts = {"client": columns_of(database, "client")} | {
        name: columns
        for name, columns in tables_with(database, "clientID").items()
        if name in ("clientGrant", "clientScope", "clientRedirectURI", "clientSecret", "clientLogo")
    }
    for table, columns in parts.items():
        key = "id" if table == "client" else "clientID"
        kept = [column for column in columns if column not in ("sequence", key)]
        names = ", ".join(f'"{column}"' for column in kept)
        chosen = ", ".join("copy.id || ' ' || t.name" if column == "name" else f't."{column}"' for column in kept)
        database.execute(
            f'INSERT INTO "{table}" ("{key}", {names}) SELECT copy.id, {chosen} '
            f'FROM copy JOIN "{table}" AS t ON t."{key}" = copy.original'
        )
    database.commit()
    found = [row[0] for row in database.execute("SELECT id FROM client WHERE application <> 'gatehouse'")]
    database.close()
    return found


def copy_people(path, count):
    """Copies of one person, whose names differ."""
    database = sqlite3.connect(path)
    columns = columns_of(database, "user")
    original = database.execute('SELECT * FROM "user" LIMIT 1').fetchone()
    rows = []
    for number in range(count):
        row = dict(zip(columns, original, strict=True))
        text = secrets.token_hex(16)
        row["id"] = f"{text[:8]}-{text[8:12]}-4{text[13:16]}-8{text[17:20]}-{text[20:32]}"
        for column in columns:
            if "username" in column.lower():
                row[column] = f"person{number:06}"
            elif "email" in column.lower() and row[column]:
                row[column] = f"person{number:06}@example.test"
        rows.append(tuple(row[column] for column in columns))
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" for _ in columns)
    database.executemany(f'INSERT INTO "user" ({names}) VALUES ({marks})', rows)
    database.commit()
    database.close()


def copy_decisions(path, count, clients, now):
    """Copies of the recorded decisions over the last seven days, of many clients, and of what was counted."""
    database = sqlite3.connect(path)
    database.executescript("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
    columns = [name for name in columns_of(database, "decision") if name != "sequence"]
    originals = [
        dict(zip(columns, row, strict=True))
        for row in database.execute(f"SELECT {', '.join(columns)} FROM decision ORDER BY sequence")
    ]
    database.execute("DELETE FROM decision")
    span = 7 * DAY * 1_000 - 3_600_000
    start = now * 1_000 - span

    def rows():
        for number in range(count):
            row = dict(originals[number % len(originals)])
            row["time"] = start + span * number // count
            row["recordedAt"] = row["time"] if row["recordedAt"] > 10**11 else row["time"] // 1_000
            row["requestID"] = secrets.token_hex(16)
            if row["client"]:
                # A few are busy, most are not.
                row["client"] = clients[int(len(clients) * (secrets.randbelow(10**6) / 10**6) ** 3)]
            yield tuple(row[name] for name in columns)

    marks = ", ".join("?" for _ in columns)
    database.executemany(f"INSERT INTO decision ({', '.join(columns)}) VALUES ({marks})", rows())
    for table in ("moment", "routeTraffic", "refusal", "issuance", "upstreamTraffic"):
        spread(database, table, now)
    uses = database.execute("SELECT * FROM clientUse").fetchall()
    names = columns_of(database, "clientUse")
    place = names.index("client")
    database.executemany(
        f"INSERT OR IGNORE INTO clientUse VALUES ({', '.join('?' for _ in names)})",
        (tuple(client if index == place else value for index, value in enumerate(row)) for row in uses[:10] for client in clients),
    )
    database.commit()
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    one = database.execute("SELECT requestID FROM decision WHERE isPermit = 0 ORDER BY sequence DESC LIMIT 1").fetchone()
    database.close()
    return one[0]


def spread(database, table, now):
    """What was counted once, again in every bucket of eight days."""
    columns = columns_of(database, table)
    place = columns.index("start")
    for length in [row[0] for row in database.execute(f"SELECT DISTINCT length FROM {table}")]:
        rows = {}
        for row in database.execute(f"SELECT * FROM {table} WHERE length = ?", (length,)):
            rows[tuple(value for name, value in zip(columns, row, strict=True) if isinstance(value, str))] = row
        first = (now - 8 * DAY) // length * length
        database.executemany(
            f"INSERT OR IGNORE INTO {table} VALUES ({', '.join('?' for _ in columns)})",
            (
                tuple(start if index == place else value for index, value in enumerate(row))
                for start in range(first, now, length)
                for row in rows.values()
            ),
        )
