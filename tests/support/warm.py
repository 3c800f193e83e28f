"""Starts Python programs as copies of a process that has imported their modules already.

A command takes up to half a second of the processor to import what it needs, an inbox almost one.
Here a server does that once for all tests of a process, and forks for each program, which then runs
from the first line of its `__main__` on: with its own words, environment, folder, umask, signals
and streams, and nothing else open. It is a child of the tests like any other, which can be waited
for, stopped and killed.

A copy cannot have what is read only once, while Python and Textual start: a program with another
locale, terminal or variable of Python's is started from nothing, and so are all but on Linux.
"""

from __future__ import annotations

import atexit
import ctypes
import inspect
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

#: What a server has loaded: what commands use, or Textual too.
COMMANDS, SCREENS = "commands", "screens"
#: All that is read only once, as a server has it.
STANDARD = {"LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
#: What differs from that in name only, or is read again for a copy.
_THE_SAME = {
    ("LC_ALL", "C.UTF-8"), ("PYTHONPATH", str(Path(__file__).parents[1])),
    ("TEXTUAL_ANIMATIONS", "none"),
}  # fmt: skip
_READ_ONCE = (
    "COLOR", "ESCDELAY", "FORCE_COLOR", "LANG", "LC_", "LD_", "NO_COLOR", "PYTHON", "STY", "TERM",
    "TEXTUAL", "TMUX",
)  # fmt: skip
#: Signals that a program ignores from its start on if whoever starts it does.
_SIGNALS = (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM)
_TESTS = Path(__file__).parents[1]
#: Of prctl: this process becomes the parent of grandchildren who lose theirs.
_SET_CHILD_SUBREAPER = 36

Word = str | bytes | os.PathLike[str]

_EXECUTE_CHILD = inspect.signature(subprocess.Popen._execute_child)  # type: ignore[attr-defined]
_one_at_a_time = threading.Lock()


class Popen(subprocess.Popen[Any]):
    """`subprocess.Popen` of a copy, where that makes no difference."""

    def __init__(
        self, command: Sequence[Word], *, loaded: str = COMMANDS, closed: Collection[int] = (),
        **options: Any,
    ) -> None:  # fmt: skip
        """`closed` are the standard streams that the program does not have."""
        self._loaded, self._closed = loaded, closed
        if closed and not _can_be_copied(command, options["env"]):
            ends = " ".join(f"{number}>&-" for number in closed)
            command = ["sh", "-c", f'exec "$@" {ends}', "sh", *command]
        super().__init__(command, **options)

    def _execute_child(self, *given: Any) -> None:
        """Make the process, for which `subprocess` has no public way but its own."""
        named = _EXECUTE_CHILD.bind(self, *given).arguments
        command, env = named["args"], named["env"]
        if named["cwd"] or named["preexec_fn"] or not _can_be_copied(command, env):
            super()._execute_child(*given)  # type: ignore[misc]
            return
        streams = [
            None if number in self._closed else number if handle == -1 else handle
            for number, handle in enumerate(
                [named["p2cread"], named["c2pwrite"], named["errwrite"]]
            )
        ]
        self.pid = _start(self._loaded, command, env, streams, apart=named["start_new_session"])
        self._child_created = True
        ends = ("p2cread", "p2cwrite", "c2pread", "c2pwrite", "errread", "errwrite")
        self._close_pipe_fds(*(named[end] for end in ends))  # type: ignore[attr-defined]


def run(
    command: Sequence[Word], *, data: bytes | str | None = None, **options: Any
) -> subprocess.CompletedProcess[Any]:
    """Run a program to its end, as `subprocess.run` with captured output does."""
    options = {
        "stdin": subprocess.PIPE,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
    } | options
    with Popen(command, **options) as process:
        try:
            out, err = process.communicate(data, timeout=60)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def in_terminal(command: Sequence[Word], env: Mapping[str, str], terminal: int) -> int | None:
    """Start a program with screens in a session of its own, whose terminal this is: its process id.

    None if it must be started from nothing.
    """
    if not _can_be_copied(command, env):
        return None
    return _start(SCREENS, command, env, [terminal] * 3, apart=True, terminal=True)


def _can_be_copied(command: Sequence[Word], env: Mapping[str, str] | None) -> bool:
    if sys.platform != "linux" or env is None or os.fsdecode(command[0]) != sys.executable:
        return False
    once = {each for each in env.items() if each[0].startswith(_READ_ONCE)}
    return once - _THE_SAME == STANDARD.items()


def _start(
    loaded: str, command: Sequence[Word], env: Mapping[str, str], streams: Sequence[int | None],
    *, apart: bool, terminal: bool = False,
) -> int:  # fmt: skip
    request = {
        "words": [os.fsdecode(word) for word in command[1:]],
        "env": dict(env),
        "folder": os.getcwd(),
        "umask": _umask(),
        "ignored": [one for one in _SIGNALS if signal.getsignal(one) == signal.SIG_IGN],
        "open": [stream is not None for stream in streams],
        "apart": apart,
        "terminal": terminal,
    }
    with _one_at_a_time:
        return _ask(_server(loaded), request, [one for one in streams if one is not None])


def _umask() -> int:
    """Return the umask, which `os.umask` tells only to those who change it for all threads."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1], 8) for line in lines if line.startswith("Umask:"))


def _ask(server: socket.socket, request: dict[str, Any], streams: list[int]) -> int:
    """Return the process id of the copy, which is a child of this process from then on."""
    told, tells = os.pipe()
    with open(told, "rb") as answer:
        _adopt_orphans(True)
        try:
            socket.send_fds(server, [json.dumps(request).encode()], [tells, *streams])
            os.close(tells)
            return int(answer.read())
        finally:
            _adopt_orphans(False)


def _adopt_orphans(wanted: bool) -> None:
    if _libc().prctl(_SET_CHILD_SUBREAPER, int(wanted), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


@cache
def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


@cache
def _server(loaded: str) -> socket.socket:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "support.warm_server", loaded],
            cwd=_TESTS, env=STANDARD, stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def end() -> None:
        ours.close()
        server.wait(20)

    atexit.register(end)
    return ours
