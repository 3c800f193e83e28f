"""What to do to the scenario's inbox for each picture of it; all through keys and pastes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, MutableMapping
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from textual.events import Paste
from textual.pilot import Pilot
from textual.screen import Screen

from mmstui.center.images import FittedAttachment
from mmstui.domain.messages import Attachment, MediaKind
from mmstui.pictures import Fitted, Look
from mmstui.tui.app import InboxApp
from mmstui.tui.attach import slots
from mmstui.tui.attach.dialog import AttachDialog
from mmstui.tui.compose.did_picker import DidPicker
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.new_message import NewMessage
from mmstui.tui.deletion.dialog import DeleteDialog
from mmstui.tui.inbox.day_filter import DayFilter
from mmstui.tui.inbox.did_filter import DidFilter
from mmstui.tui.inbox.zone_filter import ZoneFilter
from mmstui.tui.thread.view import ThreadView
from support import drawings, scenario
from support.screens import screen_text, wait_until

#: 42 characters.
SHORT = "Bonjour ! On garde le café chaud pour neuf"
#: More than 160 characters, and a bit.
LONG = (
    "Pour venir : suivez le chemin du Quai jusqu’au bout, puis tournez à droite après "
    "l’église. L’atelier est le bâtiment rouge, au bord de l’eau. Apportez aussi la pagaie !"
)
#: More than an MMS takes.
ENDLESS = "abcdefghi " * 300

#: What a terminal that can do everything says of itself, and nothing of this one.
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "TZ": "America/Toronto"}
_NOT_OURS = ("NO_COLOR", "SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT", "TMUX")


def set_environment(environ: MutableMapping[str, str], home: Path) -> None:
    """Make the environment that of any terminal on any machine."""
    for name in [*(each for each in environ if each.startswith(("MMSTUI_", "XDG_"))), *_NOT_OURS]:
        environ.pop(name, None)
    environ.update(ENVIRONMENT, HOME=str(home))


@contextmanager
def inbox(built: Path, home: Path, theme: str = "mmstui-dark") -> Iterator[InboxApp]:
    """The inbox on a copy, below `home`, of the account that `scenario.build` made."""
    shutil.copytree(built, home, dirs_exist_ok=True)
    center = scenario.open_center(home, theme)
    try:
        yield InboxApp(center, clock=center.now, zone=scenario.TORONTO, blink=False, engine=False)
    finally:
        center.close()


# Steps.


async def at_rest(pilot: Pilot[Any]) -> None:
    """Wait until everything is painted."""
    await pilot.pause()
    await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, each after the last was handled."""
    for key in keys:
        await pilot.press(key)
        await pilot.pause()


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Paste into what has the focus."""
    pilot.app.post_message(Paste(text))
    await pilot.pause()


async def dialog(pilot: Pilot[Any], key: str, kind: type[Screen[Any]], settled: str) -> None:
    """Open a dialog and wait for a text in it."""
    await pilot.press(key)
    await wait_until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await wait_until(pilot, lambda: settled in screen_text(pilot.app))
    await at_rest(pilot)


# Scenes.


async def listing(pilot: Pilot[Any]) -> None:
    """Open the inbox."""
    await wait_until(pilot, lambda: "Zoé Tremblay" in screen_text(pilot.app))
    await at_rest(pilot)


async def thread(pilot: Pilot[Any]) -> None:
    """Open Zoé's thread, with the focus there and the photo decoded."""
    await listing(pilot)
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, ThreadView))
    if pilot.app.size.width >= 80:
        shown = "o opens it" if pilot.app.no_color else "▀"
        await wait_until(pilot, lambda: shown in screen_text(pilot.app))
    await at_rest(pilot)


async def thread_at_failed(pilot: Pilot[Any]) -> None:
    """Move the cursor to the message that the carrier refused."""
    await thread(pilot)
    await press(pilot, "k", "k", "k", "k")


async def compose(pilot: Pilot[Any]) -> None:
    """Focus the compose box below that thread."""
    await thread(pilot)
    await pilot.press("r")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, MessageInput))


async def compose_sms(pilot: Pilot[Any]) -> None:
    """Write a short text."""
    await compose(pilot)
    await paste(pilot, SHORT)
    await wait_until(pilot, lambda: "/160" in screen_text(pilot.app))
    await at_rest(pilot)


async def compose_mms(pilot: Pilot[Any]) -> None:
    """Write a text that becomes an MMS."""
    await compose(pilot)
    await paste(pilot, LONG)
    await wait_until(pilot, lambda: "/2048" in screen_text(pilot.app))
    await at_rest(pilot)


async def refused(pilot: Pilot[Any]) -> None:
    """Write three thousand characters, and press enter."""
    await compose(pilot)
    await paste(pilot, ENDLESS)
    await wait_until(pilot, lambda: "3000/2048" in screen_text(pilot.app))
    await pilot.press("enter")
    await wait_until(pilot, lambda: "Not sent" in screen_text(pilot.app))
    await at_rest(pilot)


