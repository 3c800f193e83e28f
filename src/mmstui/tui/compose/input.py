"""The box where a message is written: enter sends, a paste never does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region
from textual.message import Message as Posted
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location

from mmstui.domain.sanitise import meant, painted, typed, untyped
from mmstui.tui.compose import commands as compose_commands
from mmstui.tui.compose.line_editing import LineEditing
from mmstui.tui.terminal.key_reads import is_pasted, letter_of
from mmstui.tui.terminal.pasted_paths import dropped_files
from mmstui.tui.ui.commands import bindings

#: Keys of TextArea that mean something else here: suspend, and ours.
_NOT_TEXT_AREA: Final = frozenset(
    {
        "undo", "redo", "delete_left", "delete_word_left", "delete_word_right",
        "delete_to_start_of_line", "delete_to_end_of_line_or_delete_line",
    }
)  # fmt: skip
#: A backspace held down to clear the box must not go on to the files.
_HELD_DOWN: Final = 0.4
_JOINER: Final = "\u200d"


def _inherited() -> list[BindingType]:
    """What TextArea binds, but what this box binds itself."""
    return [
        binding
        for binding in TextArea.BINDINGS
        if isinstance(binding, Binding) and binding.action not in _NOT_TEXT_AREA
    ]


def _as_pasted(event: events.Key) -> str:
    """What a key of a paste stands for, where typed it would do something else."""
    if event.key == "tab":
        return "\t"
    if event.key == "ctrl+j":
        return "\n"
    return letter_of(event)


def _is_invisible(character: str | None) -> bool:
    """Whether it is a character without a look of its own, as keyboards of many scripts have."""
    return (
        character is not None
        and len(character) == 1
        and bool(meant(character))
        and (character >= "\x80")
    )


class MessageInput(LineEditing, inherit_bindings=False):
    """A text that is sent as it was meant, and shown without what a terminal would obey.

    Its document holds stand-ins for what is not painted (`domain.sanitise.typed`); `text` does not.

    `edited` is called in the frame of every change, so that the badge changes with the text.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*compose_commands.ALL, footer=compose_commands.FOOTER),
        *_inherited(),
    ]
    DEFAULT_CSS = """
    MessageInput, MessageInput:focus {
        height: auto;
        min-height: 1;
        max-height: 8;
        max-width: 100;
        border: none;
        border-left: blank;
        padding: 0 1 0 8;
        color: $foreground;
        background: $surface;
        scrollbar-size: 0 0;
    }
    MessageInput:focus { border-left: outer $primary; }
    MessageInput.-cannot { min-height: 2; }
    MessageInput .text-area--placeholder { color: $foreground 62%; }
    MessageInput:ansi .text-area--placeholder { color: $foreground; text-style: dim; }
    MessageInput:nocolor .text-area--placeholder { text-style: dim; }
    MessageInput:dark .text-area--cursor, MessageInput:light .text-area--cursor {
        color: $input-cursor-foreground;
        background: $input-cursor-background;
    }
    """

    @dataclass
    class Submitted(Posted):
        """The user pressed enter."""

    @dataclass
    class AttachWanted(Posted):
        """Attach files: those named, or let the user choose."""

        paths: tuple[Path, ...] = ()

    @dataclass
    class PictureWanted(Posted):
        """Attach the picture in the desktop's clipboard."""

    @dataclass
    class DetachWanted(Posted):
        """Take off the last file."""

    @dataclass
    class DidWanted(Posted):
        """Choose the DID to send from."""

    @dataclass
    class EditorWanted(Posted):
        """Write in the user's own editor."""

    @dataclass
    class Left(Posted):
        """To the thread."""

    def __init__(
        self, *, edited: Callable[[], None], blink: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self.cursor_blink = blink
        self.match_cursor_bracket = False
        self._edited = edited
        self._edited_at = 0.0
        self._dress: Style | None = None

    # The text.

    @property
    def text(self) -> str:
        """What is written, as it will be sent."""
        return untyped(self.document.text)

    @text.setter
    def text(self, value: str) -> None:
        self.load(value)

    def get_text_range(self, start: Location, end: Location) -> str:
        """A part of the text, as it will be sent."""
        return untyped(super().get_text_range(start, end))

    def load(self, text: str) -> None:
        """Another text, the caret at its end; nothing to undo."""
        self.load_text(typed(text))
        self.move_cursor(self.document.end)
        self._edited()

    def put(self, text: str) -> None:
        """Another text in place of this one, which undo brings back."""
        self.replace(typed(text), (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    def say(self, words: str) -> None:
        """What stands in an empty box; ready to paint."""
        if str(self.placeholder) != words:
            self.placeholder = Content(words)

    def edit(self, edit: Edit) -> EditResult:
        """Every change by key or paste comes by here."""
        result = super().edit(edit)
        self._edited()
        return result

    def undo(self) -> None:
        """Undo, and say so."""
        super().undo()
        self._edited()

    def redo(self) -> None:
        """Redo, and say so."""
        super().redo()
        self._edited()

    # Painting.

    def notify_style_update(self) -> None:
        """The theme or the focus has changed."""
        self._dress = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Painted in styles that TextArea would work out again for every frame.

        They are kept in an object that every TextArea of the app shares: another one may have put
        its own there.
        """
        if self._dress is not None and self._dress is self._theme.base_style:
            return Widget.render_lines(self, crop)
        strips = super().render_lines(crop)
        self._dress = self._theme.base_style
        return strips

    def render_line(self, y: int) -> Strip:
        """A line, with marks where something stands that is not painted."""
        strip = super().render_line(y)
        if all(segment.text.isascii() for segment in strip):
            return strip
        shown = [Segment(painted(text), style, control) for text, style, control in strip]
        return Strip(shown, strip.cell_length)

    # Keys.

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self._enter(event)
        elif is_pasted(event) and (text := _as_pasted(event)):
            self._take(event, typed(text))
        elif event.key.startswith("alt+"):
            self._alt(event)
        elif event.character == _JOINER:
            # Alone it is nothing; between two others it makes one emoji of them.
            self._take(event, _JOINER)
        elif event.is_printable or _is_invisible(event.character):
            self._take(event, typed(event.character or ""))
        elif event.key != "backspace":
            return
        elif not self.text:
            event.stop()
            event.prevent_default()
            if event.time - self._edited_at > _HELD_DOWN:
                self.post_message(self.DetachWanted())
            self._edited_at = event.time
        else:
            self._edited_at = event.time

    def _take(self, event: events.Key, text: str) -> None:
        event.stop()
        event.prevent_default()
        self._restart_blink()
        self._edited_at = event.time
        self._type(text)

    def _type(self, text: str) -> None:
        """Put a text, ready to paint, where the caret is, in place of what is selected."""
        self._replace_via_keyboard(text, *self.selection)

    def _enter(self, event: events.Key) -> None:
        """Here and not as a priority binding: that would overtake the letters typed before it."""
        bound = self.screen.active_bindings.get("enter")
        sends = bound is not None and bound.node is self and bound.binding.action == "submit"
        if not sends or is_pasted(event):
            self._take(event, "\n")
            return
        event.stop()
        event.prevent_default()
        self.post_message(self.Submitted())

    def _alt(self, event: events.Key) -> None:
        """Alt and a letter is never a text, and without a command it is nothing at all."""
        # A command for it, ours or the user's, is looked for further up.
        event.prevent_default()
        if event.key not in self.screen.active_bindings:
            event.stop()

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if files := dropped_files(event.text):
            self.post_message(self.AttachWanted(tuple(files)))
            return
        if result := self._replace_via_keyboard(typed(event.text), *self.selection):
            self.move_cursor(result.end_location)

    # Actions.

    def action_submit(self) -> None:
        """Send, by another key than enter."""
        self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        """Break the line."""
        self._type("\n")

    def action_copy(self) -> None:
        """Copy what is selected. With nothing selected nothing: it is no way out."""
        if self.selected_text:
            super().action_copy()

    def action_paste(self) -> None:
        """Put in what was cut or copied in this program."""
        if text := self.app.clipboard:
            self._type(typed(text))

    def action_attach(self) -> None:
        """Choose a file."""
        self.post_message(self.AttachWanted())

    def action_clipboard(self) -> None:
        """Attach the picture in the clipboard."""
        self.post_message(self.PictureWanted())

    def action_choose_did(self) -> None:
        """Choose the DID to send from."""
        self.post_message(self.DidWanted())

    def action_editor(self) -> None:
        """Write in the user's own editor."""
        self.post_message(self.EditorWanted())

    def action_leave(self) -> None:
        """To the thread."""
        self.post_message(self.Left())
