"""Runs the user's program for a notice."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final

from mmstui.domain.notices import Arrived, Notice, text_of
from mmstui.domain.phone.numbers import e164
from mmstui.domain.text.sanitise import display, line
from mmstui.notices.program import run_program

#: Seconds that the program may run.
SECONDS: Final = 10.0


async def run(notice: Notice, command: tuple[str, ...], environ: Mapping[str, str]) -> None:
    """Run a command for a notice until it ends. Raises ProgramFailed."""
    given = json.dumps(facts(notice)).encode()
    await run_program(command, given, environ, _variables(notice), seconds=SECONDS)


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


def _variables(notice: Notice) -> dict[str, str]:
    """Return the variables of the environment: facts of the last message."""
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
    return {f"MMSTUI_NOTICE_{name}": value for name, value in told.items()}
