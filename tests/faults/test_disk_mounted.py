"""A real file system of two megabytes that is full, and then read-only.

Needs the right to mount in its own namespace (root, or user namespaces); `test_disk.py` simulates
the same for SQLite everywhere.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell, accepted_texts
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

#: Runs inside the namespace, on a home that is a small file system; prints what happened.
DRIVER = r"""
import json, os, subprocess, sys
home, mmstui = sys.argv[1], [sys.executable, "-m", "mmstui"]
send = ["send", "--to", "4385550123", "--from", "5145550100", "--wait", "0"]
told = []

def run(*words):
    done = subprocess.run([*mmstui, *words], capture_output=True, text=True, timeout=60)
    told.append({"words": words, "code": done.returncode, "out": done.stdout, "err": done.stderr})
    return done.returncode

run("sync")
with open(f"{home}/filler", "wb", 0) as filler:
    for size in (65536, 1):
        try:
            while filler.write(b"x" * size) == size:
                pass
        except OSError:
            pass
for number in range(12):
    if run(*send, f"{number} " + "precious " * 150) != 8:
        break
run("list")
run("read", "4385550123")
run("sync")
run("backup", f"{home}/copy")
os.unlink(f"{home}/filler")
run("read", "4385550123", "--json")
run("sync")
subprocess.run(["mount", "-o", "remount,ro", home], check=True)
run(*send, "on a closed disk")
run("sync")
subprocess.run(["mount", "-o", "remount,rw", home], check=True)
run("read", "4385550123", "--json")
print(json.dumps(told))
"""


def namespace() -> list[str] | None:
    """Return the command that runs another where it may mount; None if there is none."""
    for options in (["-m"], ["-Urm"]):
        words = ["unshare", *options]
        with_mount = [*words, "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
        if (
            shutil.which("unshare")
            and not subprocess.run(with_mount, capture_output=True).returncode
        ):
            return words
    return None


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "Bonjour !", at=time.time() - 900)
        yield running


@pytest.mark.slow
def test_a_disk_that_is_full_and_then_read_only(sim: Simulated, tmp_path: Path) -> None:
    words = namespace()
    if words is None:
        pytest.skip("this machine lets nobody mount a small file system")
    home = tmp_path / "small"
    home.mkdir()
    shell = Shell.of(tmp_path, sim, MMSTUI_HOME=str(home))
    script = f'mount -t tmpfs -o size=2m tmpfs "{home}" && exec "$@"'
    done = subprocess.run(
        [*words, "sh", "-c", script, "sh", sys.executable, "-c", DRIVER, str(home)],
        env=shell.env, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert not [one for one in told if "Traceback" in one["err"]]
    sends = [one for one in told if one["words"][0] == "send"]
    *taken, full, closed = sends
    assert [one["code"] for one in taken] == [8] * len(taken)
    assert full["code"] == closed["code"] == 1
    assert "The disk is full." in full["err"]
    after = {}
    for name in ("list", "read", "sync", "backup"):
        after[name] = [one for one in told if one["words"][0] == name]
    # SQLite needs a little room to open a store, so reading may not work either.
    for name in ("list", "read", "sync", "backup"):
        on_full = after[name][1 if name == "sync" else 0]
        assert on_full["code"] == 0 or "The disk is full." in on_full["err"], name
        assert on_full["code"] in {0, 1}
    # Acknowledged, all of it; and nothing of what was refused.
    expected = [one["words"][-1] for one in taken]
    for read in after["read"][1:]:
        messages = json.loads(read["out"])["messages"]
        assert [m["text"] for m in messages if m["direction"] == "out"] == expected
    assert accepted_texts(sim, ZOE) == expected
    first, _, with_room, on_closed = after["sync"]
    assert first["code"] == with_room["code"] == 0
    assert on_closed["code"] == 1
    assert "Read-only file system" in closed["err"] + on_closed["err"]
