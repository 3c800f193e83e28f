"""Exports of a million messages beside those of a thousand, and an import beside our own ingest."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from bench.table import Row
from mmstui.domain.wire import Page
from mmstui.export import FORMATS
from mmstui.store import Store
from support.large_store import ACCOUNT, END, PAGE, newest_first

IMPORTED: Final = 100_000
_MOST_MEMORY: Final = 1.3
_MOST_TIME: Final = 2.5


def rows(large: Path, small: Path) -> Iterator[Row]:
    """The memory of each format, and the processor's time of an import of our own export."""
    for name in FORMATS:
        _, most = _export(large, name)
        _, least = _export(small, name)
        yield Row(f"export {name}, memory x that of 1,000", most / least, _MOST_MEMORY)
    yield Row(f"import of {IMPORTED:,}, x our own ingest", _import_ratio(), _MOST_TIME)


def _export(home: Path, name: str) -> tuple[float, float]:
    """Seconds, and the most megabytes that the process held."""
    with tempfile.TemporaryDirectory() as folder:
        return _run(home, "export", f"{folder}/out", "--format", name)


def _run(home: Path, *words: str) -> tuple[float, float]:
    """Run a command; the seconds of the processor, and the most megabytes."""
    command = [sys.executable, "-m", "mmstui", *words]
    process = subprocess.Popen(command, env=_env(home), stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _env(home: Path) -> dict[str, str]:
    return os.environ | {
        "MMSTUI_HOME": str(home),
        "MMSTUI_API_USERNAME": ACCOUNT.username,
        "MMSTUI_API_URL": f"{ACCOUNT.origin}/api/v1/rest.php",
    }


def _import_ratio() -> float:
    with tempfile.TemporaryDirectory() as folder:
        ours = _ingested(Path(folder, "first"))
        path = f"{folder}/all.jsonl"
        _run(Path(folder, "first"), "export", path)
        Store.open(Path(folder, "second"), ACCOUNT, clock=END.timestamp).close()
        taken, _ = _run(Path(folder, "second"), "import", path)
    return taken / ours


def _ingested(home: Path) -> float:
    listed = [*newest_first(random.Random(3), IMPORTED, IMPORTED // 100)]
    with closing(Store.open(home, ACCOUNT, clock=END.timestamp)) as store:
        began = time.process_time()
        for at in range(0, len(listed), PAGE):
            part = tuple(listed[at : at + PAGE])
            store.intake.ingest([Page(part, (), len(part), None, "")], source="backfill", now=END)
        return time.process_time() - began
