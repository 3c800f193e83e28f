"""`mmstui done`, `snooze`, `unread`, `mute`, `pin` and `block`."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from mmstui.center import MessageCenter
from mmstui.cli.account import at, find_contact, local_zone, opened
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.json_output import conversations_json
from mmstui.cli.output import full_time, write_json, write_line
from mmstui.domain.text.plurals import count_of
from mmstui.domain.times.due_times import TimeProblem, parse
from mmstui.domain.triage import FOREVER

if TYPE_CHECKING:
    from concurrent.futures import Future


def run(options: argparse.Namespace) -> Exit:
    """Change the conversations with some contacts, as one step that `mmstui undo` undoes."""
    with opened(threads=False) as center:
        until = _until(options, center)
        ids = [
            number for contact in options.contacts for number in _found(center, contact, options)
        ]
        changed = _change(center, options, ids, until).result()
        rows = center.inbox.conversations(ids)
        now = center.now()
        if options.json:
            write_json(
                {
                    "changed": len(changed),
                    "conversations": conversations_json(center.inbox, list(rows.values()), now),
                }
            )
            return Exit.DONE
        zone = options.tz if "tz" in options and options.tz else local_zone(center.settings)
        words = _DONE[options.verb, getattr(options, "off", False)]
        when = f" until {full_time(until, now, zone)}" if until not in (None, FOREVER) else ""
        same = "" if len(changed) == len(rows) else f", {len(rows) - len(changed)} unchanged"
        write_line(f"{count_of(len(changed), 'conversation')} {words}{when}{same}.")
    return Exit.DONE


_DONE = {
    ("done", False): "done", ("done", True): "back in the inbox",
    ("snooze", False): "snoozed", ("snooze", True): "back in the inbox",
    ("unread", False): "unread",
    ("mute", False): "muted", ("mute", True): "no longer muted",
    ("pin", False): "pinned", ("pin", True): "no longer pinned",
    ("block", False): "blocked; VoIP.ms receives and charges on",
    ("block", True): "no longer blocked",
}  # fmt: skip


def _found(center: MessageCenter, contact: str, options: argparse.Namespace) -> list[int]:
    number = find_contact(center, contact)
    rows = center.inbox.conversations_with(number)
    found = [row.id for row in rows if options.did is None or row.did == options.did]
    if not found:
        raise CommandError(
            Exit.FAILURE, "not_found",
            f"No messages with {contact}{at(options.did)}. Nothing was changed.",
            "mmstui list --all shows who there is; mmstui sync fetches what is new.",
        )  # fmt: skip
    return found


def _until(options: argparse.Namespace, center: MessageCenter) -> datetime | None:
    """Return the end of a snooze or of a mute; None for none."""
    if options.verb not in ("snooze", "mute") or options.off:
        return None
    if options.until is None:
        if options.verb == "mute":
            return FOREVER
        raise CommandError(
            Exit.USAGE, "no_time", "snooze needs --until.", "For example --until 'fri 14:00'."
        )
    now = center.now()
    try:
        exact = datetime.fromisoformat(options.until)
        if exact.tzinfo is not None:
            if exact <= now:
                raise CommandError(Exit.USAGE, "bad_time", f"{options.until} has passed.")
            return exact.astimezone(UTC)
    except ValueError:
        pass
    try:
        zone = options.tz or local_zone(center.settings)
        return parse(options.until, now, zone, center.settings.hours)
    except TimeProblem as problem:
        raise CommandError(Exit.USAGE, "bad_time", f"--until: {problem}") from None


def _change(
    center: MessageCenter, options: argparse.Namespace, ids: list[int], until: datetime | None
) -> Future[tuple[int, ...]]:
    triage = center.triage
    match options.verb:
        case "done":
            return triage.not_done(ids) if options.off else triage.done(ids)
        case "snooze" if until is not None:
            return triage.snooze(ids, until, strict=options.strict)
        case "snooze":
            return triage.wake(ids)
        case "mute":
            return triage.mute(ids, until)
        case "pin":
            return triage.unpin(ids) if options.off else triage.pin(ids)
        case "block":
            return triage.unblock(ids) if options.off else triage.block(ids)
        case _:
            return triage.unread(ids)
