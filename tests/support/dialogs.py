"""An app to open dialogs in, and fake centers for them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import Future
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.pilot import Pilot
from textual.widgets import Static

import mmstui.tui
from mmstui.center import MessageCenter
from mmstui.center.images import FittedAttachment
from mmstui.domain.events import DirectoryChanged, EventBatch, StatusChanged
from mmstui.domain.files.attachments import judge
from mmstui.domain.files.file_types import HEAD_BYTES
from mmstui.domain.messages import Attachment, Contact, Did, MediaKind
from mmstui.domain.problems import AttachmentProblem, Refused
from mmstui.pictures import Cancelled, Fitted, Look
from mmstui.store.sqlite.event_log import Cursor
from mmstui.tui.events import StoreEvents
from mmstui.tui.theme.themes import DARK, OURS
from mmstui.tui.ui.dialog import Dialog
from support.screens import wait_until

T = TypeVar("T")

SHOP = Did("5145550100", "Shop", "Montréal", "Shop", True, True)
OTTAWA = Did("6135550150", "", "Ottawa", "Ottawa", True, True)
SUPPORT = Did("4385550175", "Support", "Montréal", "Support", True, False)
OLD_FAX = Did("5145550190", "Old fax", "", "Old fax", False, False)
DIDS = (SHOP, OTTAWA, SUPPORT, OLD_FAX)

ZOE = Contact("4385550123", "Zoé Tremblay", "(438) 555-0123", SHOP.number, True)
MARC = Contact("8195550162", "Marc-André Gélinas", "(819) 555-0162", None, True)
NAMELESS = Contact("6475550144", "", "(647) 555-0144", OTTAWA.number)
SHORT_CODE = Contact("29283", "", "29283", OTTAWA.number)

#: A photograph that is too big for an MMS.
PANORAMA = Look("image/jpeg", 4032, 3024, 3_400_000, animated=False)

#: What no dialog has returned yet.
OPEN = object()


class DialogApp(App[None], Generic[T]):
    """Text, and a dialog over it."""

    CSS_PATH = Path(mmstui.tui.__file__).parent / "theme" / "app.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(key, "leaked") for key in ("ctrl+r", "u", "f1")),
        Binding("ctrl+z", "priority", priority=True),
    ]

    def __init__(self, dialog: Dialog[T], theme: str = DARK.name, *, ansi: bool = False) -> None:
        super().__init__(ansi_color=True if ansi else None)
        for ours in OURS:
            self.register_theme(ours)
        self.theme = theme
        self.blink = False
        self.store_events = StoreEvents(self, _center_of(dialog))
        self.dialog = dialog
        self.result: Any = OPEN
        self.leaks = self.priorities = 0

    def compose(self) -> ComposeResult:
        yield Static("\n".join(["behind the dialog " * 20] * 60))

    def on_mount(self) -> None:
        self.push_screen(self.dialog, self.left)

    def left(self, result: T | None) -> None:
        self.result = result

    def action_leaked(self) -> None:
        self.leaks += 1

    def action_priority(self) -> None:
        self.priorities += 1


def _center_of(dialog: Dialog[Any]) -> MessageCenter:
    """The center that a dialog was made with; any, if it follows nothing."""
    found = (value for value in vars(dialog).values() if isinstance(value, MessageCenter))
    return next(found, FakePeople())


@asynccontextmanager
async def opened(
    dialog: Dialog[T], size: tuple[int, int] = (120, 36), **options: Any
) -> AsyncIterator[tuple[DialogApp[T], Pilot[Any]]]:
    """Open a dialog and wait until it takes keys."""
    app = DialogApp(dialog, **options)
    async with app.run_test(size=size) as pilot:
        await wait_until(pilot, lambda: app.screen is dialog and dialog.is_mounted)
        await pilot.pause()
        yield app, pilot


async def open_next(app: DialogApp[T], pilot: Pilot[Any], dialog: Dialog[T]) -> None:
    """Open another dialog, once the one before is closed."""
    app.dialog, app.result = dialog, OPEN
    app.push_screen(dialog, app.left)
    await wait_until(pilot, lambda: app.screen is dialog and dialog.is_mounted)
    await pilot.pause()


async def left(app: DialogApp[T], pilot: Pilot[Any]) -> Any:
    """Return the dialog's result, once it is closed."""
    await wait_until(pilot, lambda: app.result is not OPEN)
    return app.result


