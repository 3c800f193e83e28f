"""A shell script does a day's work with commands alone, each a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("a_day.sh")


@pytest.mark.slow  # thirty processes
@pytest.mark.timeout(180)
def test_a_day_by_commands_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        ["bash", SCRIPT, tmp_path],
        env={"PATH": os.environ["PATH"], "PYTHON": sys.executable},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout.splitlines()[-1:]) == (0, ["The day is done."]), (
        done.stdout + done.stderr
    )
