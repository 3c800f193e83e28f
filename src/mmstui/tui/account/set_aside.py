"""The dialog (`V`) with the rows of VoIP.ms that were not understood. It is read-only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.center import MessageCenter
from mmstui.domain.account import SetAside
from mmstui.domain.text.sanitise import line
from mmstui.tui.account import commands as account_commands
from mmstui.tui.jobs import job, written
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.description_list import BLANK, Entry
from mmstui.tui.ui.description_view import DescriptionView
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, HeadFact
from mmstui.tui.ui.formatting import count_of, list_time

#: The newest rows, and the characters of each, that are shown. The command shows all.
MOST_ROWS: Final = 200
MOST_CHARACTERS: Final = 1_000
COMMAND: Final = "mmstui status --set-aside"


class SetAsideRows(Dialog[None]):
    """A dialog with the rows: the time in the gutter, then reason, text and raw row."""

    NARROW_TEXT_COLUMN = 9
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*dialog_commands.MOVES, account_commands.CLOSE)
    ]

    def __init__(self, center: MessageCenter, *, zone: tzinfo) -> None:
        """Times are shown in `zone`."""
        super().__init__("Not understood")
        self._center = center
        rows, count = center.account.set_aside(MOST_ROWS)
        self._newest = rows[0].id if rows else 0
        self._list = DescriptionView(
            entries(rows, count, center.now(), zone), text_column=self.TEXT_COLUMN
        )
        self.head.show(facts=(HeadFact(count_of(count, "row")),) if count else ())
        self.footer.show(
            Button("close", account_commands.CLOSE.key), (dialog_commands.SCROLL_HINT,)
        )

    def compose_body(self) -> ComposeResult:
        """Yield the list."""
        yield self._list

    def body_height(self) -> int:
        """The number of lines of the list."""
        return self._list.break_to(self.inner)

    def fitted(self) -> None:
        """Lay out for a new width."""
        self._list.text_column = self.text_column
        self._list.refresh()

    def on_mount(self) -> None:
        """Mark the rows as seen."""
        if self._newest:
            self._mark()

    @job("These rows still count as unseen: open them again.", group="store")
    async def _mark(self) -> None:
        await written(self._center.account.looked_at_set_aside(self._newest))

    def on_dialog_footer_pressed(self, event: DialogFooter.Pressed) -> None:
        """Close the dialog: its button was clicked."""
        event.stop()
        self.dismiss(None)


def entries(rows: Sequence[SetAside], count: int, now: datetime, zone: tzinfo) -> list[Entry]:
    """Return the entries of the newest of `count` rows, ready to paint."""
    if not rows:
        return [Entry("", "Nothing is set aside: all rows of VoIP.ms were understood.", Role.SOFT)]
    found: list[Entry] = []
    for row in rows:
        found += [BLANK, *_entries(row, now, zone)] if found else _entries(row, now, zone)
    if count > len(rows):
        found += [BLANK, Entry("", f"{count - len(rows):,} older ones: {COMMAND}", Role.SOFT)]
    return found


def _entries(row: SetAside, now: datetime, zone: tzinfo) -> Iterator[Entry]:
    when = list_time(row.seen_at, now, zone)
    yield Entry(when, f"! {line(row.reason)}", Role.WARN, remark=row.kind.upper())
    if row.text:
        yield Entry("", _shortened(row.text))
    yield Entry("", _shortened(row.raw), Role.SOFT)


def _shortened(text: str) -> str:
    more = " …" if len(text) > MOST_CHARACTERS else ""
    return line(text[:MOST_CHARACTERS]) + more
