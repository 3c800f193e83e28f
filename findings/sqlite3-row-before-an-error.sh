#!/usr/bin/env bash
# Versions: sqlite3 of Python 3.11.7, and of 3.8 to 3.13; apsw 3.54.1.0 beside it
# Seen: `for row in connection.execute(...)` steps to the next row before it gives the one that it has. If
#   that step fails, the exception comes instead of a row that was read without any fault: of four rows, the
#   third of which is in error, the loop gets the first only. apsw gives the first two, then the error.
# One would have guessed: rows come until the error, so that a loop which notes the last one that it saw can
#   go on behind the row in error.
# Hurts: whoever saves what can be read from a damaged or foreign file and goes on after an error: one sound
#   row is lost without a word at each of them, or the wrong one is called unreadable.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check apsw==3.54.1.0 || exit 2
cat >"$folder/look.py" <<'PY'
import sqlite3

import apsw

ROWS = "SELECT column1 FROM (VALUES (1), (2), (3), (4))"
# abs() of the lowest integer is an error by SQLite's documentation.
QUERY = f"SELECT column1, abs(iif(column1 = 3, -9223372036854775808, 1)) FROM ({ROWS})"


def seen(connection, error):
    got = []
    try:
        for number, _ in connection.execute(QUERY):
            got.append(number)
    except error as told:
        return f"{got}, then: {told}"
    return f"{got}, and no error"


print("sqlite3:", seen(sqlite3.connect(":memory:"), sqlite3.Error))
print("apsw:", seen(apsw.Connection(":memory:"), apsw.Error))
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "sqlite3: [1], then: integer overflow
apsw: [1, 2], then: integer overflow" ] && exit 0
exit 1
