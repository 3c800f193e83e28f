"""The systemd user unit of `mmstui sync --watch`: its text, and whether a unit is ours.

The first line of our unit has a digest of the rest. So a unit that somebody else wrote, or that the
user has changed, is recognised, and stays.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Final

#: Variables that lead to the account. None of them has a password in it.
PASSED_ON: Final = (
    "MMSTUI_HOME", "MMSTUI_API_URL", "MMSTUI_API_USERNAME", "XDG_CONFIG_HOME", "XDG_DATA_HOME",
)  # fmt: skip
_FIRST_LINE: Final = "# Written by mmstui service install, which replaces it unless you change it: "
_TEXT: Final = """\

[Unit]
Description=mmstui: SMS and MMS of VoIP.ms
# However often it fails, it is started again.
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
{environment}ExecStart={command}
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartSec=30
# A wrong option stays wrong.
RestartPreventExitStatus=2
WatchdogSec=120
TimeoutStopSec=20
UMask=0077

[Install]
WantedBy=default.target
"""
#: What no line of a unit can have in it.
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


class UnitState(Enum):
    """What is at the path of our unit."""

    MISSING = "missing"
    OURS = "ours"
    CHANGED = "changed"  #: ours, and changed by somebody since
    FOREIGN = "foreign"


class NotForAUnit(ValueError):
    """A word cannot stand in a unit. The text is a sentence."""


def unit_name(account: str) -> str:
    """Return the name of the unit of an account of config.toml; "": of the one at its top."""
    return f"mmstui-{account}.service" if account else "mmstui.service"


def unit_path(environ: Mapping[str, str], account: str = "") -> Path:
    """Return where systemd looks for an account's unit."""
    config = environ.get("XDG_CONFIG_HOME", "")
    user = Path(environ.get("HOME") or Path.home())
    base = Path(config) if config.startswith("/") else user / ".config"
    return base / "systemd" / "user" / unit_name(account)


def unit_text(command: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return the unit that runs a command. Raises NotForAUnit."""
    passed = {name: environ[name] for name in PASSED_ON if environ.get(name)}
    lines = "".join(
        f"Environment={_quoted(f'{name}={value}', dollars=False)}\n"
        for name, value in passed.items()
    )
    body = _TEXT.format(environment=lines, command=" ".join(map(_quoted, command)))
    return f"{_FIRST_LINE}{_digest(body)}\n{body}"


def state_of(path: Path) -> UnitState:
    """Return what is at a path. Raises OSError and UnicodeError."""
    if path.is_symlink():
        return UnitState.FOREIGN  # systemctl mask makes such links.
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return UnitState.MISSING
    first, _, body = text.partition("\n")
    if not first.startswith(_FIRST_LINE):
        return UnitState.FOREIGN
    same = first.removeprefix(_FIRST_LINE) == _digest(body)
    return UnitState.OURS if same else UnitState.CHANGED


def _digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()[:16]


def _quoted(word: str, *, dollars: bool = True) -> str:
    """Return a word in the quotes of systemd.syntax(7), in which `%` is a specifier.

    `dollars`: whether `$` would be a variable, as in a command.
    """
    try:
        word.encode()
    except UnicodeEncodeError:
        raise NotForAUnit("A word of the command is no text in UTF-8.") from None
    if _CONTROL.search(word):
        raise NotForAUnit("A word of the command has a line end or a control character in it.")
    word = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{word.replace("$", "$$") if dollars else word}"'
