"""The text area of the compose box: enter sends, but never within a paste."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.dom import DOMNode
from textual.geometry import Region
from textual.message import Message as Posted
from textual.strip import Strip
from textual.types import WatchCallbackType
from textual.widget import Widget
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult, Location

from mmstui.domain.text.sanitise import meant, painted, typed, untyped
from mmstui.tui.compose import commands as compose_commands
from mmstui.tui.compose.line_editing import LineEditing
from mmstui.tui.terminal.clusters import joined
from mmstui.tui.terminal.key_reads import is_pasted, letter_of
from mmstui.tui.terminal.pasted_paths import dropped_files
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.flow_wanted import FlowWanted

#: Actions of TextArea whose keys are bound to other actions here.
_NOT_TEXT_AREA: Final = frozenset(
    {
        "undo", "redo", "delete_left", "delete_word_left", "delete_word_right",
        "delete_to_start_of_line", "delete_to_end_of_line_or_delete_line",
    }
)  # fmt: skip
#: Seconds: a backspace held down to clear the text must not detach files too.
_HELD_DOWN: Final = 0.4
_JOINER: Final = "\u200d"


def _inherited() -> list[BindingType]:
    """Return TextArea's bindings except those that this widget binds itself."""
    return [
        binding
        for binding in TextArea.BINDINGS
        if isinstance(binding, Binding) and binding.action not in _NOT_TEXT_AREA
    ]


def _as_pasted(event: events.Key) -> str:
    """Return the text of a key in a paste if typing the key would do something else."""
    if event.key == "tab":
        return "\t"
    if event.key == "ctrl+j":
        return "\n"
    return letter_of(event)


def _is_invisible(character: str | None) -> bool:
    """Return whether it is an invisible character, as keyboards of many scripts have."""
    return (
        character is not None
        and len(character) == 1
        and bool(meant(character))
        and (character >= "\x80")
    )


