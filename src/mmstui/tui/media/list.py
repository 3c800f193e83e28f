"""The dialog (`a`) that lists the files of a conversation or of one message."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.domain.events import EventBatch
from mmstui.domain.messages import Media, MediaState, Message
from mmstui.domain.routing import file_size
from mmstui.domain.text.sanitise import line
from mmstui.tui.events import follow, unfollow
from mmstui.tui.jobs import job
from mmstui.tui.media import commands as media_commands
from mmstui.tui.media import media_text
from mmstui.tui.media.file_actions import FileActions
from mmstui.tui.media.media_item import MediaItem, can_view, media_items, when
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands, formatting
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, HeadFact
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

if TYPE_CHECKING:
    from mmstui.tui.media.viewer import Choose

_KEYS: Final = (
    hint("open", media_commands.OPEN),
    hint("save", media_commands.SAVE),
    hint("copy path", media_commands.COPY_PATH),
    dialog_commands.MOVE_HINT,
)


class FilesDialog(FileActions, Dialog[None]):
    """A dialog with the files, newest first. It follows the store."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*media_commands.IN_LIST)]

    def __init__(
        self,
        read: Callable[[], Sequence[Message]],
        title: str,
        *,
        who: str,
        choose: Choose,
        zone: tzinfo,
        clock: Callable[[], datetime],
        open_with: tuple[str, ...] = (),
    ) -> None:
        """`read` returns the messages, newest first, in a thread; `title` and `who` are ready to
        paint.
        """
        super().__init__(title)
        self._read = read
        self._who = who
        self._choose = choose
        self._zone = zone
        self._clock = clock
        self.open_with = open_with
        self._files: tuple[MediaItem, ...] | None = None
        self._is_wide = True
        self._rows: OptionRows[MediaItem] = OptionRows()

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield self._rows

    def body_height(self) -> int:
        """One line for each file."""
        return max(1, len(self._files or ()))

    def fitted(self) -> None:
        """Place the list under the title, its bar before it."""
        self._is_wide = self.text_column == self.TEXT_COLUMN
        left = self.text_column - 2 if self._is_wide else 0
        self._rows.styles.margin = (0, 3 if left else 0, 0, left)
        self._rows.replace([self._option(each) for each in self._files or ()])

    def on_mount(self) -> None:
        """Read the files, and read them again when files may have arrived."""
        self._look_again()
        follow(self, self._happened)

    def on_unmount(self) -> None:
        unfollow(self)

    def _happened(self, batch: EventBatch) -> None:
        shown = {each.message.conversation_id for each in self._files or ()}
        if batch.concerns(shown or batch.conversation_ids):
            self._look_again()

    @job(
        f"The files may be old: close this list and press {media_commands.FILES.key} again.",
        group="files",
        exclusive=True,
        repeats=True,
    )
    async def _look_again(self) -> None:
        messages = await asyncio.to_thread(self._read)
        found = tuple(media_items(messages))
        if not self.is_attached or found == self._files:
            return
        at = self._rows.option
        same = [] if at is None else [f.media.id == at.value.media.id for f in found]
        self._files = found
        cursor = same.index(True) if True in same else self._rows.cursor
        self._rows.show(
            [self._option(each) for each in found], cursor, "No files in this conversation."
        )
        count = HeadFact(formatting.count_of(len(found), "file"), Role.TEXT, bold=True)
        self.head.show(facts=(count, HeadFact(self._who)))
        self.fit()
        self._say()

    def _option(self, each: MediaItem) -> Option[MediaItem]:
        media = each.media
        at, now = each.message.at, self._clock()
        if self._is_wide:
            date = Cell(f"{when(at, self._zone, now):>12}", Role.SOFT, 12)
        else:
            date = Cell(f"{formatting.list_time(at, now, self._zone):>7}", Role.SOFT, 7)
        cells = (date, Cell(formatting.media_words(media.kind).text, Role.TEXT, 7))
        if media.state is not MediaState.HERE:
            return Option(each, (*cells, Cell(media_text.missing(media), Role.SOFT)))
        lasts = media_text.duration(media.seconds) if media.seconds else ""
        size = "" if media.bytes is None else file_size(media.bytes)
        sizes = (Cell(lasts.rjust(5), Role.SOFT, 5), Cell(size.rjust(7), Role.SOFT, 7))
        return Option(each, (*cells, *sizes, Cell(line(media.name))))

    # Keys.

    @on(VirtualList.Moved)
    def _say(self) -> None:
        if (media := self._media) is None:
            self.footer.show(None)
        elif media.state is not MediaState.HERE:
            self.footer.show(None, (dialog_commands.MOVE_HINT,))
        else:
            self.footer.show(
                Button("view it" if can_view(media) else "open it", media_commands.CHOOSE.key),
                _KEYS,
            )

    @property
    def _media(self) -> Media | None:
        option = self._rows.option
        return None if option is None else option.value.media

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Allow only the actions that fit the file under the cursor."""
        if action in {"choose", "open", "save", "copy_path"}:
            return self._media is not None and self._media.state is MediaState.HERE
        return super().check_action(action, parameters)

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """View a picture, or open any other file."""
        media = self._media
        if media is None or media.state is not MediaState.HERE:
            return
        if not can_view(media):
            self.open_media(media)
            return
        from mmstui.tui.media.viewer import PictureView

        pictures = [each for each in reversed(self._files or ()) if can_view(each.media)]
        at = next(i for i, each in enumerate(pictures) if each.media.id == media.id)
        self.app.push_screen(
            PictureView(
                pictures, at, who=self._who, choose=self._choose, zone=self._zone,
                clock=self._clock, open_with=self.open_with,
            )
        )  # fmt: skip

    def action_open(self) -> None:
        """Open the file with the user's program."""
        if self._media is not None:
            self.open_media(self._media)

    def action_save(self) -> None:
        """Save a copy of the file."""
        if self._media is not None:
            self.save_media(self._media)

    def action_copy_path(self) -> None:
        """Copy the path of the file."""
        if self._media is not None:
            self.copy_path_of(self._media)
