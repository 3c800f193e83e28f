"""Fake programs in place of the tools that read a desktop's clipboard."""

from __future__ import annotations

import sys
from pathlib import Path


def fake_tool(folder: Path, name: str, script: str) -> Path:
    """A program on a PATH of its own: `script` is Python; `args` are what it was called with.

    Each call is a line of the file `asked` beside it.
    """
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(
        f"#!{sys.executable} -S\n"
        "import os, sys, time\n"
        "args = sys.argv[1:]\n"
        f"with open({str(folder / 'asked')!r}, 'a') as log:\n"
        "    log.write(' '.join(args) + '\\n')\n"
        f"{script}\n"
    )
    path.chmod(0o755)
    return path


def asked(folder: Path) -> list[str]:
    """Return the calls of the tool."""
    log = folder / "asked"
    return log.read_text().splitlines() if log.exists() else []


def shows(picture: Path) -> str:
    """Return a script that prints a file."""
    return f"sys.stdout.buffer.write(open({str(picture)!r}, 'rb').read())"
