"""The picture viewer: a picture as large and as well as the terminal can draw it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, tzinfo
from pathlib import Path
from typing import ClassVar, Final, NamedTuple, Self

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.geometry import Region
from textual.screen import Screen

from mmstui.domain.messages import Media
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import line
from mmstui.pictures.probe import PictureProblem
from mmstui.tui.graphics.choosing import Choice, Protocol
from mmstui.tui.graphics.drawing import Drawn, Room, draw
from mmstui.tui.graphics.half_blocks import ColourDepth, colour_depth
from mmstui.tui.jobs import job
from mmstui.tui.media import commands as media_commands
from mmstui.tui.media import media_text
from mmstui.tui.media.file_actions import FileActions
from mmstui.tui.media.media_item import MediaItem, when
from mmstui.tui.media.picture_canvas import PictureCanvas
from mmstui.tui.terminal import cell_size, raw_writes
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands, formatting
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_lines import DescriptionLines, Fact, Word
from mmstui.tui.ui.dialog import NARROW
from mmstui.tui.ui.dialog_lines import DialogFooter, DialogHead, HeadFact
from mmstui.tui.ui.wrapping import wrap

#: Chooses the best protocol of the terminal.
Choose = Callable[[], Awaitable[Choice]]

_KEYS: Final = (
    hint("open", media_commands.OPEN),
    hint("save", media_commands.SAVE),
    hint("copy path", media_commands.COPY_PATH),
)


class _Request(NamedTuple):
    """The index of a picture, and its space."""

    at: int
    room: Room


class PictureView(FileActions, Screen[None]):
    """A screen that shows one of several pictures. It removes the picture when it closes."""

    DEFAULT_CSS = """
    PictureView { background: $background; }
    PictureView DialogHead { margin: 0; }
    PictureView DialogFooter { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(dialog_commands.BACK, dialog_commands.KEYS, *media_commands.IN_VIEW)
    ]
    AUTO_FOCUS = None

    def __init__(
        self,
        pictures: Sequence[MediaItem],
        at: int,
        *,
        who: str,
        choose: Choose,
        zone: tzinfo,
        clock: Callable[[], datetime],
        open_with: tuple[str, ...] = (),
        write: Callable[[str], None] | None = None,
    ) -> None:
        """`pictures` are here, the oldest first; `who` is ready to paint. `choose` chooses the
        protocol.
        """
        super().__init__()
        self._pictures = pictures
        self._at = at
        self._choose = choose
        self._choice = Choice(Protocol.BLOCKS)
        self._chosen = False
        self._zone = zone
        self._clock = clock
        self.open_with = open_with
        self._head = DialogHead(who, "back")
        self._write = write
        self._facts = DescriptionLines(id="facts")
        self._footer = DialogFooter()
        self._decoding = self._refused = False
        self._done: _Request | None = None
        self._drawn: Drawn | None = None

    def compose(self) -> ComposeResult:
        """Yield the person, the picture, its facts and the keys."""
        self._canvas = PictureCanvas(self._write or raw_writes.writer(self.app))
        yield self._head
        yield self._canvas
        yield self._facts
        yield self._footer

    @property
    def _media(self) -> Media:
        return self._pictures[self._at].media

    def on_mount(self) -> None:
        """Clear the picture whenever another screen or program gets the terminal."""
        # Immediately: when the next message is handled, another program has the terminal already.
        self.app.app_suspend_signal.subscribe(self, lambda _: self._canvas.clear(), immediate=True)
        self.app.app_resume_signal.subscribe(self, lambda _: self._canvas.refresh())
        self.app.screen_change_signal.subscribe(self, self._screen_changed, immediate=True)
        turns = (
            (hint("turn", media_commands.PREVIOUS, media_commands.NEXT),)
            if len(self._pictures) > 1
            else ()
        )
        self._footer.show(None, (*turns, *_KEYS))
        self._say()

    def on_unmount(self) -> None:
        self._canvas.clear()
        # A signal of the app keeps its subscribers alive.
        for signal in (
            self.app.app_suspend_signal,
            self.app.app_resume_signal,
            self.app.screen_change_signal,
        ):
            signal.unsubscribe(self)

    def _screen_changed(self, screen: Screen[object]) -> None:
        """Clear the picture when another screen covers this one; draw it again on return."""
        if screen is self:
            self._canvas.refresh()
        else:
            self._canvas.clear()

    def on_resize(self) -> None:
        """Draw the picture again for the new size."""
        self._canvas.clear()
        # In tmux another terminal may be attached now.
        self._chosen = False
        column = 11 if self.size.width >= NARROW else 7
        for part in (self._head, self._facts, self._footer, self._canvas):
            part.text_column = column
            part.refresh()
        self.call_after_refresh(self._prepare)

    def refresh(self, *regions: Region, **options: bool) -> Self:
        """Ignore Textual's refreshes of regions, which follow a change of the screens below: each
        would draw the picture over the terminal again.
        """
        return self if regions else super().refresh(*regions, **options)

    # Drawing.

    def _room(self) -> Room:
        columns, rows = self._canvas.size
        return Room(
            max(1, columns), max(1, rows), cell_size.cell_pixels(), self._choice.protocol,
            self._colour_depth(),
        )  # fmt: skip

    def _colour_depth(self) -> ColourDepth:
        if self.app.no_color:
            dark = self.app.current_theme.dark
            return ColourDepth.LIGHT_ON_DARK if dark else ColourDepth.DARK_ON_LIGHT
        return colour_depth(self.app.console.color_system)

    def _in_blocks(self) -> None:
        """Draw half blocks, which any terminal can show."""
        self._chosen = True
        self._request_picture()

    @job(
        f"The picture is drawn in half blocks only: {media_commands.OPEN.key} opens the file.",
        group="choosing",
        exclusive=True,
        recover=_in_blocks,
    )
    async def _prepare(self) -> None:
        """Choose the protocol. Its reason takes a line of the picture's space."""
        choice = await self._choose()
        if self.is_attached:
            self._choice, self._chosen = choice, True
            # The same size as before, as after ctrl+z: the picture is not decoded again.
            is_shown = self._done is not None and self._done.at == self._at
            self._say(self._drawn if is_shown else None)
            self.call_after_refresh(self._request_picture)

    def _request_picture(self) -> None:
        """Draw the current picture for the current space."""
        if not self._chosen:
            return
        if self._choice.protocol is Protocol.OFF:
            self._canvas.say(
                f"{self._choice.why} {media_commands.OPEN.key} opens the file.", error=False
            )
            self._say()
        elif not self._decoding and self.is_attached:
            self._decoding = True
            self._decode()

    def _drawing_failed(self) -> None:
        self._decoding, self._done = False, _Request(self._at, self._room())
        self._show("This picture cannot be shown.")

    @job(
        f"The picture is not shown: {media_commands.OPEN.key} opens it with your program.",
        group="picture",
        recover=_drawing_failed,
        repeats=True,
    )
    async def _decode(self) -> None:
        """Decode one at a time: while a key is held down, only the last picture is decoded."""
        try:
            while self._done != (request := _Request(self._at, self._room())):
                media = self._pictures[request.at].media
                drawn: Drawn | str
                try:
                    path, name = Path(media.path or ""), line(media.name)
                    drawn = await asyncio.to_thread(draw, path, name, request.room)
                except PictureProblem as problem:
                    drawn = problem.words
                self._done = request
                if request == _Request(self._at, self._room()):
                    self._show(drawn)
        finally:
            self._decoding = False

    def _show(self, drawn: Drawn | str) -> None:
        if self._refused is not (refused := isinstance(drawn, str)):
            self._refused = refused
            # The line with the reason appears or disappears, and the space changes.
            self.call_after_refresh(self._request_picture)
        if isinstance(drawn, str):
            self._canvas.say(f"{drawn} {media_commands.OPEN.key} opens it with your program.")
            self._say()
        else:
            self._canvas.show(drawn)
            self._say(drawn)

    def _say(self, drawn: Drawn | None = None) -> None:
        """Show the facts, the name last; the reason for half blocks on lines of its own."""
        media, count, self._drawn = self._media, len(self._pictures), drawn
        words = [Word(formatting.media_words(media.kind).text, Role.TEXT)]
        words.append(Word(media_text.format_of(media.type)))
        if drawn is not None:
            words.append(Word(f"{drawn.look.width}x{drawn.look.height}"))
        if media.bytes is not None:
            words.append(Word(file_size(media.bytes)))
        words.append(Word(line(media.name)))
        time = when(self._pictures[self._at].message.at, self._zone, self._clock())
        lines = [Fact("", tuple(word for word in words if word.text))]
        if self._choice.why and self._choice.protocol is not Protocol.OFF and not self._refused:
            width = max(20, self.size.width - self._facts.text_column - 3)
            lines += [Fact("", (Word(part),)) for part in wrap(self._choice.why, width)]
        self._facts.show(lines)
        of = HeadFact(f"{self._at + 1} of {count}", Role.TEXT, bold=True)
        self._head.show(facts=(of, HeadFact(time)) if count > 1 else (HeadFact(time),))

    # Keys.

    def action_turn(self, by: int) -> None:
        """Show another picture; stop at either end."""
        at = min(max(0, self._at + by), len(self._pictures) - 1)
        if at != self._at:
            self._at = at
            self._request_picture()

    def action_open(self) -> None:
        """Open the picture with the user's program."""
        self.open_media(self._media)

    def action_save(self) -> None:
        """Save a copy of the picture."""
        self.save_media(self._media)

    def action_copy_path(self) -> None:
        """Copy the path of the picture."""
        self.copy_path_of(self._media)

    def action_back(self) -> None:
        """Close the viewer."""
        self._canvas.clear()
        self.dismiss(None)

    def action_keys(self) -> None:
        """Show the keys of the viewer."""
        from mmstui.tui.ui.keys_help import KeysHelp

        self.app.push_screen(KeysHelp.of(self))
