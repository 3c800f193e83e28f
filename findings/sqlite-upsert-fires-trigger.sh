#!/usr/bin/env bash
# Versions: apsw 3.54.1.0 (SQLite 3.54.1); the same in SQLite 3.40.1
# Seen: a trigger that writes with INSERT OR REPLACE replaces when an UPDATE fires it, and when an upsert
#   inserts a new row. When the upsert finds the row and updates it, the same trigger fails with "UNIQUE
#   constraint failed", and so does the upsert, which has no conflict of its own. For OR IGNORE, the trigger
#   keeps its old row without a word.
# One would have guessed: OR REPLACE in the trigger is its own; or, knowing that the OR clause of the outer
#   statement overrides it, that an upsert, which has no OR clause, leaves it alone.
# Hurts: change logs and queues that triggers keep without duplicates. A test that inserts each row once
#   passes; the first change by upsert fails, and the data is not written. What works whoever fires it: a
#   BEFORE INSERT trigger of the log that deletes the row first, and a plain INSERT.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check apsw==3.54.1.0 || exit 2
cat >"$folder/look.py" <<'PY'
import apsw

STATEMENTS = (
    "UPDATE person SET name = 'Zoé'",
    "INSERT INTO person VALUES (2, 'Max')",
    "INSERT OR IGNORE INTO person VALUES (2, 'Max')",
    "INSERT INTO person VALUES (2, 'Max') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
    "INSERT INTO person VALUES (1, 'Max') ON CONFLICT (id) DO UPDATE SET name = excluded.name",
)
for statement in STATEMENTS:
    database = apsw.Connection(":memory:")
    database.execute("""
        CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT);
        INSERT INTO person VALUES (1, 'Ann');
        CREATE TABLE changed (what TEXT UNIQUE, times INTEGER PRIMARY KEY AUTOINCREMENT);
        INSERT INTO changed (what) VALUES ('person');
        CREATE TRIGGER added AFTER INSERT ON person BEGIN
            INSERT OR REPLACE INTO changed (what) VALUES ('person');
        END;
        CREATE TRIGGER updated AFTER UPDATE ON person BEGIN
            INSERT OR REPLACE INTO changed (what) VALUES ('person');
        END;
    """)
    try:
        database.execute(statement)
        ((times,),) = database.execute("SELECT times FROM changed")
        result = "replaced" if times > 1 else "nothing noted"
    except apsw.ConstraintError as error:
        result = str(error)
    print(f"{statement.replace('INTO person VALUES ', '')}: {result}")
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "UPDATE person SET name = 'Zoé': replaced
INSERT (2, 'Max'): replaced
INSERT OR IGNORE (2, 'Max'): nothing noted
INSERT (2, 'Max') ON CONFLICT (id) DO UPDATE SET name = excluded.name: replaced
INSERT (1, 'Max') ON CONFLICT (id) DO UPDATE SET name = excluded.name: UNIQUE constraint failed: changed.what" ] && exit 0
exit 1
