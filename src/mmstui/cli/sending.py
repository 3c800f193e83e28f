"""`mmstui send`."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mmstui.center import MessageCenter
from mmstui.cli.account import local_zone, opened
from mmstui.cli.codes import CommandError, Exit, outcome
from mmstui.cli.output import message_json, short_time, write_json, write_line
from mmstui.domain import number_text, numbers
from mmstui.domain.messages import Attachment, Did, Message
from mmstui.domain.problems import AttachmentProblem, RequestClash
from mmstui.domain.routing import refusal

_WORDS = {
    Exit.DONE: "sent",
    Exit.ACCESS: "kept, and waits: VoIP.ms refused access",
    Exit.REFUSED: "not sent",
    Exit.LIMIT: "kept, and waits: the limit of sends a day is reached",
    Exit.UNCONFIRMED: "sent, but no answer was seen; do not repeat it",
    Exit.QUEUED: "queued: kept, and goes by itself; do not repeat it",
}


def run(options: argparse.Namespace) -> Exit:
    """Queue a message to each recipient and wait for what becomes of it."""
    contacts, text = _recipients_and_text(options.to, options.text)
    if text == "-":
        text = _standard_input()
    with opened() as center:
        if options.wait:
            center.unlock()  # what cannot be sent for want of a password is not taken either
        did, known = _sender(center, options.sender, contacts[0])
        attachments, notes = _attach(
            center, options.attach, shrink=options.shrink, keep_metadata=options.keep_metadata
        )
        route = center.route(text, attachments, known)
        if not route.sendable:
            raise CommandError(Exit.USAGE, route.why.value, refusal(route))
        try:
            ids = center.send(
                did=did, contacts=contacts, text=text, attachments=attachments, kind=route.kind,
                origin="command", hold_after=options.hold_after, request_id=options.key,
            ).result()  # fmt: skip
        except RequestClash:
            raise CommandError(
                Exit.USAGE, "id_used", f"--id {options.key} was used before for another message.",
                "Use another key, or repeat exactly what was sent.",
            ) from None  # fmt: skip
        if options.wait:
            asyncio.run(center.deliver(ids, options.wait))
        code = _tell(center, center.messages(ids), notes, as_json=options.json)
        if code is Exit.QUEUED:
            _tell_of_a_silent_leader(center)
        return code


def _recipients_and_text(to: Sequence[Sequence[str]], text: str | None) -> tuple[list[str], str]:
    """Canonical recipients without repetitions, and the text.

    `--to A B TEXT` gives the text to --to: a last word that is no number is the text.
    """
    words = [word for group in to for word in group]
    if text is None and len(to[-1]) > 1:
        text = _text_among_numbers(words)
    if text is None:
        raise CommandError(
            Exit.USAGE, "no_text", "There is no text to send.", "Give TEXT last, or - to read it."
        )
    contacts: dict[str, None] = {}
    for word in [part for given in words for part in number_text.split(given)]:
        written = numbers.parse(word)
        if not written.sendable:
            raise CommandError(Exit.USAGE, "invalid_number", f"{word}: {written.problem}")
        if written.note:
            write_line(f"mmstui: {numbers.formatted(written.number)}: {written.note}", sys.stderr)
        contacts[written.number] = None
    if not contacts:
        raise CommandError(Exit.USAGE, "no_recipient", "There is nobody to send to.")
    return list(contacts), text


def _text_among_numbers(words: list[str]) -> str:
    """The last word, taken out, if it is the text: it must not be what may be another recipient."""
    last = numbers.parse(words[-1])
    if last.whole:
        raise CommandError(
            Exit.USAGE, "no_text", f"There is no text to send: {words[-1]} is read as a number.",
            "If it is the text, put it before --to.",
        )  # fmt: skip
    return words.pop()


def _standard_input() -> str:
    try:
        return sys.stdin.read().rstrip("\n")
    except UnicodeDecodeError:
        raise CommandError(
            Exit.USAGE, "not_text", "Standard input is not text in this terminal's encoding."
        ) from None


def _sender(center: MessageCenter, asked: str | None, contact: str) -> tuple[str, Did | None]:
    """The DID to send from, and what is known of it."""
    dids = {did.number: did for did in center.dids()}
    if asked is None:
        if chosen := center.default_did(contact):
            return chosen.number, chosen
        able = ", ".join(f"{did.number} {did.label}" for did in dids.values() if did.sms)
        raise CommandError(
            Exit.USAGE, "no_did", "Which of your numbers it goes from is not clear; give --from.",
            f"These can send: {able}." if able else "mmstui sync fetches your numbers.",
        )  # fmt: skip
    if dids and asked not in dids:
        raise CommandError(
            Exit.USAGE, "not_yours", f"{numbers.formatted(asked)} is not one of your numbers.",
            "mmstui dids lists them; mmstui sync fetches new ones.",
        )  # fmt: skip
    return asked, dids.get(asked)


def _attach(
    center: MessageCenter, paths: Sequence[Path], *, shrink: bool, keep_metadata: bool | None
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Copies of the files, pictures made to fit where they must be, and a note on each of these."""
    taken: list[Attachment] = []
    notes: list[str] = []
    for path in paths:
        try:
            attachment, note = _take(center, path, shrink=shrink, keep_metadata=keep_metadata)
        except AttachmentProblem as problem:
            hint = "Without --no-shrink it is made to fit." if problem.fittable else ""
            raise CommandError(Exit.USAGE, "attachment", problem.words, hint) from None
        taken.append(attachment)
        if note:
            notes.append(note)
            write_line(f"mmstui: {note}", sys.stderr)
    return tuple(taken), tuple(notes)


def _take(
    center: MessageCenter, path: Path, *, shrink: bool, keep_metadata: bool | None
) -> tuple[Attachment, str]:
    """A copy of a file, and what had to be done to it. Raises AttachmentProblem."""
    try:
        taken = center.attach(path, keep_metadata=keep_metadata).result()
        return taken, f"location removed from {taken.name}" if taken.location_removed else ""
    except AttachmentProblem as problem:
        if not (shrink and problem.fittable):
            raise
    made = center.fit(path).result()
    return made.attachment, made.fitted.words


def _tell_of_a_silent_leader(center: MessageCenter) -> None:
    """Who keeps the message from going: for people, so not part of the JSON."""
    status = center.status()
    if (since := status.leader_silent_since) is not None:
        at = short_time(since, center.now(), local_zone(center.settings))
        write_line(
            f"mmstui: process {status.leader_pid} holds the account and has been silent since "
            f"{at}: wake it, or stop it.",
            sys.stderr,
        )


def _tell(
    center: MessageCenter, messages: Sequence[Message], notes: Sequence[str], *, as_json: bool
) -> Exit:
    codes = [outcome(message) for message in messages]
    if as_json:
        names = {c.number: c.name or None for c in center.contacts()}
        told = [replace(message, notes=(*message.notes, *notes)) for message in messages]
        write_json({"messages": [message_json(m, names.get(m.contact)) for m in told]})
    else:
        for message, code in zip(messages, codes, strict=True):
            words = _WORDS.get(code, message.state.value)
            if message.problem and code is not Exit.DONE:
                words += f": {message.problem.words}"
            write_line(f"{numbers.formatted(message.contact)}  {words}")
    return next((code for code in codes if code is not Exit.DONE), Exit.DONE)
