"""A copy of a warm process (`support.warm`) is as a program that was started from nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support import warm
from support.terminal import Terminal

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="copies are made on Linux")

#: Prints what a program is given, and what it can see of itself.
PROBE = """
import gc, json, locale, os, signal, sys, threading, time
def of(stream):
    if stream is None:
        return None
    return [stream.encoding, stream.errors, stream.line_buffering, stream.write_through,
            stream.mode, stream.name, stream.newlines, stream.isatty()]
mask = os.umask(0)
os.umask(mask)
seen = {
    "argv": sys.argv[1:], "env": dict(os.environ), "folder": os.getcwd(), "umask": mask,
    "streams": [of(each) for each in (sys.stdin, sys.stdout, sys.stderr)],
    "files": sorted(n for n in range(64) if os.path.exists(f"/proc/self/fd/{n}")),
    "parent": os.getppid(), "leads": os.getsid(0) == os.getpid(), "group": os.getpgrp(),
    "signals": [str(signal.getsignal(n)) for n in range(1, 32)],
    "blocked": [int(n) for n in signal.pthread_sigmask(signal.SIG_BLOCK, [])],
    "garbage": [gc.isenabled(), gc.get_threshold()], "threads": threading.active_count(),
    "zone": time.tzname, "path": sys.path, "locale": locale.setlocale(locale.LC_ALL),
    "preferred": locale.getpreferredencoding(), "flags": repr(sys.flags),
    "name": __name__,
}
os.write(int(sys.argv[1]), json.dumps(seen).encode())
"""
KINDS: tuple[Callable[..., subprocess.Popen[Any]], ...] = (warm.Popen, subprocess.Popen)
ENV = warm.STANDARD | {"PATH": os.environ["PATH"], "TZ": "America/Toronto", "ODD": "\udce9é"}


def seen_by(
    kind: Callable[..., subprocess.Popen[Any]], *words: str, **options: Any
) -> dict[str, Any]:
    """Start the probe, and return what it saw."""
    options = {"env": ENV, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} | options
    with kind([sys.executable, *words], **options) as process:
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 0, out
    seen: dict[str, Any] = json.loads(out)
    if seen["leads"]:
        assert seen.pop("group") == process.pid
    return seen


@pytest.mark.parametrize("how", ["-c", "-m", "path"])
def test_a_copy_sees_what_a_program_started_from_nothing_sees(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "probe.py").write_text(PROBE)
    program = {"-c": ["-c", PROBE], "-m": ["-m", "probe"], "path": [f"{tmp_path}/probe.py"]}[how]
    monkeypatch.chdir(tmp_path)
    umask, hung_up = os.umask(0o027), signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        for more in ({}, {"stdin": subprocess.DEVNULL, "start_new_session": True}):
            options = {"env": ENV, **more}
            words = [*program, "1", "a b", "caf\udce9"]
            copy, other = (seen_by(kind, *words, **options) for kind in KINDS)
            assert copy == other
            assert copy["parent"] == os.getpid()
    finally:
        os.umask(umask)
        signal.signal(signal.SIGHUP, hung_up)


def test_so_does_one_in_a_terminal(tmp_path: Path) -> None:
    seen = []
    for from_nothing in (False, True):
        told = tmp_path / f"{from_nothing}"
        script = f"import os\nfile = os.open({str(told)!r}, os.O_CREAT | os.O_WRONLY)\n"
        script += PROBE.replace("int(sys.argv[1])", "file") + "\nos.close(os.open('/dev/tty', 2))\n"
        words = [sys.executable, "-c", script]
        with Terminal(words, ENV, columns=50, from_nothing=from_nothing) as terminal:
            assert terminal.wait_for_exit() == 0, terminal.text
            seen.append(json.loads(told.read_text()))
            assert seen[-1].pop("group") == terminal.pid
            # The other one has those that pytest lets a child have, too.
            assert seen[-1].pop("files")[:4] == [0, 1, 2, 3]
    assert seen[0] == seen[1]


def test_its_end_is_seen_and_it_can_be_stopped_and_killed() -> None:
    for script, code in (
        ("import sys; sys.exit(3)", 3),
        ("raise ValueError('told')", 1),
        ("import sys, atexit; atexit.register(print, 'told', file=sys.stderr); sys.exit('no')", 1),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -signal.SIGTERM),
    ):
        for kind in KINDS:
            with kind([sys.executable, "-c", script], env=ENV, stderr=subprocess.PIPE) as process:
                _, err = process.communicate(timeout=30)
            assert (process.returncode, b"told" in err) == (code, "told" in script)
    with warm.Popen(
        [sys.executable, "-c", "print('here', flush=True); input()"], env=ENV,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == b"here\n"
        process.send_signal(signal.SIGSTOP)
        _, status = os.waitpid(process.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        process.kill()
    assert process.returncode == -signal.SIGKILL


@pytest.mark.parametrize("closed", [(0,), (1,), (2,), (0, 1, 2)])
def test_a_stream_can_be_closed(closed: tuple[int, ...]) -> None:
    script = "import sys; sys.exit(sum(1 << n for n, each in enumerate([sys.stdin, sys.stdout, "
    script += "sys.stderr]) if each is None))"
    for env in (ENV, ENV | {"LC_ALL": "C"}):
        done = warm.run([sys.executable, "-c", script], env=env, closed=closed)
        assert done.returncode == sum(1 << number for number in closed)


@pytest.mark.parametrize(
    "more", [{"LC_ALL": "C"}, {"PYTHONUTF8": "0"}, {"TERM": "linux"}, {"NO_COLOR": "1"}]
)
def test_another_start_is_made(more: dict[str, str]) -> None:
    script = "import sys; sys.exit('mmstui' in sys.modules)"
    assert warm.run([sys.executable, "-c", script], env=ENV | more).returncode == 0
    assert warm.run([sys.executable, "-c", script], env=ENV).returncode == 1
