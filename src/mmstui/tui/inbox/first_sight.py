"""What the inbox keeps for its next first sight: what no store has, resolved.

Colours, keys, labels and the query of the list follow from the configuration and the environment,
and cost more time to find out than all that is painted. So the inbox writes them to a file of its
data folder. They hold while its `fingerprint` does; no message is in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any, Final

from mmstui import __version__

FILE_NAME: Final = "first-sight.json"
#: Variables that decide what is painted, or of which account.
_VARIABLES: Final = (
    "MMSTUI_HOME", "MMSTUI_ACCOUNT", "MMSTUI_API_URL", "MMSTUI_API_USERNAME", "TERM", "COLORTERM",
    "TERM_PROGRAM", "NO_COLOR", "TMUX", "STY", "ZELLIJ", "TEXTUAL_COLOR_SYSTEM", "TZ",
    "PYTHONTZPATH", "LANG", "LC_ALL", "LC_CTYPE", "PYTHONIOENCODING", "PYTHONUTF8",
)  # fmt: skip
#: Each surface by its name, and the roles of text on it, plain and bold.
SURFACES: Final = ("t0", "t1", "cursor")


def fingerprint(environ: Mapping[str, str], config_file: str) -> list[Any]:
    """Return what must not have changed."""
    return [
        __version__,
        {name: environ[name] for name in _VARIABLES if name in environ},
        _stamp(config_file),
        _stamp("/etc/localtime"),
    ]


def _stamp(path: str) -> list[int]:
    try:
        found = os.stat(path)
    except OSError:
        return []
    return [found.st_mtime_ns, found.st_size, found.st_ino]


def read(folder: str, environ: Mapping[str, str], config_file: str) -> Any:
    """Return what the file of a data folder has; None if that does not hold any more."""
    try:
        with open(os.path.join(folder, FILE_NAME), "rb") as file:
            kept = json.loads(file.read())
        return kept if kept["fingerprint"] == fingerprint(environ, config_file) else None
    except (OSError, ValueError, TypeError, LookupError, RecursionError):
        return None  # none was kept, or somebody wrote into it


def write(folder: str, kept: Mapping[str, Any]) -> None:
    """Replace the file, unless it has that already. Raises OSError."""
    data = json.dumps(kept).encode()
    path = os.path.join(folder, FILE_NAME)
    try:
        with open(path, "rb") as file:
            if file.read() == data:
                return
    except OSError:
        pass  # there is none yet
    new = f"{path}.{os.getpid()}"
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
    os.replace(new, path)