async def did_picker(pilot: Pilot[Any]) -> None:
    """Choose another number for a text that is an MMS."""
    await compose_mms(pilot)
    await dialog(pilot, "ctrl+o", DidPicker, "Old fax")


async def did_filter(pilot: Pilot[Any]) -> None:
    """Open the filter of numbers."""
    await listing(pilot)
    await dialog(pilot, "D", DidFilter, "Old fax")


async def delete_conversation(pilot: Pilot[Any]) -> None:
    """Open the delete dialog of a conversation; the cursor is on the safe choice."""
    await listing(pilot)
    await dialog(pilot, "d", DeleteDialog, "enter delete")


async def delete_conversation_there(pilot: Pilot[Any]) -> None:
    """Open the same with the cursor on deleting at VoIP.ms."""
    await delete_conversation(pilot)
    await press(pilot, "s")
    await wait_until(pilot, lambda: "at VoIP.ms   " in screen_text(pilot.app))
    await at_rest(pilot)


async def delete_message(pilot: Pilot[Any]) -> None:
    """Open the delete dialog of the photo."""
    await thread(pilot)
    await press(pilot, "g", "j", "j")
    await dialog(pilot, "d", DeleteDialog, "enter delete")


async def day_filter(pilot: Pilot[Any]) -> None:
    """Open the filter of days; the cursor is on the last seven."""
    await listing(pilot)
    await dialog(pilot, "T", DayFilter, "last 90 days")
    await press(pilot, "j", "j")
    await at_rest(pilot)


async def day_filter_wrong(pilot: Pilot[Any]) -> None:
    """Enter two dates, the second of which is invalid."""
    await listing(pilot)
    await dialog(pilot, "T", DayFilter, "last 90 days")
    await press(pilot, "tab", *"1 nov", "tab", *"31 apr", "enter")
    await wait_until(pilot, lambda: "no 31 April" in screen_text(pilot.app))
    await at_rest(pilot)


async def zone_filter(pilot: Pilot[Any]) -> None:
    """Find a time zone by some letters of a city."""
    await listing(pilot)
    await dialog(pilot, "Z", ZoneFilter, "America/Toronto")
    await press(pilot, *"st j")
    await wait_until(pilot, lambda: "show St Johns time" in screen_text(pilot.app))
    await at_rest(pilot)


async def filtered(pilot: Pilot[Any]) -> None:
    """Set three filters."""
    await listing(pilot)
    await dialog(pilot, "T", DayFilter, "last 90 days")
    await press(pilot, "j", "j", "enter")
    await dialog(pilot, "Z", ZoneFilter, "America/Toronto")
    await press(pilot, *"tokyo", "enter")
    await dialog(pilot, "D", DidFilter, "Old fax")
    await press(pilot, "j", "enter")
    await wait_until(pilot, lambda: "Shop   last 7 days" in screen_text(pilot.app))
    await at_rest(pilot)


async def filtered_to_nothing(pilot: Pilot[Any]) -> None:
    """Filter to days without messages."""
    await listing(pilot)
    await dialog(pilot, "T", DayFilter, "last 90 days")
    await press(pilot, "tab", *"2019-12-24", "tab", *"2019-12-26", "enter")
    await wait_until(pilot, lambda: "No messages, 24 Dec" in screen_text(pilot.app))
    await at_rest(pilot)


async def new_message(pilot: Pilot[Any]) -> None:
    """Find a recipient by some letters of the name."""
    await listing(pilot)
    await dialog(pilot, "m", NewMessage, "Zoé Tremblay")
    await press(pilot, *"mar")
    await wait_until(pilot, lambda: "choose Marc-André" in screen_text(pilot.app))
    await at_rest(pilot)


async def new_message_to_several(pilot: Pilot[Any]) -> None:
    """Choose three people; the number is next."""
    await new_message(pilot)
    await press(pilot, "comma")
    await press(pilot, *"zoe")
    await wait_until(pilot, lambda: "choose Zoé" in screen_text(pilot.app))
    await press(pilot, "comma", *"4165550199", "enter")
    await wait_until(pilot, lambda: "write from" in screen_text(pilot.app))
    await at_rest(pilot)


async def compose_to_several(pilot: Pilot[Any]) -> None:
    """Write a short text to three people."""
    await new_message_to_several(pilot)
    await pilot.press("enter")
    await wait_until(pilot, lambda: isinstance(pilot.app.focused, MessageInput))
    await paste(pilot, SHORT)
    await wait_until(pilot, lambda: "/160" in screen_text(pilot.app))
    await at_rest(pilot)


async def compose_with_photo(pilot: Pilot[Any]) -> None:
    """A photo makes an MMS of a short text. Its path was dropped on the box."""
    await compose(pilot)
    await paste(pilot, str(Path.cwd() / "fente-proue.png"))
    await wait_until(pilot, lambda: "has 1 file" in screen_text(pilot.app))
    await paste(pilot, SHORT)
    await wait_until(pilot, lambda: f"{len(SHORT)}/2048" in screen_text(pilot.app))
    await at_rest(pilot)


