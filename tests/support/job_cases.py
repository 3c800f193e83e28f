"""The keys that start each job of the screens, which then fails and is started again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import Any, Final, NamedTuple

from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen

from mmstui.domain.messages import Direction, Kind, State
from mmstui.domain.views import SavedSearch
from mmstui.domain.wire import PhonebookEntry
from mmstui.tui.account.did_settings import DidSettings
from mmstui.tui.account.numbers import Numbers
from mmstui.tui.account.overview import AccountStatus
from mmstui.tui.account.phonebook import Phonebook
from mmstui.tui.app import InboxApp
from mmstui.tui.attach.dialog import AttachDialog
from mmstui.tui.compose.batch_view import BatchView
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.compose.templates import TemplateForm, TemplatePicker
from mmstui.tui.inbox.day_filter import DayFilter
from mmstui.tui.inbox.screen import InboxScreen
from mmstui.tui.media.save_dialog import SaveFile
from mmstui.tui.media.viewer import PictureView
from mmstui.tui.search.screen import SearchScreen
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.triage_mode.screen import TriageScreen
from mmstui.tui.ui.form import Form
from support import scenes
from support.inboxes import SHOP, ZOE, store_of
from support.screens import screen_text, wait_until
from support.stores import put

Step = Callable[[Pilot[Any]], Awaitable[None]]


class Start(Enum):
    """Where the focus is before."""

    LIST = "list"
    THREAD = "thread"  #: Zoé's
    BOX = "box"  #: below it


class Case(NamedTuple):
    """A job, and the keys that start it.

    `way` leads to the screen on which `before` is pressed while all is well; then `keys` start the
    job, which fails. `then` start it again, `keys` unless something else is told. `holds` stands on
    the screen after the failure. `again` False: what is started again is not really done. With
    `shows` it is not started again: that then stands on the screen.
    """

    job: str
    start: Start
    keys: tuple[str, ...] | Step
    way: tuple[tuple[str, type[Screen[Any]]], ...] = ()
    before: tuple[str, ...] | Step = ()
    then: tuple[str, ...] | Step | None = None
    holds: str = ""
    again: bool = True
    shows: str = ""


async def do(pilot: Pilot[Any], doing: tuple[str, ...] | Step) -> None:
    """Press keys, or do another step."""
    if isinstance(doing, tuple):
        await scenes.press(pilot, *doing)
    else:
        await doing(pilot)


def inbox_of(pilot: Pilot[Any]) -> InboxScreen:
    """The inbox."""
    assert isinstance(pilot.app, InboxApp)
    return pilot.app.inbox


def hears(text: str) -> Step:
    """Receive a message from Zoé."""

    async def heard(pilot: Pilot[Any]) -> None:
        center = inbox_of(pilot).center
        put(store_of(center), text, did=SHOP, contact=ZOE, at=center.now())

    return heard


def named(name: str) -> Step:
    """Give a number a name in the phonebook."""

    async def filled(pilot: Pilot[Any]) -> None:
        store_of(inbox_of(pilot).center).directory.replace_phonebook(
            [PhonebookEntry("7", name, "4165550199")]
        )

    return filled


def pastes(text: str) -> Step:
    """Paste into what has the focus."""

    async def pasted(pilot: Pilot[Any]) -> None:
        await scenes.paste(pilot, text)

    return pasted


async def clock_goes_on(pilot: Pilot[Any]) -> None:
    """What the inbox does every twenty seconds."""
    inbox_of(pilot).list.action_move(1)
    inbox_of(pilot)._clock_ticked()


async def week(pilot: Pilot[Any]) -> None:
    """Show the conversations of some days."""
    await scenes.dialog(pilot, "T", DayFilter, "last 90 days")
    await scenes.press(pilot, "j", "j", "enter")


async def failed_batch(pilot: Pilot[Any]) -> None:
    """A message to two people, which the carrier refused."""
    outbox, now = store_of(inbox_of(pilot).center).outbox, inbox_of(pilot).center.now()
    people = ["8195550162", "4185550112"]
    for number in outbox.queue(did=SHOP, contacts=people, text="Fermé", kind=Kind.SMS):
        attempt = outbox.begin_attempt(number, "me", now)
        assert attempt is not None
        outbox.attempt_refused(attempt, "sms_failed", "Refused by the carrier.")
    await scenes.dialog(pilot, "B", BatchView, "R send 2 again")


async def other_hits(pilot: Pilot[Any]) -> None:
    """A hit in its thread."""
    await scenes.press(pilot, "backslash")
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, SearchScreen))
    await scenes.press(pilot, *"pagaie")
    await wait_until(pilot, lambda: "messages in" in screen_text(pilot.app))
    await scenes.press(pilot, "enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    await wait_until(pilot, lambda: "n N next, previous" in screen_text(pilot.app))


async def to_next_conversation(pilot: Pilot[Any]) -> None:
    """From hit to hit, past the last of the thread: the others are read again before."""
    hits = inbox_of(pilot).finding.session.hits
    assert hits is not None
    assert hits.search is not None
    inbox_of(pilot).finding.store_changed((), False)
    for _ in range(9):
        if hits.search.stale:
            await scenes.press(pilot, "n")


async def in_thread(pilot: Pilot[Any]) -> None:
    """Hits marked in the thread."""
    await scenes.press(pilot, "slash", *"oui")
    await wait_until(pilot, lambda: "1 of" in screen_text(pilot.app))


async def asked_too_early(pilot: Pilot[Any]) -> None:
    """A step that was asked for while the hits were looked for."""
    finding = inbox_of(pilot).finding
    hits = finding.session.hits
    assert hits is not None
    hits.pending_steps = 1
    finding.in_thread.search(hits, jump=False)


async def two_at_once(pilot: Pilot[Any]) -> None:
    """Keys that come in one read."""
    for letter in "xy":
        pilot.app.post_message(Key(letter, letter))


async def one_key(pilot: Pilot[Any]) -> None:
    """And then others: the box takes them."""
    await two_at_once(pilot)
    await wait_until(pilot, lambda: inbox_of(pilot).pane.writing.box.input.text.endswith("xy"))


async def to_photo(pilot: Pilot[Any]) -> None:
    """The cursor on Zoé's photo."""
    await scenes.press(pilot, "g", "j", "j")


