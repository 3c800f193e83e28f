"""Runs `mmstui ...` as from a shell, against a simulator over HTTP."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from mmstui.cli import main
from mmstui.store import AccountKey
from mmstui.sync import backfill, delete_pace, delete_verification, history, media, verify
from support import copies, warm
from support.simulated import Simulated


@dataclass
class Ran:
    """The result of a command."""

    code: int
    out: str
    err: str
    raw: bytes

    @property
    def json(self) -> Any:
        """Return the only JSON object on standard output."""
        return json.loads(self.out)


@dataclass
class Shell:
    """A user's shell with its own home and, if set, an account."""

    home: Path
    env: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, home: Path, sim: Simulated | None = None, **env: str) -> Shell:
        """Return a shell with only this environment, and what Python needs.

        The account of a simulator has an empty store there: a command makes one in 30 ms.
        """
        base = {
            "PATH": os.environ["PATH"],
            "HOME": str(home),
            "MMSTUI_HOME": str(home / "mmstui"),
            "TZ": "America/Toronto",
            "LANG": "C.UTF-8",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        shell = cls(home, base | (sim.environment() if sim else {}) | env)
        if sim:
            copies.put_copy(copies.empty, shell.account, Path(shell.env["MMSTUI_HOME"]))
        return shell

    @property
    def account(self) -> AccountKey:
        """The account that the environment names."""
        return AccountKey.of(self.env["MMSTUI_API_URL"], self.env["MMSTUI_API_USERNAME"])

    def command(self, *words: str) -> list[str]:
        """Return the command line of `mmstui WORDS`."""
        return [sys.executable, "-m", "mmstui", *words]

    def run(self, *words: str, text: str | None = None, env: dict[str, str] | None = None) -> Ran:
        """Run `mmstui WORDS` in this process, with `text` as standard input.

        A process of its own takes a second for each command; `spawn` is for what needs one.
        """
        streams = [io.TextIOWrapper(io.BytesIO((text or "").encode()), "utf-8")]
        streams += [io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in "12"]
        with (
            mock.patch.dict(os.environ, self.env | (env or {}), clear=True),
            mock.patch.multiple(sys, stdin=streams[0], stdout=streams[1], stderr=streams[2]),
            _no_pause_between_questions(),
        ):
            try:
                code = main(words)
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
        out, err = (stream.buffer.getvalue() for stream in streams[1:])
        return Ran(code, out.decode(), err.decode(), out + err)

    def spawn(self, *words: str, from_nothing: bool = False) -> Ran:
        """Run `mmstui WORDS` to its end in its own process, as a rule a copy (`support.warm`)."""
        command = self.command(*words)
        if from_nothing:
            done = subprocess.run(
                command, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=60
            )
        else:
            done = warm.run(command, env=self.env, stdin=subprocess.DEVNULL)
        out, err = done.stdout, done.stderr
        return Ran(done.returncode, out.decode(), err.decode(), out + err)


@contextlib.contextmanager
def _no_pause_between_questions() -> Iterator[None]:
    """Remove the pauses between requests, which a simulator does not need."""
    with contextlib.ExitStack() as stack:
        for module in (backfill, delete_pace, delete_verification, history, media, verify):
            stack.enter_context(mock.patch.object(module, "GAP", 0.0))
        yield


def accepted_texts(sim: Simulated, contact: str) -> list[str]:
    """Return the texts that the server accepted for a contact, oldest first, with repetitions."""
    return [message.text for message in sim.account.accepted if message.contact == contact]
