#!/usr/bin/env bash
# Versions: Python 3.11.2 (SQLite 3.40.1); the module sqlite3 of 3.9 to 3.13 has the same code
# Seen: an aggregate made with `create_aggregate` is NULL over no rows: its class is neither made nor asked
#   to `finalize`, although that would return 0. SQLite's own count() and total() are 0 there; so is a window
#   function made with `create_window_function` whose frame has lost all rows again.
# One would have guessed: as SQLite's count(), a class that counts is 0 for nothing. SQLite calls xFinal in
#   this case too; the binding answers NULL before it reaches the class.
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
