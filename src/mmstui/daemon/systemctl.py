"""Runs `systemctl --user` and `loginctl`."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from typing import Final

from mmstui.domain.text.sanitise import line

#: Seconds for one command. Stopping takes as long as the service's last request.
_SECONDS: Final = 60.0


class NoSystemd(Exception):
    """There is no systemd, or none for this user. The text is a sentence, `hint` what to do."""

    def __init__(self, words: str, hint: str) -> None:
        super().__init__(words)
        self.hint = hint


class SystemctlFailed(Exception):
    """systemctl refused something. The text is a sentence."""


def require_user_manager() -> None:
    """Raise NoSystemd unless this user's systemd answers."""
    if shutil.which("systemctl") is None:
        raise NoSystemd(
            "This machine has no systemd.",
            "Let its own way of running programs start: mmstui sync --watch",
        )
    done = _run(["systemctl", "--user", "show", "--property=Version"])
    if done.returncode:
        raise NoSystemd(
            f"systemd does not answer here: {_said(done)}",
            "Log in directly, or by ssh: after su and sudo, and in most containers, there is no "
            "systemd of your own. Without it, let another program start: mmstui sync --watch",
        )


def systemctl(*words: str) -> None:
    """Run `systemctl --user WORDS`. Raises SystemctlFailed."""
    done = _run(["systemctl", "--user", *words])
    if done.returncode:
        raise SystemctlFailed(f"systemctl --user {' '.join(words)} failed: {_said(done)}")


def properties(unit: str, names: Sequence[str]) -> dict[str, str]:
    """Return properties of a unit, as far as systemd tells them."""
    done = _run(["systemctl", "--user", "show", unit, f"--property={','.join(names)}"])
    pairs = (each.partition("=") for each in done.stdout.splitlines())
    return {name: line(value) for name, equals, value in pairs if equals and name in names}


def lingers() -> bool | None:
    """Return whether this user's services run without a login; None if unknown."""
    if shutil.which("loginctl") is None:
        return None
    done = _run(["loginctl", "show-user", str(os.getuid()), "--property=Linger", "--value"])
    told = done.stdout.strip()
    return told == "yes" if told in {"yes", "no"} else None


def _run(words: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            words, stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
            errors="replace", timeout=_SECONDS, check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(words, 1, "", type(error).__name__)


def _said(done: subprocess.CompletedProcess[str]) -> str:
    words = line((done.stderr or done.stdout).strip().partition("\n")[0])
    return words or f"it ended with {done.returncode}"
