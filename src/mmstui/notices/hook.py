"""Runs a program of the user for each new message, one after the other."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from pathlib import Path
from typing import Any, Final

from mmstui.domain.notices import text_of
from mmstui.domain.phone.numbers import e164
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import line
from mmstui.notices.new_messages import NewMessage
from mmstui.notices.program import ProgramFailed, run_program

#: Seconds that the program may run for one message.
HOOK_SECONDS: Final = 60.0
#: Messages that may wait for the program.
MOST_WAITING: Final = 1_000


class MessageHook:
    """A queue of new messages for one program. A failure is told, and the next message follows."""

    def __init__(
        self,
        command: Sequence[str],
        to_json: Callable[[NewMessage], Mapping[str, Any]],
        environ: Mapping[str, str],
        tell: Callable[[str], None],
    ) -> None:
        """`to_json` returns what the program reads; `tell` gets sentences for a log."""
        self._command = tuple(command)
        self._name = line(Path(self._command[0]).name)
        self._to_json = to_json
        self._environ = environ
        self._tell = tell
        self._waiting: deque[NewMessage] = deque()
        self._arrived = asyncio.Event()
        self._left_out = 0
        self._stopping = False

    def add(self, new: NewMessage) -> None:
        """Run the program for a message, after those that wait already."""
        if len(self._waiting) < MOST_WAITING:
            self._waiting.append(new)
            self._arrived.set()
            return
        if not self._left_out:
            waiting = count_of(MOST_WAITING, "message waits", "messages wait")
            self._tell(f"{waiting} for {self._name}, so it is not run for newer ones.")
        self._left_out += 1

    def stop(self) -> None:
        """Let `run` return after the message that the program is running for."""
        self._stopping = True
        self._arrived.set()

    async def run(self) -> None:
        """Run the program for the messages that wait and come, until `stop`."""
        try:
            while True:
                await self._arrived.wait()
                self._arrived.clear()
                while self._waiting and not self._stopping:
                    await self._run_for(self._waiting.popleft())
                    self._tell_left_out()
                if self._stopping:
                    return
        finally:
            self._left_out += len(self._waiting)
            self._tell_left_out()

    async def _run_for(self, new: NewMessage) -> None:
        given = json.dumps(self._to_json(new)).encode()
        try:
            await run_program(
                self._command,
                given,
                self._environ,
                _variables(new),
                seconds=HOOK_SECONDS,
                stderr=None,
            )
        except ProgramFailed as problem:
            self._tell(f"{self._name} {problem}, for message {new.message.id}.")

    def _tell_left_out(self) -> None:
        if self._left_out:
            self._tell(f"{self._name} was not run for {count_of(self._left_out, 'message')}.")
            self._left_out = 0


def _variables(new: NewMessage) -> dict[str, str]:
    message = new.message
    told = {
        "ID": str(message.id),
        "KIND": message.kind.value,
        "DID": line(e164(message.did)),
        "CONTACT": line(e164(message.contact)),
        "NAME": new.name or "",
        "SENT_AT": message.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "TEXT": text_of(message),
    }
    return {f"MMSTUI_MESSAGE_{name}": value for name, value in told.items()}
