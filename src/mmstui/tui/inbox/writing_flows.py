"""The flows that begin a message: to somebody, or with the content of another message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from mmstui.domain.limits import ATTACHMENTS
from mmstui.domain.messages import (
    SEVERAL,
    Attachment,
    Contact,
    ConversationName,
    Did,
    Media,
    MediaState,
    Message,
)
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.problems import AttachmentProblem, StoreProblem
from mmstui.domain.text.sanitise import line
from mmstui.tui.inbox.commands import GO_TO, NEW
from mmstui.tui.inbox.screen_protocol import InboxFace, ThreadFace
from mmstui.tui.jobs import job
from mmstui.tui.thread.commands import FORWARD
from mmstui.tui.ui.formatting import count_of

#: Why a file that is not stored here cannot be attached to another message.
_NOT_HERE = {
    MediaState.PENDING: "is still on its way from VoIP.ms",
    MediaState.EXPIRED: "was gone from VoIP.ms before it came here",
    MediaState.REFUSED: "was left alone: its address or its content breaks a rule",
}


@job(f"No conversation was opened: press {GO_TO.key} again.", group="dialog")
async def go_to(inbox: InboxFace) -> None:
    """Go to a conversation, a contact, or the conversations of a DID."""
    from mmstui.tui.inbox.go_to import GoTo

    match await inbox.ask(GoTo(inbox.center)):
        case ConversationName(id=number):
            for row in inbox.center.inbox.conversations([number]).values():
                await inbox.open(row)
        case Contact() as contact:
            # A message may have arrived meanwhile.
            rows = inbox.center.inbox.conversations_with(contact.number)
            await (inbox.open(rows[0]) if rows else choose_people(inbox, contact))
        case Did(number=number):
            await inbox.set_filters(inbox.filters.changed(dids=frozenset({number})))
            inbox.to_list()


@job(f"No new message was begun: press {NEW.key} again.", group="dialog")
async def new_message(inbox: InboxFace) -> None:
    """Choose recipients, then open a box for them."""
    await choose_people(inbox)


async def write_template(inbox: InboxFace) -> None:
    """Put a template in the box of the open thread, or of the conversation under the cursor."""
    from mmstui.tui.compose.template_flow import put_in_template

    if not inbox.in_thread:
        if (row := inbox.list.viewport.target) is None:
            return
        await inbox.open(row)
    if inbox.thread is not None:
        put_in_template(inbox.pane.writing, inbox.zone)


async def choose_people(inbox: InboxFace, to: Contact | None = None) -> bool:
    """Ask for recipients, starting with `to`, and open a box; return whether one is open."""
    from mmstui.tui.compose.new_message import NewMessage

    if to is not None:
        before: tuple[Contact, ...] = (to,)
    else:
        draft = inbox.center.drafts.draft(*SEVERAL)
        before = await asyncio.to_thread(contacts_of, inbox, draft.recipients)
    sends_left = inbox.center.status().sends_left
    dialog = NewMessage(inbox.center, before, drafted=to is None, sends_left=sends_left)
    if (choice := await inbox.ask(dialog)) is None:
        return False
    did = next((did for did in inbox.center.directory.dids() if did.number == choice.did), None)
    if did is not None:
        await inbox.write_to(did, await asyncio.to_thread(contacts_of, inbox, choice.contacts))
    return did is not None


def contacts_of(inbox: InboxFace, numbers: Sequence[str]) -> tuple[Contact, ...]:
    """Return contacts of numbers, as the phonebook knows them."""
    contacts = inbox.center.directory.contacts() if numbers else ()
    known = {contact.number: contact for contact in contacts}
    return tuple(known.get(n) or Contact(n, "", formatted(n)) for n in numbers)


# One message. Nothing here sends.


@job("The details are not shown: press ! again.", group="dialog")
async def show_details(inbox: ThreadFace, message: Message) -> None:
    """Show the details of a message; then put it in the box if the user wants to edit it again."""
    from mmstui.tui.thread.details import MessageDetails

    details = inbox.center.inbox.details(message.id)
    if details is None:
        inbox.say("This message is not here any more.")
    elif await inbox.ask(MessageDetails(inbox.center, details, inbox.zone)):
        await _put_in_box(inbox, message)


@job(f"Nothing is put in the box to forward: press {FORWARD.key} again.", group="dialog")
async def forward(inbox: InboxFace, message: Message) -> None:
    """Choose recipients, then put a message in the box to them."""
    if await choose_people(inbox):
        await _put_in_box(inbox, message)


async def _put_in_box(inbox: ThreadFace, message: Message) -> None:
    """Append a message's text and copies of its files to the draft in the box."""
    writing = inbox.pane.writing
    key, room = writing.key, ATTACHMENTS - len(writing.box.files)
    copies, missing = await _copies(inbox, message.media, room)
    if writing.key != key:
        inbox.say("Not put in the box: you had gone on.", severity="error")
        return
    writing.put_in_box(message.text, copies)
    if missing:
        writing.box.complain(_missing_text(missing, len(message.media)))


async def _copies(
    inbox: ThreadFace, media: tuple[Media, ...], room: int
) -> tuple[list[Attachment], list[str]]:
    """Copy as many of these files as possible; return the copies and a sentence per failure."""
    copies: list[Attachment] = []
    missing: list[str] = []
    for attachment in media:
        name = line(attachment.name)
        if attachment.state is not MediaState.HERE:
            missing.append(f"{name} {_NOT_HERE[attachment.state]}.")
        elif len(copies) >= room:
            missing.append(f"{name} would be more than the {ATTACHMENTS} files of a message.")
        else:
            try:
                copies.append(
                    await asyncio.wrap_future(inbox.center.drafts.attach_received(attachment))
                )
            except AttachmentProblem as problem:
                missing.append(line(problem.words))
            except StoreProblem as problem:
                missing.append(line(str(problem)))
    return copies, missing


def _missing_text(missing: list[str], count: int) -> str:
    if len(missing) == 1:
        return f"Not with it: {missing[0]}"
    return f"Not with it: {len(missing)} of {count_of(count, 'file')}. {missing[0]}"