class MessageInput(LineEditing, inherit_bindings=False):
    """A text area whose text is sent as typed, and shown without control characters.

    The document holds stand-ins for unpaintable characters (`domain.text.sanitise.typed`); `text`
    does not.

    `edited` is called in the frame of every change, so that the badge changes with the text.
    """

    #: The keys of TextArea itself.
    MOVES: ClassVar[list[BindingType]] = _inherited()
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*compose_commands.ALL, footer=compose_commands.FOOTER),
        *MOVES,
    ]
    #: Whether the path of a file that is dropped or pasted means the file.
    takes_files: ClassVar[bool] = True
    sends_changes: ClassVar[bool] = True
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
    MessageInput .text-area--placeholder { color: $text-muted; }
    MessageInput:ansi .text-area--placeholder { color: $foreground; text-style: dim; }
    MessageInput:nocolor .text-area--placeholder { text-style: dim; }
    MessageInput:dark .text-area--cursor, MessageInput:light .text-area--cursor {
        color: $input-cursor-foreground;
        background: $input-cursor-background;
    }
    """

    #: What actions are called in the footer, where their commands' names would say too little.
    hint_names: Mapping[str, str] = MappingProxyType({})

    @dataclass
    class Submitted(Posted):
        """The user pressed enter."""

    @dataclass
    class AttachWanted(FlowWanted):
        """The user wants to attach files: the named ones, or chosen in a dialog."""

        paths: tuple[Path, ...] = ()

    @dataclass
    class PictureWanted(FlowWanted):
        """The user wants to attach the picture in the desktop's clipboard."""

    @dataclass
    class DetachWanted(Posted):
        """The user wants to detach the last file."""

    @dataclass
    class DidWanted(Posted):
        """The user wants to choose the DID to send from."""

    @dataclass
    class LaterWanted(FlowWanted):
        """The user wants to send at another time."""

    @dataclass
    class ReminderWanted(FlowWanted):
        """The user wants to be reminded if nobody answers, or not any more."""

    @dataclass
    class TemplateWanted(FlowWanted):
        """The user wants to put in a template."""

    @dataclass
    class SignatureWanted(Posted):
        """The user wants this message without its signature, or with it again."""

    @dataclass
    class EditorWanted(FlowWanted):
        """The user wants to write in an external editor."""

    @dataclass
    class DiscardWanted(FlowWanted):
        """The user gives the draft up."""

    @dataclass
    class Left(Posted):
        """The user wants to leave for the thread."""

    def __init__(
        self, *, edited: Callable[[], None], blink: bool = False, id: str | None = None
    ) -> None:
        super().__init__(id=id)
        # `edited` tells of each change, and these would go through seven nodes up to the app.
        self.disable_messages(TextArea.Changed, TextArea.SelectionChanged)
        self.cursor_blink = blink
        self.match_cursor_bracket = False
        self._edited = edited
        self._edited_at = 0.0
        self._cached_style: Style | None = None

    # Text.

    @property
    def text(self) -> str:
        """The text as it will be sent."""
        return untyped(self.document.text)

    @text.setter
    def text(self, value: str) -> None:
        self.load(value)

    def get_text_range(self, start: Location, end: Location) -> str:
        """Return a part of the text as it will be sent."""
        return untyped(super().get_text_range(start, end))

    def load(self, text: str) -> None:
        """Load another text, with the cursor at its end and an empty undo history."""
        history = self.history
        # An empty field that stays empty: Textual would build all of it anew.
        if text or self.document.text or history.undo_stack or history.redo_stack:
            self.load_text(typed(text))
            self.move_cursor(self.document.end)
        self._edited()

    def put(self, text: str) -> None:
        """Replace the text; undo restores the old one."""
        self.replace(typed(text), (0, 0), self.document.end)
        self.move_cursor(self.document.end)

    def put_in(self, text: str, caret: int) -> None:
        """Insert a text in place of the selection, with the caret at an index of the text."""
        row, column = min(self.selection)
        self._insert_text(typed(text))
        *above, last = typed(text[:caret]).split("\n")
        self.move_cursor((row + len(above), len(last) if above else column + len(last)))

    def set_placeholder(self, words: str) -> None:
        """Set the placeholder, ready to paint."""
        if str(self.placeholder) != words:
            self.placeholder = Content(words)

    def edit(self, edit: Edit) -> EditResult:
        """Apply an edit, and call `edited`; every change by key or paste is an edit."""
        result = super().edit(edit)
        self._edited()
        return result

    def undo(self) -> None:
        """Undo, and call `edited`."""
        super().undo()
        self._edited()

    def redo(self) -> None:
        """Redo, and call `edited`."""
        super().redo()
        self._edited()

    # Painting.

    def watch(
        self,
        obj: DOMNode,
        attribute_name: str,
        callback: WatchCallbackType,
        init: bool = True,
    ) -> None:
        """Follow the theme by the app's signal: Textual's watch keeps a closed field alive."""
        if (obj, attribute_name) == (self.app, "theme"):
            self.app.theme_changed_signal.subscribe(self, lambda _: self.call_next(callback))
        else:
            super().watch(obj, attribute_name, callback, init)

    def on_unmount(self) -> None:
        """Let the signal forget the field."""
        self.app.theme_changed_signal.unsubscribe(self)

    def notify_style_update(self) -> None:
        """Invalidate the cached style: the theme or the focus has changed."""
        self._cached_style = None
        super().notify_style_update()

    def render_lines(self, crop: Region) -> list[Strip]:
        """Render with cached styles, which TextArea would compute again for every frame.

        The cache is an object that all TextAreas of the app share, so another may have
        overwritten it.
        """
        if self._cached_style is not None and self._cached_style is self._theme.base_style:
            return Widget.render_lines(self, crop)
        strips = super().render_lines(crop)
        self._cached_style = self._theme.base_style
        return strips

    def render_line(self, y: int) -> Strip:
        """Render a line with marks in place of unpaintable characters."""
        strip = super().render_line(y)
        if all(segment.text.isascii() for segment in strip):
            return strip
        shown = [Segment(painted(text), style, control) for text, style, control in joined(strip)]
        return Strip(shown, strip.cell_length)

    # Keys.

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            self._handle_enter(event)
        elif is_pasted(event) and (text := _as_pasted(event)):
            self._insert_key(event, typed(text))
        elif event.key.startswith("alt+"):
            self._handle_alt(event)
        elif event.character == _JOINER:
            # A joiner alone is invisible; between two emoji it joins them.
            self._insert_key(event, _JOINER)
        elif event.is_printable or _is_invisible(event.character):
            self._insert_key(event, typed(event.character or ""))
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

    def _insert_key(self, event: events.Key, text: str) -> None:
        event.stop()
        event.prevent_default()
        self._restart_blink()
        self._edited_at = event.time
        self._insert_text(text)

    def _insert_text(self, text: str) -> None:
        """Insert text, ready to paint, at the cursor, replacing the selection."""
        self._replace_via_keyboard(text, *self.selection)

    def _handle_enter(self, event: events.Key) -> None:
        """Handle enter. A priority binding would overtake the letters typed before it."""
        bound = self.screen.active_bindings.get("enter")
        sends = bound is not None and bound.node is self and bound.binding.action == "submit"
        if not sends or is_pasted(event):
            self._insert_key(event, "\n")
            return
        event.stop()
        event.prevent_default()
        self.post_message(self.Submitted())

    def _handle_alt(self, event: events.Key) -> None:
        """Ignore alt with a letter, which is never text, unless it is bound."""
        # A binding, ours or the user's, is looked up further along the chain.
        event.prevent_default()
        if event.key not in self.screen.active_bindings:
            event.stop()

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        if self.takes_files and (files := dropped_files(event.text)):
            self.post_message(self.AttachWanted(tuple(files)))
            return
        if result := self._replace_via_keyboard(typed(event.text), *self.selection):
            self.move_cursor(result.end_location)

    # Actions.

    def action_submit(self) -> None:
        """Send, by another key than enter."""
        self.post_message(self.Submitted())

    def action_new_line(self) -> None:
        """Insert a line break."""
        self._insert_text("\n")

    def action_copy(self) -> None:
        """Copy the selection. Without one do nothing; the key does not quit."""
        if self.selected_text:
            super().action_copy()

    def action_paste(self) -> None:
        """Insert what was cut or copied in this program."""
        if text := self.app.clipboard:
            self._insert_text(typed(text))

    def action_want(self, what: str) -> None:
        """Tell that the user wants something that the text area cannot do."""
        wanted: dict[str, type[Posted]] = {
            "files": self.AttachWanted,
            "picture": self.PictureWanted,
            "did": self.DidWanted,
            "later": self.LaterWanted,
            "reminder": self.ReminderWanted,
            "template": self.TemplateWanted,
            "signature": self.SignatureWanted,
            "editor": self.EditorWanted,
            "discard": self.DiscardWanted,
            "thread": self.Left,
        }
        self.post_message(wanted[what]())
