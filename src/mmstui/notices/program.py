"""Runs a program of the user: arguments in a list, never a shell, and a time limit."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Final

#: Not for a program that only hears of messages.
_SECRETS: Final = ("MMSTUI_API_PASSWORD",)


class ProgramFailed(Exception):
    """The program failed; the text says how, after its name."""


async def run_program(
    command: Sequence[str],
    given: bytes,
    environ: Mapping[str, str],
    facts: Mapping[str, str],
    *,
    seconds: float,
    stderr: int | None = asyncio.subprocess.DEVNULL,
) -> None:
    """Run a program until it ends, with `given` as its standard input. Raises ProgramFailed.

    Its environment is `environ` without secrets, and `facts`. After `seconds`, or when this is
    cancelled, the program and its children are killed. `stderr`: None for our own.
    """
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=asyncio.subprocess.PIPE, stdout=nowhere, stderr=stderr,
            env=_environment(environ, facts), start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise ProgramFailed(f"cannot be started ({type(error).__name__})") from None
    try:
        await asyncio.wait_for(process.communicate(given), seconds)
    except TimeoutError:
        raise ProgramFailed(f"did not end within {seconds:.0f} seconds") from None
    finally:
        if process.returncode is None:
            # It has a session of its own: its children end too.
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode:
        raise ProgramFailed(f"ended with {process.returncode}")


def _environment(environ: Mapping[str, str], facts: Mapping[str, str]) -> dict[str, str | bytes]:
    found: dict[str, str | bytes] = {
        name: value for name, value in environ.items() if name not in _SECRETS
    }
    for name, value in facts.items():
        found[name] = value.encode(sys.getfilesystemencoding(), "replace")
    return found
