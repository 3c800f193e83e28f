"""The flows of what is to happen later: send at a time, and remind if nobody answers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo

from mmstui.domain.messages import Attachment, Direction, MediaState, Message
from mmstui.domain.times.due_times import parse, presets
from mmstui.domain.times.hours import Hours
from mmstui.domain.times.zones import zone_name
from mmstui.tui.compose.commands import LATER, REMIND
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.jobs import job, written
from mmstui.tui.triage.commands import CHOICES, REMIND_IN
from mmstui.tui.triage.when_dialog import Choice, WhenDialog

_KEYS = {name: key for key, name in CHOICES.items()}
_GONE = "Too late: this message has gone, or is going."
_TOO_SOON = "the message goes only after that."
_PASSED = "That time has passed: choose another one."


def send_choices(
    now: datetime, zone: tzinfo, hours: Hours, before: datetime | None = None
) -> list[Choice]:
    """Return the times to send at; `before` is the one that the user had chosen."""
    found = [Choice(_KEYS[name], name, at) for name, at in presets(now, zone, hours)]
    if before is not None and before > now:
        found.append(Choice(_KEYS["as before"], "as before", before))
    return found


def remind_choices(now: datetime, zone: tzinfo, hours: Hours) -> list[Choice]:
    """Return the times to remind at, counted from `now`: the mornings of days to come."""
    found = [
        Choice(_KEYS[name], name, at)
        for name, at in presets(now, zone, hours)
        if name in {"tomorrow", "Monday"}
    ]
    for days, name in REMIND_IN.items():
        found.append(Choice(_KEYS[name], name, parse(f"{days}d", now, zone, hours)))
    return sorted(found, key=lambda choice: choice.at or now)


async def _ask(
    pane: ComposePane, zone: tzinfo, title: str, verb: str, choices: Sequence[Choice], until: str
) -> datetime | None:
    """Ask for a time to come; None if the user chose none, or one that has passed meanwhile."""
    dialog = WhenDialog(
        title, verb, choices, clock=pane.clock, zone=zone, zone_words=zone_name(zone),
        hours=pane.center.settings.hours, until=until,
    )  # fmt: skip
    when = await pane.app.push_screen_wait(dialog)
    if when is None or when.at is None:
        return None
    if when.at <= pane.clock():
        pane.notify(_PASSED, severity="warning", markup=False)
        return None
    return when.at


async def _ask_to_send(
    pane: ComposePane, zone: tzinfo, title: str, before: datetime | None
) -> datetime | None:
    choices = send_choices(pane.clock(), zone, pane.center.settings.hours, before)
    return await _ask(pane, zone, title, "send", choices, "")


async def _ask_to_remind(
    pane: ComposePane, zone: tzinfo, after: datetime | None
) -> datetime | None:
    """`after`: when the message goes, if not now; a reminder is counted from then on."""
    start = max(pane.clock(), after or pane.clock())
    choices = remind_choices(start, zone, pane.center.settings.hours)
    return await _ask(pane, zone, "Remind me if nobody answers", "remind", choices, "")


# What is in the box.


@job(f"Not sent: it is still in the box. Press {LATER.key} again.", group="dialog")
async def send_later(pane: ComposePane, zone: tzinfo) -> None:
    """Ask when to send what is in the box; the message waits in the thread until then."""
    if not pane.box.ready():
        return
    key = pane.key
    title = f"Send later to {pane.box.title}"
    at = await _ask_to_send(pane, zone, title, pane.time_before)
    if at is not None and pane.key == key:
        pane.box.submit(at)


@job(f"There is no reminder: press {REMIND.key} again.", group="dialog")
async def remind_of_box(pane: ComposePane, zone: tzinfo) -> None:
    """Ask when to remind of what is in the box once it is sent; or forget that reminder."""
    if pane.reminder is not None:
        pane.set_reminder(None)
        return
    key = pane.key
    at = await _ask_to_remind(pane, zone, None)
    if at is not None and pane.key == key:
        pane.set_reminder(at)


# A message in the thread.


@job(f"The message goes as before: press {LATER.key} again.", group="dialog")
async def reschedule(pane: ComposePane, zone: tzinfo, message: Message) -> None:
    """Ask for another time to send a message that waits for one, or for the user."""
    at = await _ask_to_send(pane, zone, "Send later", message.scheduled_at)
    if at is None:
        return
    if not await written(pane.center.outbox.schedule(message.id, at)):
        pane.notify(_GONE, severity="warning", markup=False)
    elif message.remind_at is not None and message.remind_at <= at:
        await written(pane.center.triage.forget_reminder([message.conversation_id]))
        pane.notify(f"No reminder any more: {_TOO_SOON}", markup=False)


@job(f"The reminder is as before: press {REMIND.key} again.", group="dialog")
async def remind_of(pane: ComposePane, zone: tzinfo, message: Message) -> None:
    """Ask when to remind of a message of ours; or forget its reminder."""
    triage = pane.center.triage
    if message.remind_at is not None:
        await written(triage.forget_reminder([message.conversation_id]))
        return
    if message.scheduled_at is None and _is_answered(pane, message):
        pane.notify("They have answered since: there is nothing to wait for.", markup=False)
        return
    at = await _ask_to_remind(pane, zone, message.scheduled_at)
    if at is None:
        return
    if message.scheduled_at is not None and at <= message.scheduled_at:
        pane.notify(f"No reminder: {_TOO_SOON}", markup=False)
    else:
        await written(triage.remind(message.id, at))


def _is_answered(pane: ComposePane, message: Message) -> bool:
    later = pane.center.inbox.thread(message.conversation_id, after=message.key)
    return any(each.direction is Direction.IN for each in later)


@job("Perhaps it still goes: look at the message in the thread.", group="store")
async def edit_message(pane: ComposePane, zone: tzinfo, message: Message) -> None:
    """Take a message that VoIP.ms surely does not have out of the thread, and put it in the box."""
    files = [
        Attachment(each.path, each.name, each.type, each.bytes or 0, each.kind)
        for each in message.media
        if each.path is not None and each.state is MediaState.HERE
    ]
    if len(files) < len(message.media):
        pane.notify("Not in the box: a file of it is not here any more.", severity="error")
    elif not await pane.take_back(message, files):
        pane.box.complain(f"{_GONE} What is in the box is a copy.")
    elif message.remind_at is not None:
        pane.set_reminder(message.remind_at)
