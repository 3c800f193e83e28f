"""Inbox actions for the account: settings of numbers, phonebook, status, pending changes."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from mmstui.domain.messages import Conversation, Did, Message
from mmstui.domain.numbers import formatted
from mmstui.domain.sanitise import line
from mmstui.tui.inbox.dialogs import InboxDialogs
from mmstui.tui.jobs import job, written

if TYPE_CHECKING:
    from mmstui.domain.pending_changes import PendingChange
    from mmstui.tui.thread.actions import ThreadActions


class AccountFlows(InboxDialogs):
    """Account actions of `InboxScreen`. Dialogs are imported when first opened."""

    #: Ids of failed changes that the user has been told of.
    _reported_changes: frozenset[int] = frozenset()

    @job("The settings of your numbers are not shown: press S again.", group="dialog")
    async def action_numbers(self) -> None:
        """Show the settings of numbers until the user closes the dialogs."""
        from mmstui.tui.account.did_settings import DidSettings
        from mmstui.tui.account.numbers import Numbers

        chosen = self.opened.did if self.opened is not None else None
        while True:
            dids = self.center.directory.dids()
            only = len(dids) == 1
            did: Did | None = dids[0] if only else None
            if did is None:
                did = await self.app.push_screen_wait(Numbers(self.center, chosen))
            if did is None:
                return
            chosen = did.number
            esc = "close" if only else "numbers"
            await self.app.push_screen_wait(DidSettings(self.center, did, zone=self.zone, esc=esc))
            if only:
                return

    @job("The phonebook is not shown: press P again.", group="dialog")
    async def action_phonebook(self) -> None:
        """Show the phonebook; then open a new message if the user chose a number."""
        from mmstui.tui.account.phonebook import Phonebook

        number = await self.app.push_screen_wait(Phonebook(self.center, zone=self.zone))
        if number is None:
            return
        able = [did for did in self.center.directory.dids() if did.sms]
        did = self.center.outbox.default_did(number) or next(iter(able), None)
        if did is None:
            self.notify("None of your numbers has SMS on.   S settings", markup=False)
        else:
            (contact,) = await asyncio.to_thread(self._contacts, (number,))
            await self.open_new(did, contact)

    @job("The account is not shown: press A again.", group="dialog")
    async def action_account(self) -> None:
        """Show the account's status."""
        from mmstui.tui.account.overview import AccountStatus

        complaints = self.center.settings.complaints
        await self.app.push_screen_wait(
            AccountStatus(
                self.center, zone=self.zone, folder=self.center.folder, complaints=complaints
            )
        )

    @job("What was not understood is not shown: press V again.", group="dialog")
    async def action_set_aside(self) -> None:
        """Show the rows of VoIP.ms that could not be parsed."""
        from mmstui.tui.account.set_aside import SetAsideRows

        await self.app.push_screen_wait(SetAsideRows(self.center, zone=self.zone))

    def on_thread_actions_name_wanted(self, event: ThreadActions.NameWanted) -> None:
        """Save a number of the message's vCard, or name the number of the open thread."""
        event.stop()
        if self.opened is not None:
            self._name_number(self.opened, event.message)

    @job("The number has no other name: press w again.", group="dialog")
    async def _name_number(self, conversation: Conversation, message: Message | None) -> None:
        from mmstui.domain.phonebook import number_problem, unsaved
        from mmstui.tui.account.name_forms import add_form, added, changed, name_form

        book = self.center.directory.phonebook()
        if message is not None and (found := unsaved(message, book)) is not None:
            name, number = found
            card = await self.app.push_screen_wait(add_form(formatted(number), name, book))
            if card is not None:
                name, number, note = added(card)
                self._await_change(self.center.account.add_name(number, name, note))
            return
        number = conversation.contact
        if number_problem(number):
            self.notify("Only a number can have a name.", markup=False)
            return
        entries = [entry for entry in book if entry.number == number]
        # Of several entries for a number the first counts, as for titles.
        known = min(entries, key=lambda entry: (len(entry.id), entry.id), default=None)
        name, note = (known.name, known.note) if known is not None else ("", "")
        values = await self.app.push_screen_wait(name_form(name, note, line(formatted(number))))
        if values is None:
            return
        if known is None:
            self._await_change(self.center.account.add_name(number, *values))
        elif wanted := changed(known, (values[0], known.number, values[1])):
            self._await_change(self.center.account.change_name(known, wanted))

    @job("The name was perhaps not saved: P shows the phonebook.", group="pending_changes")
    async def _await_change(self, future: Future[Any]) -> None:
        await written(future)

    def report_changes(self) -> None:
        """Notify once of each pending change that failed; dialogs show their own failures."""
        if self.app.screen is not self:
            return
        troubled = [change for change in self.center.account.changes() if change.troubled]
        for change in troubled:
            if change.id not in self._reported_changes:
                self.notify(_failure_text(change), severity="warning", markup=False, timeout=20)
        self._reported_changes = frozenset(change.id for change in troubled)


def _failure_text(change: PendingChange) -> str:
    from mmstui.domain.pending_changes import ChangeKind

    if change.kind is ChangeKind.DID:
        return f"Not saved for {formatted(change.subject)}: {change.words}   S settings"
    name = line(change.wanted.get("name") or change.seen.get("name") or "")
    return f"Not saved, {name}: {change.words}   P phonebook"
