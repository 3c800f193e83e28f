"""`make bench`: what mmstui is measured by, all rows of it.

    PYTHONPATH=tests python -m bench [FOLDER]

FOLDER, outside the project, keeps the stores between runs (by default one below the system's for
temporary files; about 1 GB). Ratios are taken in one run, for a machine is another each minute:
nothing else should run on it. A row that is over its target begins with `!`. `PEERS=1` in the
environment adds mail programs of the terminal.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from contextlib import closing
from pathlib import Path

from bench import commands, files, held, inbox, ingest, pages, peers, pictures, search, triage
from support.large_store import large_store

LARGE, SMALL = 1_000_000, 1_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    default = Path(tempfile.gettempdir()) / "mmstui-bench"
    parser.add_argument("folder", type=Path, nargs="?", default=default)
    folder: Path = parser.parse_args().folder
    homes = {count: inbox.prepared(folder / str(count), count) for count in (SMALL, LARGE)}
    for row in (*ingest.rows(), *pages.rows(), *pictures.rows()):
        print(row, flush=True)
    for row in files.rows(homes[LARGE], homes[SMALL]):
        print(row, flush=True)
    for row in commands.rows(homes[LARGE]):
        print(row, flush=True)
    with closing(large_store(homes[LARGE], LARGE)) as store:
        for row in search.rows(store):
            print(row, flush=True)
    least = inbox.measure_floor()
    large, small = inbox.measure(homes[LARGE]), inbox.measure(homes[SMALL])
    emptied = triage.measure(homes[LARGE])
    for row in (
        *inbox.rows(large, least),
        *triage.rows(emptied, least.key.median),
        *inbox.growth(large, small),
    ):
        print(row, flush=True)
    for row in held.rows(homes[LARGE], folder):
        print(row, flush=True)
    if os.environ.get("PEERS") == "1":
        for line in peers.rows(folder):
            print(line, flush=True)


if __name__ == "__main__":
    main()