async def attach(pilot: Pilot[Any]) -> None:
    """A file chosen, and a photo that is too big offered shrunk: before, and under it after."""
    await attach_fitting(pilot)
    _fits(pilot).finish()
    await wait_until(pilot, lambda: "s shrink to 1.1 MB" in screen_text(pilot.app))
    if pilot.app.size.width >= 120 and not pilot.app.no_color:
        drawn = 2 * slots.COLUMNS * slots.ROWS
        await wait_until(pilot, lambda: screen_text(pilot.app).count("▀") == drawn)
    await at_rest(pilot)


async def attach_fitting(pilot: Pilot[Any]) -> None:
    """A file chosen, and a photo that is too big being shrunk: it has come 65 % of the way."""
    fits = HeldFits(Path.cwd())
    center = _center(pilot)
    center.images.look, center.images.fit = fits.look, fits.fit
    await compose_mms(pilot)
    await dialog(pilot, "ctrl+t", AttachDialog, "coque-apres.png")
    await _take(pilot, "fente-proue.png", 1)
    await press(pilot, "j", "enter")
    await wait_until(pilot, lambda: fits.started)
    fits.reached(0.65)
    await wait_until(pilot, lambda: " 65 %" in screen_text(pilot.app))
    if pilot.app.size.width >= 120 and not pilot.app.no_color:
        drawn = slots.COLUMNS * slots.ROWS
        await wait_until(pilot, lambda: screen_text(pilot.app).count("▀") == drawn)
    await at_rest(pilot)


def _center(pilot: Pilot[Any]) -> Any:
    assert isinstance(pilot.app, InboxApp)
    return pilot.app.inbox.center


def _fits(pilot: Pilot[Any]) -> HeldFits:
    fits = _center(pilot).images.fit.__self__
    assert isinstance(fits, HeldFits)
    return fits


class HeldFits:
    """Makes of every picture the same one, when told: an encoder's bytes differ by machine."""

    def __init__(self, folder: Path) -> None:
        self._made = folder.parent / "quai-panorama.png"
        self._made.write_bytes(drawings.picture("wall", 1_121_000))
        self._look = Look("image/jpeg", 4032, 3024, 3_400_000, animated=False)
        self._future: Future[FittedAttachment] = Future()
        self.reached: Callable[[float], None] = lambda share: None
        self.started = False

    def look(self, path: Path) -> Future[Look]:
        looked: Future[Look] = Future()
        looked.set_result(self._look)
        return looked

    def fit(
        self,
        path: Path,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
        *,
        damaged: bool = False,
    ) -> Future[FittedAttachment]:
        self.reached, self.started = progress, True
        return self._future

    def finish(self) -> None:
        """Finish the picture."""
        size = self._made.stat().st_size
        name, kind = "quai-panorama.jpg", "image/jpeg"
        attachment = Attachment(str(self._made), name, kind, size, MediaKind.PHOTO)
        fitted = Fitted(name, self._made, kind, size, 2200, 1650, self._look)
        self._future.set_result(FittedAttachment(attachment, fitted))


async def _take(pilot: Pilot[Any], name: str, slot: int) -> None:
    """Move down to a file and choose it."""
    for _ in range(20):
        if f"attach {name}" in screen_text(pilot.app):
            break
        await press(pilot, "j")
    await pilot.press("enter")
    await wait_until(pilot, lambda: f"{slot} of 3 files" in screen_text(pilot.app))


# The folder that files are chosen from.


def make_photos(home: Path) -> Path:
    """A folder of the workshop's files below a home, the same wherever it is made."""
    folder = home / "Photos" / "atelier"
    (folder / "2026-11").mkdir(parents=True)
    (folder / "catalogue").mkdir()
    png = drawings.picture
    _put(folder / "memo-1341.mp3", drawings.sound(186_000), scenario.at("13:41"))
    _put(folder / "fente-proue.png", png("red", 812_000), scenario.at("13:40"))
    _put(folder / "quai-panorama.jpg", b"\xff\xd8\xff\xe0", scenario.at("13:22"), 3_400_000)
    _put(folder / "pagaie.png", png("wall", 640_000), scenario.at("13:20"))
    _put(folder / "mise-a-l-eau.mp4", drawings.video(1_100_000), scenario.at("16:00", 18))
    _put(folder / "visite.mov", b"\0\0\0\x14ftypqt  ", scenario.at("15:00", 18), 41_000_000)
    _put(folder / "devis-3318.pdf", b"%PDF-1.7\n", scenario.at("11:00", 17), 88_000)
    _put(folder / "coque-avant.png", png("yellow", 1_000_000), scenario.at("10:30", 16))
    _put(folder / "coque-apres.png", png("red", 972_000), scenario.at("10:00", 16))
    _date(folder / "2026-11", scenario.at("17:00", 19))
    _date(folder / "catalogue", scenario.at("12:00", 3))
    return folder


def _put(path: Path, content: bytes, when: datetime, size: int | None = None) -> None:
    """Write a sparse file of `size` bytes."""
    path.write_bytes(content)
    if size is not None:
        os.truncate(path, size)
    _date(path, when)


def _date(path: Path, when: datetime) -> None:
    os.utime(path, (when.timestamp(), when.timestamp()))
