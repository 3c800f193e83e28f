"""`mmstui send`."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mmstui.center import MessageCenter
from mmstui.cli import streams
from mmstui.cli.account import local_zone, opened
from mmstui.cli.delivery import Delivery, DeliveryOutcome, Signals
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.output import complain, short_time, write_json, write_line
from mmstui.cli.recipients import Outgoing, from_file
from mmstui.domain.messages import Attachment, Did, State
from mmstui.domain.outgoing import Then
from mmstui.domain.phone import number_text, numbers
from mmstui.domain.problems import (
    AttachmentProblem,
    Changed,
    Refused,
    RequestClash,
    StoreProblem,
)
from mmstui.domain.routing import Route, Why, refusal, route
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import is_no_text, meant

#: Texts by outcome, and by whether the message is kept.
_WORDS = {
    (Exit.DONE, True): "sent",
    (Exit.FAILURE, False): "not sent: it was taken back",
    (Exit.ACCESS, True): "not sent, but kept: once the cause is fixed, the same --id sends it",
    (Exit.ACCESS, False): "not sent, and not kept",
    (Exit.REFUSED, True): "not sent, but kept: once the cause is fixed, the same --id sends it",
    (Exit.REFUSED, False): "not sent, and not kept",
    (Exit.LIMIT, True): "held until you send it: the limit of sends a day is reached",
    (Exit.UNCONFIRMED, True): "sent, but no answer was seen; do not repeat it",
    (Exit.QUEUED, True): "queued: mmstui sends it later; do not repeat it",
}


def run(options: argparse.Namespace) -> int:
    """Queue a message to each recipient, and wait for the outcome."""
    outgoing = _outgoing(options)
    if options.if_unchanged is not None and (options.to_file or len(outgoing) > 1):
        raise _one_conversation()
    with opened(threads=bool(options.wait)) as center:
        # Without a password nothing is queued, but in a team.
        if options.wait and not options.dry_run and center.sync.sends():
            center.sync.engine()
        did, known = _sender(center, options.sender, outgoing[0].contact)
        if options.template is not None:
            from mmstui.cli.send_template import filled_in

            outgoing = filled_in(center, options.template, did, outgoing)
        if options.to_file is not None:
            _hold_to_the_limit(center, len(outgoing))
        by_text: dict[str, list[str]] = {}
        for each in outgoing:
            by_text.setdefault(each.text, []).append(each.contact)
        attachments, notes = _attach(center, options)
        routes = {text: route(text, attachments, known) for text in by_text}
        for chosen in routes.values():
            _refuse_unsendable(chosen)
        if options.dry_run:
            from mmstui.cli.send_plan import tell_plan

            return tell_plan(center, outgoing, routes, as_json=options.json)
        with Signals() as signals:
            ids = [
                message_id
                for text, contacts in by_text.items()
                for message_id in _queue(center, options, did, contacts, text, attachments)
            ]
            try:
                return _see_to_it(center, ids, notes, signals, options)
            except StoreProblem as problem:
                # The message is on the disk and may have been sent: it must not be repeated.
                complain(f"mmstui: {problem.what} {problem.hint}".rstrip())
                return Exit.UNCONFIRMED


def _outgoing(options: argparse.Namespace) -> list[Outgoing]:
    """Return the text for each recipient; with a template it is not there yet.

    Raises CommandError.
    """
    if options.template is not None:
        return _to_fill(options)
    if options.to_file is None:
        contacts, text = _recipients_and_text(options.to, options.text)
        # Length, kind and emptiness are checked on the text that is sent.
        text = meant(_standard_input() if text == "-" else text)
        return [Outgoing(contact, text) for contact in contacts]
    if options.text is None:
        raise _no_text()
    text = meant(_standard_input() if options.text == "-" else options.text)
    return from_file(options.to_file, text)


def _to_fill(options: argparse.Namespace) -> list[Outgoing]:
    """Return the recipients of a template. Raises CommandError if there is a text besides."""
    last = options.to[-1][-1] if options.to else ""
    text = options.text or ("" if not last or numbers.parse(last).whole else last)
    if text:
        raise CommandError(
            Exit.USAGE, "two_texts", f"{text} is a text, and --template has the text already.",
            "Leave out one of them.",
        )  # fmt: skip
    if options.to_file is not None:
        return from_file(options.to_file, None)
    contacts, text = _recipients_and_text(options.to, "")
    return [Outgoing(contact, text) for contact in contacts]


def _hold_to_the_limit(center: MessageCenter, count: int) -> None:
    """Raise CommandError if fewer sends are left today than messages are to go."""
    status = center.status()
    if count > status.sends_left:
        raise CommandError(
            Exit.USAGE, "over_limit",
            f"{count_of(count, 'message')} would go, and {status.sends_left:,} more may today: "
            f"sent today: {status.sent_words}. Nothing was sent.",
            "Send part of them today, or set sends_per_day if VoIP.ms has raised your limit.",
        )  # fmt: skip


def _refuse_unsendable(chosen: Route) -> None:
    if not chosen.sendable:
        able = chosen.why in {Why.NO_SMS, Why.NO_MMS}
        hint = (
            "Give another number with --from; mmstui dids shows what each can send." if able else ""
        )
        raise CommandError(Exit.USAGE, chosen.why.value, refusal(chosen), hint)


def _queue(
    center: MessageCenter,
    options: argparse.Namespace,
    did: str,
    contacts: Sequence[str],
    text: str,
    attachments: Sequence[Attachment],
) -> list[int]:
    """Queue the message to each recipient; return the ids, which are on the disk."""
    key = options.key
    if key is not None and options.to_file is not None:
        key = f"{key} {contacts[0]}"  # A key is of one text.
    try:
        return center.outbox.send(
            did=did, contacts=contacts, text=text, attachments=attachments,
            origin="command", hold_after=options.hold_after, request_id=key,
            then=Then(unchanged_since=options.if_unchanged),
        ).result()  # fmt: skip
    except Changed as changed:
        raise _changed(changed, options.if_unchanged) from None
    except RequestClash:
        raise CommandError(
            Exit.USAGE, "id_used", f"--id {options.key} was used before for another message.",
            "Use another key, or repeat exactly what was sent.",
        ) from None  # fmt: skip


def _one_conversation() -> CommandError:
    return CommandError(Exit.USAGE, "many_recipients", "--if-unchanged is for one recipient.")


def _changed(changed: Changed, seen: int) -> CommandError:
    if not changed.came:
        return CommandError(
            Exit.USAGE, "not_its_message", f"The conversation has no message {seen}.",
            "mmstui read NUMBER --json has the ids of its messages.",
        )  # fmt: skip
    return CommandError(
        Exit.CHANGED, "changed",
        f"{count_of(changed.came, 'newer message')} than {seen}: nothing was sent.",
        "Read the conversation, then give the id of its newest message.",
    )  # fmt: skip


def _see_to_it(
    center: MessageCenter,
    ids: Sequence[int],
    notes: Sequence[str],
    signals: Signals,
    options: argparse.Namespace,
) -> int:
    """Send the queued messages, and print the outcomes."""
    keep = options.key is not None or not options.wait
    delivery = Delivery(center, ids, signals, keep=keep)
    if options.key is not None:
        delivery.repeat_refused()
    if options.wait:
        delivery.wait(options.wait)
    return _tell(center, delivery, notes, as_json=options.json)


def _recipients_and_text(to: Sequence[Sequence[str]], text: str | None) -> tuple[list[str], str]:
    """Return the canonical recipients, each once, and the text.

    argparse gives the text of `--to A B TEXT` to --to: a last word that is not a number is the
    text.
    """
    words = [word for group in to for word in group]
    if text is None and len(to[-1]) > 1:
        text = _text_among_numbers(words)
    if text is None:
        raise _no_text()
    if not all(word.strip() for word in words):
        raise CommandError(Exit.USAGE, "empty", "A recipient is empty.", "Nothing was sent.")
    contacts: dict[str, None] = {}
    for word in [part for given in words for part in number_text.split(given)]:
        written = numbers.parse(word)
        if not written.sendable:
            raise CommandError(Exit.USAGE, "invalid_number", f"{word}: {written.problem}")
        if written.note:
            complain(f"mmstui: {numbers.formatted(written.number)}: {written.note}")
        contacts[written.number] = None
    if not contacts:
        raise CommandError(Exit.USAGE, "no_recipient", "There is nobody to send to.")
    return list(contacts), text


def _no_text() -> CommandError:
    return CommandError(
        Exit.USAGE, "no_text", "There is no text to send.", "Give TEXT last, or - to read it."
    )


def _text_among_numbers(words: list[str]) -> str:
    """Remove and return the last word as the text. It must not look like another recipient."""
    # A text without digits is never read as a number, and is most of them.
    if any(map(str.isdecimal, words[-1])) and numbers.parse(words[-1]).whole:
        raise CommandError(
            Exit.USAGE, "no_text", f"There is no text to send: {words[-1]} is read as a number.",
            "If it is the text, put it before --to.",
        )  # fmt: skip
    return words.pop()


def _standard_input() -> str:
    """Return the text of standard input. Refuse bytes that are invalid in the locale's encoding."""
    if sys.stdin is None:
        raise CommandError(Exit.USAGE, "no_text", "Standard input is closed: there is no text.")
    if isinstance(sys.stdin, io.TextIOWrapper):
        # PYTHONIOENCODING may say that what is no text is to be left out.
        sys.stdin.reconfigure(errors="surrogateescape")
    try:
        text = sys.stdin.read()
    except UnicodeDecodeError:
        text = "\udcff"
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CommandError(
            Exit.USAGE, "no_text", f"Standard input cannot be read: {why}."
        ) from None
    if is_no_text(text):
        raise CommandError(
            Exit.USAGE, "not_text",
            f"Standard input is not text in the encoding of this locale ({sys.stdin.encoding}).",
            "Nothing was sent. Convert it (iconv does), or set the locale to its encoding.",
        )  # fmt: skip
    # Some programs write a byte order mark before UTF-8; it is not part of the text.
    return text.removeprefix("\ufeff").rstrip("\r\n")


