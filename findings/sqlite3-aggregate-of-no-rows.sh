#!/usr/bin/env bash
# Versions: the module sqlite3 of Python 3.11.2 (SQLite 3.40.1)
# Seen: an aggregate made with `create_aggregate` is NULL over no rows: its class is neither made nor asked
#   to `finalize`, although that would return 0. SQLite's own count() is 0 there.
# One would have guessed: a class that counts is 0 for nothing, as count() is. The documentation says only
#   that `finalize` returns the final result.
# Hurts: who replaces count(*) in a query by an aggregate of their own: every row that has something still
#   works, and those without break a NOT NULL, or turn a sum into NULL.
set -u
python="${PYTHON:-python3}"
got="$("$python" - <<'PY'
import sqlite3


class Count:
    made = 0

    def __init__(self):
        self.rows = 0
        Count.made += 1

    def step(self, value):
        self.rows += 1

    def finalize(self):
        return self.rows


connection = sqlite3.connect(":memory:")
connection.create_aggregate("rows", 1, Count)
connection.execute("CREATE TABLE t (x)")
print("of none:", *connection.execute("SELECT rows(x), count(x) FROM t").fetchone(), "made", Count.made)
connection.execute("INSERT INTO t VALUES (1), (2)")
print("of two:", *connection.execute("SELECT rows(x), count(x) FROM t").fetchone(), "made", Count.made)
PY
)"
echo "$got"
[ "$got" = "of none: None 0 made 0
of two: 2 2 made 1" ] && exit 0
exit 1
