"""How long short commands take beside a Python that does nothing, on a million messages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Final

from bench.table import Row
from support.large_store import ACCOUNT

_COMMANDS: Final = (["--help"], ["--version"], ["status"], ["list"])
_MOST: Final = 6.0
_RUNS: Final = 15


def rows(home: Path) -> Iterator[Row]:
    """The processor's time of each command, in times that of `python -c pass` next to it."""
    env = os.environ | {
        "MMSTUI_HOME": str(home),
        "MMSTUI_API_USERNAME": ACCOUNT.username,
        "MMSTUI_API_URL": f"{ACCOUNT.origin}/api/v1/rest.php",
    }
    # Bytecode of a checkout is written by its first run.
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    for words in _COMMANDS:
        _seconds(["-m", "mmstui", *words], env)
        ratios = [
            _seconds(["-m", "mmstui", *words], env) / _seconds(["-c", "pass"], env)
            for _ in range(_RUNS)
        ]
        yield Row(f"mmstui {words[0]}, x python -c pass", median(ratios), _MOST)


def _seconds(words: list[str], env: dict[str, str]) -> float:
    process = subprocess.Popen(
        [sys.executable, *words], env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, words
    return used.ru_utime + used.ru_stime