def _sender(center: MessageCenter, asked: str | None, contact: str) -> tuple[str, Did | None]:
    """Return the DID to send from, and its stored facts."""
    dids = {did.number: did for did in center.directory.dids()}
    if asked is None:
        if chosen := center.outbox.default_did(contact):
            return chosen.number, chosen
        able = ", ".join(f"{did.number} {did.label}" for did in dids.values() if did.sms)
        raise CommandError(
            Exit.USAGE, "no_did",
            "It is not clear which of your numbers to send from; give --from.",
            f"These can send: {able}." if able else "mmstui sync fetches your numbers.",
        )  # fmt: skip
    if dids and asked not in dids:
        raise CommandError(
            Exit.USAGE, "not_yours", f"{numbers.formatted(asked)} is not one of your numbers.",
            "mmstui dids lists them; mmstui sync fetches new ones.",
        )  # fmt: skip
    return asked, dids.get(asked)


def _attach(
    center: MessageCenter, options: argparse.Namespace
) -> tuple[tuple[Attachment, ...], tuple[str, ...]]:
    """Return copies of the files, with pictures fitted if necessary, and notes on the changes."""
    taken: list[Attachment] = []
    notes: list[str] = []
    for path in options.attach:
        try:
            attachment, note = _take(center, path, options)
        except AttachmentProblem as problem:
            raise CommandError(Exit.USAGE, "attachment", problem.words, _hint(problem)) from None
        taken.append(attachment)
        if note:
            notes.append(note)
            complain(f"mmstui: {note}")
    return tuple(taken), tuple(notes)


