#!/usr/bin/env bash
# Versions: apsw 3.40.1.0 (SQLite 3.40.1, which Debian 12 and its Python have); apsw 3.54.1.0 (SQLite 3.54.1)
#   reports nothing
# Seen: PRAGMA integrity_check (and quick_check) reports "NULL value in draft.text" of an undamaged WITHOUT ROWID
#   table without any NULL, if a column of its primary key is declared below a NOT NULL column that is not of the
#   key. Queries read all values right. With the columns of the key declared first, the check reports "ok".
# One would have guessed: the order in which columns are declared is a matter of taste, and a store that
#   integrity_check calls damaged is damaged.
# Hurts: programs that check a database before they trust it, as doctors, repairs and backups do: a column added
#   to the key, at the end of the table where it disturbs nobody, has whole databases called damaged on one
#   version, and the tests of another version pass.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" || exit 2
cat >"$folder/look.py" <<'PY'
import apsw

DECLARED = {
    "key below": "did TEXT, text TEXT NOT NULL, person INTEGER NOT NULL",
    "key first": "did TEXT, person INTEGER NOT NULL, text TEXT NOT NULL",
}
for name, columns in DECLARED.items():
    database = apsw.Connection(":memory:")
    database.execute(f"CREATE TABLE draft ({columns}, PRIMARY KEY (did, person)) WITHOUT ROWID")
    database.execute("INSERT INTO draft (did, person, text) VALUES ('a', 0, 'Hello')")
    ((did, person, text),) = database.execute("SELECT did, person, text FROM draft").fetchall()
    ((verdict,),) = database.execute("PRAGMA integrity_check").fetchall()
    print(f"{apsw.sqlitelibversion()} {name}: {did} {person} {text}, {verdict}")
PY
got=
for version in 3.40.1.0 3.54.1.0; do
    "$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check "apsw==$version" 2>/dev/null || exit 2
    got="$got$("$folder/venv/bin/python" "$folder/look.py")
"
done
echo "$got"
[ "$got" = "3.40.1 key below: a 0 Hello, NULL value in draft.text
3.40.1 key first: a 0 Hello, ok
3.54.1 key below: a 0 Hello, ok
3.54.1 key first: a 0 Hello, ok
" ] && exit 0
exit 1