async def to_refused(pilot: Pilot[Any]) -> None:
    """The cursor on the message that the carrier refused."""
    await scenes.press(pilot, "G", "k", "k", "k", "k")
    await wait_until(pilot, lambda: "R send again" in screen_text(pilot.app))


async def to_held(pilot: Pilot[Any]) -> None:
    """The cursor on a message that waits for the user."""
    center = inbox_of(pilot).center
    put(
        store_of(center), "Plus tard", did=SHOP, contact=ZOE, at=center.now(),
        direction=Direction.OUT, state=State.HELD,
    )  # fmt: skip
    await wait_until(pilot, lambda: "Plus tard" in screen_text(pilot.app))
    await scenes.press(pilot, "G")


async def name_it(pilot: Pilot[Any]) -> None:
    """Another name for the number of the thread."""
    await scenes.dialog(pilot, "w", Form, "Name of")
    await scenes.press(pilot, "x", "enter")


async def leave_box(pilot: Pilot[Any]) -> None:
    """Write something and turn away: it is saved."""
    await scenes.press(pilot, "r", "é", "escape")


async def one_template(pilot: Pilot[Any]) -> None:
    """A template, which the user is asked about."""
    inbox_of(pilot).center.settings.config_file.write_text('[templates]\nhi = "Hello"\n')
    await scenes.dialog(pilot, "ctrl+f", TemplatePicker, "enter put in hi")
    await scenes.press(pilot, "f8")


async def file_path(pilot: Pilot[Any]) -> None:
    """A file's path."""
    await scenes.paste(pilot, str(Path.cwd() / "fente-proue.png"))


async def saved_search(pilot: Pilot[Any]) -> None:
    """A saved search, whose conversations are counted beside the views."""
    center = inbox_of(pilot).center
    center.settings = replace(center.settings, searches=(SavedSearch("leaks", "leak"),))


L, T, B = Start.LIST, Start.THREAD, Start.BOX
_BOOK, _NEW, _ATTACH = (("P", Phonebook),), (("m", NewMessage),), (("ctrl+t", AttachDialog),)
_ACCOUNT, _VIEW = (("A", AccountStatus),), (("l", PictureView),)