def _hint(problem: AttachmentProblem) -> str:
    if problem.reason is Refused.DAMAGE:
        return "With --damaged what is left of it is sent."
    return "Without --no-shrink it is made to fit." if problem.fittable else ""


def _take(center: MessageCenter, path: Path, options: argparse.Namespace) -> tuple[Attachment, str]:
    """Return a copy of a file, and a note on changes. Raises AttachmentProblem.

    What is left of a damaged picture is made anew, so that nothing hidden goes with it.
    """
    try:
        taken = center.drafts.attach(
            path, keep_metadata=options.keep_metadata, damaged=options.damaged
        ).result()
    except AttachmentProblem as problem:
        if not (options.shrink and problem.fittable):
            raise
    else:
        return taken, _note(taken)
    made = center.images.fit(path, damaged=options.damaged).result()
    return made.attachment, made.fitted.words


def _note(taken: Attachment) -> str:
    if taken.location_left:
        return f"{taken.name} may tell where it was recorded"
    return f"location removed from {taken.name}" if taken.location_removed else ""


def _tell_of_a_silent_leader(center: MessageCenter) -> None:
    """Print which process keeps the message from being sent, on stderr for people."""
    pid, since = center.inbox.leader(center.now())
    if since is not None:
        at = short_time(since, center.now(), local_zone(center.settings))
        complain(
            f"mmstui: process {pid} holds the account and has been silent since "
            f"{at}: wake it, or stop it."
        )


def _tell(center: MessageCenter, delivery: Delivery, notes: Sequence[str], *, as_json: bool) -> int:
    """Print the outcomes on standard output, else on standard error. Return the exit code."""
    outcomes = delivery.outcomes()
    code = delivery.exit_code(outcomes)
    lines = [f"{numbers.formatted(one.message.contact)}  {_words(one)}" for one in outcomes]
    if delivery.problem is not None:
        complain(f"mmstui: {delivery.problem.what} {delivery.problem.hint}".rstrip())
    try:
        if as_json:
            write_json({"messages": [_json(center, one, notes) for one in outcomes]})
        else:
            for line in lines:
                write_line(line)
        streams.flush()
    except streams.OutputLost as lost:
        if lost.words:
            complain(f"mmstui: {lost.words} The outcome:")
            for line in lines:
                complain(line)
    if code == Exit.QUEUED:
        _tell_of_a_silent_leader(center)
    return code


def _words(one: DeliveryOutcome) -> str:
    words = _WORDS.get((one.code, one.kept), one.message.state.value)
    problem = one.message.problem
    return f"{words}: {problem.words}" if problem and one.code is not Exit.DONE else words


def _json(center: MessageCenter, one: DeliveryOutcome, notes: Sequence[str]) -> dict[str, Any]:
    names = {contact.number: contact.name or None for contact in center.directory.contacts()}
    from mmstui.cli.json_output import message_json

    told = message_json(one.message, names.get(one.message.contact)) | {"kept": one.kept}
    told["notes"] += notes
    # A message that is not kept has no id and no pending state.
    return told if one.kept else told | {"id": None, "state": State.FAILED.value}
