"""Runs the user's program for a notice: arguments in a list, never a shell, and a time limit."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC
from typing import Any, Final

from mmstui.domain.notices import Arrived, Notice, text_of
from mmstui.domain.numbers import e164
from mmstui.domain.sanitise import display, line

#: Seconds that the program may run.
SECONDS: Final = 10.0
#: Not for a program that only tells of messages.
_SECRETS: Final = ("MMSTUI_API_PASSWORD",)


class NoticeCommandProblem(Exception):
    """The program failed; the text says how, after its name."""


async def run(notice: Notice, environ: Mapping[str, str]) -> None:
    """Run the command of a notice until it ends. Raises NoticeCommandProblem."""
    nowhere = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *notice.rule.command, stdin=asyncio.subprocess.PIPE, stdout=nowhere, stderr=nowhere,
            env=_environment(notice, environ), start_new_session=True,
        )  # fmt: skip
    except (OSError, ValueError) as error:
        raise NoticeCommandProblem(f"cannot be started ({type(error).__name__})") from None
    try:
        given = json.dumps(facts(notice)).encode()
        await asyncio.wait_for(process.communicate(given), SECONDS)
    except TimeoutError:
        raise NoticeCommandProblem(f"did not end within {SECONDS:.0f} seconds") from None
    finally:
        if process.returncode is None:
            # It has a session of its own: its children end too.
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    if process.returncode:
        raise NoticeCommandProblem(f"ended with {process.returncode}")


def facts(notice: Notice) -> dict[str, Any]:
    """Return the JSON of a notice. Its keys are those of `read --json`; texts are safe to print."""
    return {
        "title": notice.title,
        "body": notice.body,
        "count": len(notice.arrived),
        "messages": [_message(each, with_text=notice.rule.text) for each in notice.arrived],
    }


def _message(each: Arrived, *, with_text: bool) -> dict[str, Any]:
    message, conversation = each
    found = {
        "id": message.id,
        "kind": message.kind.value,
        "did": line(e164(message.did)),
        "contact": line(e164(message.contact)),
        "name": conversation.title if conversation.named else None,
        "sent_at": message.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    return found | {"text": display(message.text)} if with_text else found


def _environment(notice: Notice, environ: Mapping[str, str]) -> dict[str, str | bytes]:
    """Return the environment: mmstui's own, without its password, and facts of the last message."""
    message, conversation = notice.arrived[-1]
    told = {
        "TITLE": notice.title,
        "BODY": notice.body,
        "COUNT": str(len(notice.arrived)),
        "CONTACT": line(e164(message.contact)),
        "NAME": conversation.title if conversation.named else "",
        "DID": line(e164(message.did)),
        "TEXT": text_of(message) if notice.rule.text else "",
    }
    found: dict[str, str | bytes] = {
        name: value for name, value in environ.items() if name not in _SECRETS
    }
    for name, value in told.items():
        found[f"MMSTUI_NOTICE_{name}"] = value.encode(sys.getfilesystemencoding(), "replace")
    return found
