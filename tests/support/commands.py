"""`mmstui ...` as a person's shell runs it: a real process against a simulator over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from support.simulated import Simulated


@dataclass
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str
    raw: bytes

    @property
    def json(self) -> Any:
        """The one JSON object on standard output."""
        return json.loads(self.out)


@dataclass
class Shell:
    """A user's shell: a home of its own and, once told, an account."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Path, sim: Simulated | None = None, **env: str) -> Shell:
        """A shell whose environment is only what is given here, and what Python needs."""
        base = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "MMSTUI_HOME": str(home / "mmstui"),
            "TZ": "America/Toronto",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        return cls(home, base | (sim.environment() if sim else {}) | env)

    def command(self, *words: str) -> list[str]:
        """The process that `mmstui WORDS` is."""
        return [sys.executable, "-m", "mmstui", *words]

    def run(self, *words: str, text: str | None = None, env: dict[str, str] | None = None) -> Ran:
        """Run `mmstui WORDS` to its end, with `text` as standard input."""
        done = subprocess.run(
            self.command(*words),
            env=self.env | (env or {}),
            input=None if text is None else text.encode(),
            stdin=subprocess.DEVNULL if text is None else None,
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Ran(
            done.returncode,
            done.stdout.decode(),
            done.stderr.decode(),
            done.stdout + done.stderr,
        )


def accepted_texts(sim: Simulated, contact: str) -> list[str]:
    """What the server accepted for a contact, oldest first: one entry for each time."""
    return [message.text for message in sim.account.accepted if message.contact == contact]
