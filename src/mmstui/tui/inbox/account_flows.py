"""The flows of the account: settings of numbers, phonebook, status, pending changes."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from mmstui.domain.messages import Conversation, Did, Message
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.tui.account.commands import ACCOUNT, NAME, NOTE, NUMBERS, PHONEBOOK, SET_ASIDE
from mmstui.tui.inbox.screen_protocol import InboxFace
from mmstui.tui.inbox.writing_flows import contacts_of
from mmstui.tui.jobs import job, written

if TYPE_CHECKING:
    from mmstui.domain.pending_changes import PendingChange


@job(f"The settings of your numbers are not shown: press {NUMBERS.key} again.", group="dialog")
async def show_numbers(inbox: InboxFace) -> None:
    """Show the settings of numbers until the user closes the dialogs."""
    from mmstui.tui.account.did_settings import DidSettings
    from mmstui.tui.account.numbers import Numbers

    chosen = inbox.conversation.did if inbox.conversation is not None else None
    while True:
        dids = inbox.center.directory.dids()
        only = len(dids) == 1
        did: Did | None = dids[0] if only else None
        if did is None:
            did = await inbox.ask(Numbers(inbox.center, chosen))
        if did is None:
            return
        chosen = did.number
        esc = "close" if only else "numbers"
        await inbox.ask(DidSettings(inbox.center, did, zone=inbox.zone, esc=esc))
        if only:
            return


@job(f"The phonebook is not shown: press {PHONEBOOK.key} again.", group="dialog")
async def show_phonebook(inbox: InboxFace) -> None:
    """Show the phonebook; then open a new message if the user chose a number."""
    from mmstui.tui.account.phonebook import Phonebook

    number = await inbox.ask(Phonebook(inbox.center, zone=inbox.zone))
    if number is None:
        return
    able = [did for did in inbox.center.directory.dids() if did.sms]
    did = inbox.center.outbox.default_did(number) or next(iter(able), None)
    if did is None:
        inbox.say("None of your numbers has SMS on.   S settings")
    else:
        await inbox.write_to(did, await asyncio.to_thread(contacts_of, inbox, (number,)))


@job(f"The account is not shown: press {ACCOUNT.key} again.", group="dialog")
async def show_account(inbox: InboxFace) -> None:
    """Show the account's status."""
    from mmstui.tui.account.overview import AccountStatus

    center = inbox.center
    complaints = center.settings.complaints
    await inbox.ask(
        AccountStatus(center, zone=inbox.zone, folder=center.folder, complaints=complaints)
    )


@job(f"What was not understood is not shown: press {SET_ASIDE.key} again.", group="dialog")
async def show_set_aside(inbox: InboxFace) -> None:
    """Show the rows of VoIP.ms that could not be parsed."""
    from mmstui.tui.account.set_aside import SetAsideRows

    await inbox.ask(SetAsideRows(inbox.center, zone=inbox.zone))


@job(f"The number has no other name: press {NAME.key} again.", group="dialog")
async def name_number(
    inbox: InboxFace, conversation: Conversation, message: Message | None
) -> None:
    """Save a number of a message's vCard, or else ask for a name for the conversation's number."""
    from mmstui.domain.phone.phonebook import number_problem, unsaved
    from mmstui.tui.account.name_forms import add_form, added, changed, name_form

    book = inbox.center.directory.phonebook()
    if message is not None and (found := unsaved(message, book)) is not None:
        name, number = found
        card = await inbox.ask(add_form(formatted(number), name, book))
        if card is not None:
            name, number, note = added(card)
            save_name(inbox, inbox.center.account.add_name(number, name, note))
        return
    number = conversation.contact
    if number_problem(number):
        inbox.say("Only a number can have a name.")
        return
    entries = [entry for entry in book if entry.number == number]
    # Of several entries for a number the first counts, as for titles.
    known = min(entries, key=lambda entry: (len(entry.id), entry.id), default=None)
    name, note = (known.name, known.note) if known is not None else ("", "")
    values = await inbox.ask(name_form(name, note, line(formatted(number))))
    if values is None:
        return
    if known is None:
        save_name(inbox, inbox.center.account.add_name(number, *values))
    elif wanted := changed(known, (values[0], known.number, values[1])):
        save_name(inbox, inbox.center.account.change_name(known, wanted))


@job(f"The note is as before: press {NOTE.key} again.", group="dialog")
async def write_note(inbox: InboxFace) -> None:
    """Ask for the note about the contact of the thread, or of the row under the cursor."""
    from mmstui.tui.account.name_forms import note_form

    row = inbox.conversation if inbox.in_thread else inbox.list.viewport.target
    if row is None:
        return
    notes = inbox.center.contact_notes
    values = await inbox.ask(note_form(row.title, notes.note(row.contact)))
    if values is not None:
        await written(notes.save(row.contact, values[0]))
        inbox.late_pane.read_about_again()


@job(
    f"The name was perhaps not saved: {PHONEBOOK.key} shows the phonebook.", group="pending_changes"
)
async def save_name(_: InboxFace, future: Future[Any]) -> None:
    """Wait until a change of a name is written."""
    await written(future)


class FailedChanges:
    """Says once of each pending change that it failed; dialogs show their own failures."""

    def __init__(self) -> None:
        self._reported: frozenset[int] = frozenset()

    def report(self, inbox: InboxFace) -> None:
        """Say which changes failed since the last report."""
        troubled = [change for change in inbox.center.account.changes() if change.troubled]
        for change in troubled:
            if change.id not in self._reported:
                inbox.say(_failure_text(change), severity="warning", timeout=20)
        self._reported = frozenset(change.id for change in troubled)


def _failure_text(change: PendingChange) -> str:
    from mmstui.domain.pending_changes import ChangeKind

    if change.kind is ChangeKind.DID:
        return f"Not saved for {formatted(change.subject)}: {change.words}   S settings"
    name = line(change.wanted.get("name") or change.seen.get("name") or "")
    return f"Not saved, {name}: {change.words}   P phonebook"
