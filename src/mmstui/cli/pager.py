"""Shows long output in a pager, as git does: only on a terminal."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mmstui.cli import streams

#: What less and lv are told unless the user tells them: to end if all fits on the screen, to keep
#: it there afterwards, and to let colours pass.
_DEFAULTS = {"LESS": "FRX", "LV": "-c"}


@contextmanager
def paged(environ: Mapping[str, str]) -> Iterator[None]:
    """Write standard output, a terminal, through the pager of the environment."""
    command = _command(environ)
    pager = _start(command, environ) if command else None
    if pager is None or pager.stdin is None:
        yield
        return
    terminal = os.dup(1)
    os.dup2(pager.stdin.fileno(), 1)
    pager.stdin.close()
    # The pager has ctrl+c for itself; what ends it ends us, because the pipe has no reader then.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
        streams.flush()
    finally:
        os.dup2(terminal, 1)
        os.close(terminal)
        pager.wait()
        signal.signal(signal.SIGINT, before)


def _command(environ: Mapping[str, str]) -> list[str]:
    """Return the pager's arguments; [] for none, as with `PAGER=cat`."""
    asked = environ.get("PAGER", "less")
    # A pager reads UTF-8; other terminals get the signs that they have.
    if sys.stdout is None or streams.charset(sys.stdout).casefold() not in {"utf-8", "utf8"}:
        return []
    try:
        words = shlex.split(asked)
    except ValueError:
        streams.complain(f"mmstui: PAGER has a quote that is not closed: {asked}")
        return []
    return [] if words == ["cat"] else words


def _start(command: list[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes] | None:
    try:
        return subprocess.Popen(command, stdin=subprocess.PIPE, env=_DEFAULTS | dict(environ))
    except OSError as error:
        if "PAGER" in environ:
            why = error.strerror or type(error).__name__
            streams.complain(f"mmstui: the pager {command[0]} did not start: {why}.")
        return None