@dataclass
class FakePeople(MessageCenter):
    """A phonebook and DIDs that a test may change, and then calls `written`."""

    phonebook: Sequence[Contact] = (ZOE, MARC, NAMELESS, SHORT_CODE)
    numbers: Sequence[Did] = DIDS
    defaults: dict[str, Did] = field(default_factory=lambda: {ZOE.number: SHOP})
    writes: int = 0
    reads: int = 0  #: of the phonebook
    listeners: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.__dict__.update(_store=SimpleNamespace(directory=self), outbox=self, event_log=self)

    def written(self) -> None:
        """Report a write to the store."""
        self.writes += 1
        for listener in tuple(self.listeners):
            listener()

    def cursor(self) -> Cursor:
        return Cursor(self.writes, self.writes, 0)

    def since(self, _before: Cursor) -> tuple[EventBatch, Cursor]:
        return EventBatch((DirectoryChanged(), StatusChanged())), self.cursor()

    def data_version(self) -> int:
        return self.writes

    def on_write(self, callback: Callable[[], None]) -> Callable[[], None]:
        self.listeners.append(callback)
        return lambda: self.listeners.remove(callback)

    def contacts(self) -> list[Contact]:
        self.reads += 1
        return list(self.phonebook)

    def dids(self) -> list[Did]:
        return list(self.numbers)

    def default_did(self, contact: str) -> Did | None:
        return self.defaults.get(contact)


class FakeCopies(MessageCenter):
    """Copies files and shrinks pictures, at once or when the test says so."""

    def __init__(
        self,
        *,
        hold: bool = False,
        hold_fits: bool = False,
        before: Look = PANORAMA,
        problem: str = "",
        recent: Sequence[Path] = (),
    ) -> None:
        """`before` is what every picture is found to be; `problem` why none can be made to fit."""
        self.asked: list[Path] = []
        self.damaged: set[str] = set()
        self.fits: list[FakeFit] = []
        self.recent = list(recent)
        self._hold = hold
        self._hold_fits = hold_fits
        self._before = before
        self._problem = problem
        self._held: list[Callable[[], None]] = []
        self.__dict__.update(drafts=self, images=self)

    def attach(self, path: Path, *, damaged: bool = False) -> Future[Attachment]:
        self.asked.append(path)
        future: Future[Attachment] = Future()
        if self._hold:
            self._held.append(lambda: self._copy(path, future, damaged))
        else:
            self._copy(path, future, damaged)
        return future

    def release(self) -> None:
        for copy in self._held:
            copy()
        self._held.clear()

    def look(self, path: Path) -> Future[Look]:
        future: Future[Look] = Future()
        future.set_result(self._before)
        return future

    def fit(
        self,
        path: Path,
        progress: Callable[[float], None],
        cancelled: Callable[[], bool],
        *,
        damaged: bool = False,
    ) -> Future[FittedAttachment]:
        fit = FakeFit(path, progress, cancelled, self._before)
        self.fits.append(fit)
        if self._problem:
            fit.future.set_exception(AttachmentProblem(self._problem))
        elif not self._hold_fits:
            fit.finish()
        return fit.future

    def recent_folders(self) -> list[Path]:
        return self.recent

    def remember_folder(self, folder: Path) -> Future[None]:
        self.recent = [folder, *(other for other in self.recent if other != folder)]
        done: Future[None] = Future()
        done.set_result(None)
        return done

    def _copy(self, path: Path, future: Future[Attachment], damaged: bool) -> None:
        try:
            content = path.read_bytes()
        except OSError:
            future.set_exception(AttachmentProblem(f"{path.name} is not there."))
            return
        if path.name in self.damaged and not damaged:
            words = f"{path.name} is damaged: only 1 of 2 MB are there."
            future.set_exception(AttachmentProblem(words, reason=Refused.DAMAGE))
            return
        verdict = judge(path.name, len(content), content[:HEAD_BYTES])
        if verdict.problem is not None:
            future.set_exception(
                AttachmentProblem(verdict.problem, fittable=verdict.fittable, reason=verdict.reason)
            )
        else:
            copy = f"/copies/{len(str(path))}/{path.name}"
            taken = Attachment(copy, verdict.name, verdict.type, len(content), verdict.kind)
            future.set_result(taken)


@dataclass
class FakeFit:
    """A picture that is being shrunk until a test ends that."""

    path: Path
    reached: Callable[[float], None]
    cancelled: Callable[[], bool]
    before: Look
    future: Future[FittedAttachment] = field(default_factory=Future)
    on_white: bool = False

    def finish(self) -> None:
        name = f"{self.path.stem}.jpg"
        copy = Path("/copies/fitted") / name
        made = Attachment(str(copy), name, "image/jpeg", 1_121_000, MediaKind.PHOTO)
        fitted = Fitted(
            self.path.name, copy, made.type, made.bytes, 2200, 1650, self.before,
            on_white=self.on_white,
        )  # fmt: skip
        self.future.set_result(FittedAttachment(made, fitted))

    def give_up(self) -> None:
        self.future.set_exception(Cancelled())


def png(width: int = 4, height: int = 4, colour: tuple[int, int, int] = (200, 30, 30)) -> bytes:
    """Return a valid PNG of one colour."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
