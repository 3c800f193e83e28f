"""How long short commands take beside a Python that does nothing, on a million messages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Final

from bench.inbox import SHORT_CONTACT
from bench.table import Row
from support.large_store import ACCOUNT, DIDS

_READING: Final = (["--help"], ["--version"], ["status"], ["list"], ["read", SHORT_CONTACT])
#: It ends with 8: the message is queued, and nobody sends it.
_SENDING: Final = ["send", "--wait", "0", "--from", DIDS[0], "--to", SHORT_CONTACT, "on my way"]
_QUEUED: Final = 8
_MOST: Final = 6.0
_RUNS: Final = 15


def rows(home: Path) -> Iterator[Row]:
    """The processor's time of each command, in times that of `python -c pass` next to it.

    Messages are queued in a copy of the store.
    """
    for words in _READING:
        yield _row(words, words[0], home)
    with tempfile.TemporaryDirectory(dir=home.parent) as copy:
        shutil.copytree(home, copy, dirs_exist_ok=True)
        yield _row(_SENDING, "send --wait 0", Path(copy), ends=_QUEUED)


def _row(words: Sequence[str], name: str, home: Path, *, ends: int = 0) -> Row:
    env = os.environ | {
        "MMSTUI_HOME": str(home),
        "MMSTUI_API_USERNAME": ACCOUNT.username,
        "MMSTUI_API_URL": f"{ACCOUNT.origin}/api/v1/rest.php",
    }
    # Bytecode of a checkout is written by its first run.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = ["-m", "mmstui", *words]
    _seconds(command, env, ends)
    ratios = [_seconds(command, env, ends) / _seconds(["-c", "pass"], env, 0) for _ in range(_RUNS)]
    return Row(f"mmstui {name}, x python -c pass", median(ratios), _MOST)


def _seconds(words: Sequence[str], env: dict[str, str], ends: int) -> float:
    process = subprocess.Popen(
        [sys.executable, *words], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == ends, words
    return used.ru_utime + used.ru_stime