_TEMPLATES = (("ctrl+f", TemplatePicker),)
_MODE = (("v", TriageScreen),)

#: In the order in which each start has them.
CASES: Final = (
    # The first thread that is opened: its picture was not decoded before.
    Case("Thumbnails._decode", L, ("enter",), then=("k",), holds="photo", shows="photo"),
    Case("CommandScreen.action_palette", L, ("ctrl+p",)),
    Case("go_to", L, ("ctrl+g",)),
    Case("choose_dids", L, ("D",)),
    Case("choose_days", L, ("T",)),
    Case("choose_zone", L, ("Z",)),
    Case("new_message", L, ("m",)),
    Case("show_numbers", L, ("S",)),
    Case("show_phonebook", L, ("P",)),
    Case("show_account", L, ("A",)),
    Case("SetAsideRows._mark", L, ("V",), way=_ACCOUNT, then=("escape", "V")),
    Case("show_set_aside", L, ("V",)),
    Case("SearchFlow.begin", L, ("backslash",)),
    Case(
        "SearchScreen.action_save", L, ("ctrl+s",), way=(("backslash", SearchScreen),),
        before=tuple("canot"),
    ),
    Case("finish_verb", L, ("U",)),
    Case("snooze", L, ("s",)),
    Case("mute", L, ("M",)),
    Case("choose_view", L, ("0",)),
    Case("ViewPicker._count_searches", L, ("0",), before=saved_search, then=("escape", "0")),
    Case("delete_conversations", L, ("d",)),
    Case("discard_drafts", L, ("x",)),
    Case("begin_triage", L, ("v",)),
    Case("ReadAhead._read", L, ("v",), then=("space",)),
    Case("TriageScreen._leave", L, ("escape",), way=_MODE),
    Case("TriageMode.snooze", L, ("s",), way=_MODE),
    Case("TriageMode.mute", L, ("M",), way=_MODE),
    Case("TriageMode.delete", L, ("d",), way=_MODE, before=("space",)),
    Case("TriageMode._finish", L, ("p",), way=_MODE),
    Case("TriageMode.undo", L, ("z",), way=_MODE),
    Case("undo", L, ("z",)),
    Case("PlaceKeeper.keep_later", L, clock_goes_on),
    Case("PlaceKeeper.keep_sight", L, clock_goes_on),
    Case("SearchRunner._deliver", L, ("slash", "m"), then=("e",), holds="find  m"),
    Case("AccountStatus._read", L, ("A",), then=("escape", "A")),
    Case("AccountStatus._ask", L, ("ctrl+r",), way=_ACCOUNT),
    Case("AccountStatus.action_stop", L, ("z",), way=_ACCOUNT),
    Case("EntrySearch._fold", L, ("P",), then=("escape", "P")),
    Case("Phonebook._change", L, ("enter",), way=_BOOK),
    Case("Phonebook.action_add", L, ("a",), way=_BOOK),
    Case("EntrySearch._find_in_thread", L, ("z",), way=_BOOK, before=("slash",), then=("o",),
         holds="find  z"),
    Case("PendingChangeDialog.keep", L, ("ctrl+r",), way=_BOOK),
    Case("DidSettings._fill_in", L, ("enter",), way=(("S", Numbers), ("enter", DidSettings)),
         before=("j", "j", "j")),
    Case("RecipientSearch._read_people", L, ("m",), then=(*"4165550199", "enter"),
         shows="write from"),
    Case("RecipientSearch.read_people_again", L, named("Cy"), way=_NEW, then=named("Dee")),
    Case("RecipientSearch._find_many", L, ("z",), way=_NEW, then=("o",), holds="to  z"),
    Case("NewMessage._choose_next", L, ("enter",), way=_NEW, before=("z", "o"), holds="to  zo"),
    Case("RecipientSearch._take", L, pastes("4165550199, 8195550162"), way=_NEW),
    Case("show_batch", L, ("escape", "B"), before=failed_batch),
    Case("BatchView._send_again", L, ("R",), way=(("B", BatchView),)),
    Case("SearchFlow._take_steps", L, to_next_conversation, before=other_hits),
    Case("SearchFlow._reopen", L, ("escape",), before=other_hits, then=("backslash", *"pagaie"),
         shows="messages in"),
    Case("ListOrder._update_in_background", L, hears("a"), before=week, then=hears("b")),
    # Of a thread.
    Case("ComposeBox._look_up_numbers", T, ("r",), then=("escape", "r")),
    Case("FindInThread._take_pending_steps", T, asked_too_early, before=in_thread),
    Case("list_files", T, ("a",)),
    Case("view_picture", T, ("l",), before=to_photo),
    Case("PictureView._prepare", T, ("l",), before=to_photo, then=("escape", "l"), holds="▀"),
    Case("PictureView._decode", T, ("l",), before=to_photo, then=("escape", "l"),
         holds="This picture cannot be shown."),
    Case("FilesDialog._look_again", T, ("a",), then=("escape", "a")),
    Case("Copying.copy", T, ("y",)),
    Case("FileActions._open", T, ("o",), before=to_photo, again=False),
    Case("SaveFile._save", T, ("enter",), way=(*_VIEW, ("s", SaveFile)), before=("x",),
         holds="x", again=False),
    Case("PathField._read", T, ("slash",), way=(*_VIEW, ("s", SaveFile)), then=("q", "slash"),
         holds="/"),
    Case("show_details", T, ("exclamation_mark",)),
    Case("forward", T, ("f",)),
    Case("delete_message", T, ("d",), before=to_photo),
    Case("remind_of", T, ("f8",), before=to_refused),
    Case("edit_message", T, ("x",), before=to_refused, again=False),
    Case("ThreadPane._do", T, ("R",), before=to_refused, then=("d",)),
    Case("name_number", T, ("w",)),
    Case("write_note", T, ("O",)),
    Case("save_name", T, name_it),
    Case("reschedule", T, ("f9",), before=to_held),
    Case("ComposePane._await_write", T, leave_box, then=("J",), holds="é"),
    # Of the box.
    Case("InputQueue._run", B, two_at_once, then=one_key),
    Case("choose_did", B, ("ctrl+o",)),
    Case("send_later", B, ("f9",)),
    Case("remind_of_box", B, ("f8",)),
    Case("discard_draft", B, ("f3",), again=False),
    Case("put_in_template", B, ("ctrl+f",)),
    Case("TemplatePicker._edit", B, ("ctrl+n",), way=_TEMPLATES),
    Case("TemplatePicker._write", B, ("enter",), before=one_template, then=("f8", "enter"),
         again=False),
    Case("TemplateForm._save", B, ("enter",), way=(*_TEMPLATES, ("ctrl+n", TemplateForm)),
         before=("a", "tab", "b"), holds="name  a", again=False),
    Case("choose_files", B, ("ctrl+t",)),
    Case("attach_files", B, file_path),
    Case("attach_picture", B, ("f5",), again=False),
    Case("edit_elsewhere", B, ("f4",), again=False),
    Case("FolderPane._begin", B, ("ctrl+t",), then=("escape", "ctrl+t")),
    Case("FolderPane._go_to", B, ("enter",), way=_ATTACH, before=("tab", "x"), holds="x"),
    Case("FolderPane.load", B, ("h",), way=_ATTACH, then=("h", "l")),
    Case("FolderPane.recent", B, ("r",), way=_ATTACH),
    Case("FileBrowser._check", B, ("ctrl+t",), then=("escape", "ctrl+t")),
    Case("FileBrowser._find_many", B, ("p",), way=_ATTACH, before=("slash",), then=("a",),
         holds="p"),
    Case("FileAdder._paste", B, ("p",), way=_ATTACH),
    Case("FileAdder._copy", B, ("enter",), way=_ATTACH, before=("slash", *"coque-ap")),
    Case("FileAdder._fit", B, ("enter",), way=_ATTACH, before=("slash", *"panorama")),
)  # fmt: skip

#: These run when the inbox opens, or need more than a key: each has a test of its own.
ELSEWHERE: Final = {
    "LatePane._make",
    "PlaceKeeper.restore",
    "ComposePane._await_sent",
    "ReadMarks._ask_whether_seen",
    "ContactPane._read",
    "Notices._tell",
    "Notices._run_commands",
    # Whatever fails in it ends the set-up and is the command's to tell.
    "SetupScreen._lead",
}
