"""What stands between the program and the terminal: tmux, screen, mosh, ssh."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mmstui.doctor.result import CheckResult, fine, said, warning
from mmstui.tui.terminal import tmux
from mmstui.tui.terminal.multiplexer import ask_tmux, multiplexer
from mmstui.tui.terminal.tmux import Tmux

_BETWEEN: Final = "terminal.between"
_OPTIONS: Final = ("set-clipboard", "focus-events", "escape-time")
_OFF: Final = frozenset({"off", "0"})
#: Milliseconds for which tmux may hold a lone escape.
_LONGEST_ESCAPE: Final = 100
_MOST_PARENTS: Final = 40


@dataclass(frozen=True, slots=True)
class BetweenUs:
    """The programs in between. `options` are tmux's, by name; `parents` are names of processes."""

    multiplexer: str
    tmux: Tmux | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    parents: tuple[str, ...] = ()
    over_ssh: bool = False

    @property
    def has_mosh(self) -> bool:
        """Whether mosh is in between. It sets no variable."""
        return "mosh-server" in self.parents


def look_between(environ: Mapping[str, str], proc: Path = Path("/proc")) -> BetweenUs:
    """Return what is in between. Blocking: asks tmux."""
    outside = multiplexer(environ)
    in_tmux = outside == "tmux"
    return BetweenUs(
        outside,
        tmux.ask(environ) if in_tmux else None,
        _options(environ) if in_tmux else {},
        tuple(_parents(os.getpid(), proc)),
        bool(environ.get("SSH_CONNECTION")),
    )


def _options(environ: Mapping[str, str]) -> dict[str, str]:
    form = "\t".join(f"#{{{name}}}" for name in _OPTIONS)
    answer = ask_tmux(environ, ("display-message", "-p", "-t", "%", form))
    values = (answer or "").strip("\n").split("\t")
    return dict(zip(_OPTIONS, values, strict=False)) if len(values) == len(_OPTIONS) else {}


def _parents(pid: int, proc: Path) -> Iterator[str]:
    """Yield the names of the processes above one; none where the system does not tell them."""
    for _ in range(_MOST_PARENTS):
        try:
            text = (proc / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return
        # The name is in brackets and may have blanks and brackets itself.
        name, _, rest = text.partition("(")[2].rpartition(")")
        fields = rest.split()
        if len(fields) < 2 or not fields[1].isdecimal():
            return
        yield name
        pid = int(fields[1])


def is_off(value: str) -> bool:
    """Return whether tmux's value of an option means off."""
    return value in _OFF


def check_between(between: BetweenUs) -> Iterator[CheckResult]:
    """Say what is in between, and what each costs."""
    if between.over_ssh:
        yield fine(_BETWEEN, said("The terminal is at the other end of ssh."))
    if between.has_mosh:
        yield fine(_BETWEEN, said("mosh is in between: no pictures but blocks, and of the notices "
                                  "only bell and title."))  # fmt: skip
    match between.multiplexer:
        case "tmux":
            yield from _check_tmux(between)
        case "screen":
            words = "screen is in between: 256 colours at most, and pictures as blocks."
            yield fine(_BETWEEN, said(words))
        case "zellij":
            yield fine(_BETWEEN, said("zellij is in between."))
    if not (between.over_ssh or between.has_mosh or between.multiplexer):
        yield fine(_BETWEEN, said("Nothing is between mmstui and the terminal."))


def _check_tmux(between: BetweenUs) -> Iterator[CheckResult]:
    yield fine(_BETWEEN, said("tmux is in between."))
    pause = between.options.get("escape-time", "")
    if pause.isdecimal() and int(pause) > _LONGEST_ESCAPE:
        yield warning(
            _BETWEEN, "tmux_escape_time",
            said("tmux holds a lone Escape key for {milliseconds} ms.", milliseconds=int(pause)),
            said("In tmux.conf: set -s escape-time 20"),
        )  # fmt: skip
