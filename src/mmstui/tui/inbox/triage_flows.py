"""What the keys that empty the inbox do: they act on the conversations that the user sees.

A conversation that leaves the view leaves the list at once, before the store has answered: the
next key means the next row.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from datetime import datetime
from typing import TYPE_CHECKING, Final

from mmstui.center.triage import Triage
from mmstui.domain.messages import Conversation
from mmstui.domain.text.plurals import count_of
from mmstui.domain.times.zones import zone_name
from mmstui.domain.triage import FOREVER, Refusal, Undone, Verb, leaves
from mmstui.domain.views import View
from mmstui.tui.deletion import dialog_text
from mmstui.tui.inbox.deletion_flows import RESULT_TIMEOUT, mark_again
from mmstui.tui.inbox.list_flows import rows_of
from mmstui.tui.inbox.screen_protocol import InboxFace, ThreadFace
from mmstui.tui.jobs import job, written
from mmstui.tui.triage import words
from mmstui.tui.triage.commands import MUTE, SNOOZE, UNDO
from mmstui.tui.ui.formatting import due_time

if TYPE_CHECKING:
    from mmstui.tui.triage.when_dialog import When

Rows = Sequence[Conversation]
Write = Callable[[Triage, list[int]], Future[tuple[int, ...]]]


def targets(inbox: InboxFace) -> Rows:
    """Return the conversations that keys act on, as the store has them now, in their order.

    That of the thread that has the keys, else the marked ones of the list, or the one painted
    under its cursor.
    """
    if inbox.in_thread:
        ids = [inbox.conversation.id] if inbox.conversation is not None else []
    else:
        ids = inbox.list.viewport.target_ids
    return rows_of(inbox, ids)


def _any(inbox: InboxFace, rows: Rows) -> bool:
    """Return whether there is a conversation to act on, and say so if not."""
    if not rows:
        inbox.say(words.NONE_HERE)
    return bool(rows)


# Verbs that need no more than their key. The second press of the key takes the first back, as far
# as it does not leave the view.


async def done(inbox: InboxFace) -> None:
    """Be done with conversations; in the view of those that are, bring them back."""
    if inbox.filters.view is View.DONE:
        await _act(inbox, targets(inbox), Verb.NOT_DONE, Triage.not_done)
    else:
        newest = inbox.list.viewport.newest
        await _act(inbox, targets(inbox), Verb.DONE, lambda triage, ids: triage.done(ids, newest))


async def pin(inbox: InboxFace) -> None:
    """Pin conversations, or unpin them if all are pinned."""
    rows = targets(inbox)
    if all(row.pinned for row in rows):
        await _act(inbox, rows, Verb.UNPIN, Triage.unpin)
    else:
        await _act(inbox, rows, Verb.PIN, Triage.pin)


async def block(inbox: InboxFace) -> None:
    """Block conversations, or end that if all are blocked."""
    rows = targets(inbox)
    if all(row.blocked for row in rows):
        await _act(inbox, rows, Verb.UNBLOCK, Triage.unblock)
    else:
        await _act(inbox, rows, Verb.BLOCK, Triage.block)


async def unread(inbox: InboxFace) -> None:
    """Mark conversations as unread, or as read if all have something new."""
    rows, now = targets(inbox), inbox.clock()
    if all(row.unread or row.back_since(now) for row in rows):
        await _act(inbox, rows, Verb.READ, Triage.read)
        return
    if inbox.in_thread:
        # An open thread would mark it as read again at once.
        inbox.to_list()
    await _act(inbox, rows, Verb.UNREAD, Triage.unread)


# Verbs that ask for a time.


@job(f"Not snoozed: press {SNOOZE.key} again.", group="dialog")
async def snooze(inbox: InboxFace) -> None:
    """Ask until when, and take conversations out of the inbox until then."""
    rows, newest = targets(inbox), inbox.list.viewport.newest
    when = await ask_snooze(inbox, rows) if _any(inbox, rows) else None
    if when is None:
        return
    if (until := when.at) is None:
        await _act(inbox, rows, Verb.WAKE, Triage.wake)
        return
    strict = when.strict
    write: Write = lambda triage, ids: triage.snooze(  # noqa: E731
        ids, until, strict=strict, newest=newest
    )
    words_of_time = due_time(until, inbox.clock(), inbox.zone)
    await _act(inbox, rows, Verb.SNOOZE, write, until=words_of_time)


@job(f"As before: press {MUTE.key} again.", group="dialog")
async def mute(inbox: InboxFace) -> None:
    """Ask until when, and make no notices until then."""
    rows = targets(inbox)
    when = await ask_mute(inbox, rows) if _any(inbox, rows) else None
    if when is None:
        return
    until = when.at
    verb = Verb.UNMUTE if until is None else Verb.MUTE
    words_of_time = mute_words(inbox, until)
    await _act(inbox, rows, verb, lambda t, ids: t.mute(ids, until), until=words_of_time)


async def ask_snooze(face: ThreadFace, rows: Rows) -> When | None:
    """Ask until when to snooze conversations."""
    from mmstui.tui.triage.when_dialog import WhenDialog, snooze_choices

    now, hours = face.clock(), face.center.settings.hours
    snoozed = any(row.is_snoozed(now) for row in rows)
    return await face.ask(
        WhenDialog(
            f"Snooze {_named(rows)}", "snooze",
            snooze_choices(now, face.zone, hours, snoozed=snoozed), clock=face.clock,
            zone=face.zone, zone_words=zone_name(face.zone), hours=hours, asks_mode=True,
        )
    )  # fmt: skip


async def ask_mute(face: ThreadFace, rows: Rows) -> When | None:
    """Ask until when to mute conversations."""
    from mmstui.tui.triage.when_dialog import WhenDialog, mute_choices

    now = face.clock()
    choices = mute_choices(now, muted=any(row.is_muted(now) for row in rows))
    return await face.ask(
        WhenDialog(
            f"Mute {_named(rows)}", "mute", choices, clock=face.clock, zone=face.zone,
            zone_words=zone_name(face.zone), hours=face.center.settings.hours,
        )
    )  # fmt: skip


def mute_words(face: ThreadFace, until: datetime | None) -> str:
    """Return until when a conversation is muted; "" if it is not, or for good."""
    return "" if until is None or until == FOREVER else due_time(until, face.clock(), face.zone)


def _named(rows: Rows) -> str:
    return rows[0].title if len(rows) == 1 else count_of(len(rows), "conversation")


# Writing, and going on.

#: Verbs after which there is nothing left to do, also in a view that they do not take it out of.
_ENDING: Final = frozenset({Verb.DONE, Verb.SNOOZE})


async def _act(inbox: InboxFace, rows: Rows, verb: Verb, write: Write, *, until: str = "") -> None:
    """Write what a verb does to conversations, and go on if they leave the view."""
    if not _any(inbox, rows):
        return
    ids = [row.id for row in rows]
    future = write(inbox.center.triage, ids)
    marked = inbox.list.viewport.marked.among(ids)
    # At once: the next key means the row under the cursor, however long the write takes.
    inbox.list.unmark(ids)
    if not (goes := leaves(verb, inbox.filters.view)):
        inbox.list.viewport.touched.update(ids)
    if goes or verb in _ENDING:
        await _go_on(inbox, frozenset(ids), verb, goes=goes)
    finish_verb(inbox, future, verb, rows, until, marked)


async def _go_on(inbox: InboxFace, ended: frozenset[int], verb: Verb, *, goes: bool) -> None:
    """Go on to the next conversation, in the list and from a thread; going on reads nothing.

    `goes`: those that ended leave the list; else the last one of a list has none after it.
    """
    after, listed = inbox.center.settings.after_verb, inbox.list
    opened = inbox.conversation
    following = listed.viewport.after(ended, upwards=after == "previous", around=goes)
    if opened is not None and opened.id in ended:
        if after == "list" or (following is None and goes):
            inbox.close_thread()
        elif following is not None:
            await show_unattended(inbox, following)
    if goes:
        listed.take_away(ended, following, verb)
    elif following is not None:
        listed.select(following.id)


async def show_unattended(inbox: InboxFace, row: Conversation) -> None:
    """Open a conversation that the user did not ask for: it is not read before the next key."""
    inbox.pane.unattended = True
    await inbox.open(row, focus=inbox.in_thread)
    inbox.pane.update_seen()


def _let_back(
    inbox: InboxFace,
    _future: Future[tuple[int, ...]],
    _verb: Verb,
    rows: Rows,
    _until: str,
    marked: Sequence[int],
) -> None:
    mark_again(inbox, marked)
    inbox.list.viewport.leaving.difference_update(row.id for row in rows)
    inbox.list.order.changed()


@job(
    "Perhaps not done: look at the list, then press the key again.",
    group="store",
    recover=_let_back,
)
async def finish_verb(
    inbox: InboxFace,
    future: Future[tuple[int, ...]],
    verb: Verb,
    rows: Rows,
    until: str,
    marked: Sequence[int],
) -> None:
    """Wait until a verb is written, and say what it did; `marked` had marks, for if it fails."""
    changed = await written(future)
    inbox.list.viewport.leaving.difference_update(row.id for row in rows)
    inbox.list.order.changed()
    first = next((row.title for row in rows if row.id in changed[:1]), "")
    if changed:
        said = words.done(verb, len(changed), first, until)
    else:
        said = words.unchanged(verb, len(rows), rows[0].title)
    if verb in _ENDING and len(changed) < len(rows):
        unchanged = {row.id for row in rows}.difference(changed)
        left = [row for row in rows_of(inbox, list(unchanged)) if row.unread and not row.done]
        if left:
            # What is not hidden stands there again at once.
            await inbox.set_filters(inbox.filters)
            news = words.just_written(len(left), left[0].title)
            said = f"{news}   {said}" if changed else news
    inbox.say(said)


# Drafts.


@job("Perhaps not discarded: look at the drafts, then press the key again.", group="store")
async def discard_drafts(inbox: InboxFace) -> None:
    """Discard the drafts of conversations; their messages stay."""
    rows = targets(inbox)
    keys = [(row.did, row.contact) for row in rows]
    if inbox.thread is not None:
        await inbox.pane.writing.flush()
    count = await written(inbox.center.drafts.discard(keys))
    if inbox.thread is not None:
        inbox.pane.writing.draft_discarded(keys)
    if count:
        inbox.list.unmark([row.id for row in rows])
    inbox.say(words.discarded(count))


# Undo.


def _not_cancelled(inbox: InboxFace) -> None:
    inbox.deletions.cancelled = False


@job(
    f"Perhaps not undone: look at the list, then press {UNDO.key} again.",
    group="store",
    recover=_not_cancelled,
)
async def undo(inbox: InboxFace) -> None:
    """Undo what was done last; if it is too late for a deletion, cancel what is left of it."""
    if inbox.thread is not None:
        # A draft that undo brings back must find what is in the box, or it would be written over.
        await inbox.pane.writing.flush()
    step = await written(inbox.center.triage.undo())
    if step is None or (step.verb is Verb.DELETE and step.refused is Refusal.BEGUN):
        await stop_deleting(inbox, step)
        return
    rows = inbox.center.inbox.conversations(step.conversation_ids[:1])
    first = next(iter(rows.values()), None)
    # The words of what is undone are no longer true.
    inbox.app.clear_notifications()
    if step.verb is Verb.DISCARD and inbox.thread is not None:
        inbox.pane.writing.read_draft_again()
    if step.refused is None:
        await _show_undone(inbox, first, step)
    inbox.say(words.undone(step, first, inbox.clock(), inbox.zone))


async def _show_undone(inbox: InboxFace, first: Conversation | None, step: Undone) -> None:
    """Select what came back; in a thread, open it. Several are marked in the list, as before."""
    ids = step.conversation_ids
    if not inbox.list.order.put_back(ids, step.verb):
        await inbox.set_filters(inbox.filters)
    if inbox.in_thread:
        opened = inbox.conversation
        if first is not None and (opened is None or opened.id != first.id):
            await show_unattended(inbox, first)
        return
    if first is not None:
        inbox.list.visit(first.id)
    marked = inbox.list.viewport.marked
    if marked or len(ids) > 1:
        listed = {*inbox.list.ids}
        marked.only([number for number in ids if number in listed] if len(ids) > 1 else ())
        inbox.list.show_marks()


async def stop_deleting(inbox: InboxFace, step: Undone | None) -> None:
    """Cancel what is left of the last deletion; `step` is what undo returned."""
    # Set before the write: the deletion may be seen to end first.
    inbox.deletions.cancelled = True
    if (stopped := await written(inbox.center.deletions.stop())) is not None:
        inbox.say(dialog_text.stopped(stopped), timeout=RESULT_TIMEOUT)
        await inbox.set_filters(inbox.filters)
        return
    inbox.deletions.cancelled = False
    inbox.say("Nothing is left to undo." if step is None else "Too late: this deletion has ended.")
