"""The pane beside the list while no thread is open: the day, unread counts, and five keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import Final

from textual.geometry import Region
from textual.reactive import var
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.access import refusal
from mmstui.domain.messages import OPEN_STATES, Status
from mmstui.domain.text.plurals import unread_in
from mmstui.domain.text.sanitise import line
from mmstui.tui.inbox import commands as inbox_commands
from mmstui.tui.inbox import list_commands
from mmstui.tui.layout import THREAD_GUTTER_END, THREAD_TEXT, is_airy
from mmstui.tui.theme.palette import Palette, Role
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.commands import hint
from mmstui.tui.ui.formatting import DRAFT, UNREAD, day_name, moment, state_words
from mmstui.tui.ui.line_builder import LineBuilder
from mmstui.tui.ui.wrapping import wrap

#: A line: gutter text, its color, bold or not; text, its color, bold or not.
_Row = tuple[str, Role, bool, str, Role, bool]
_NOTHING: Final[_Row] = ("", Role.TEXT, False, "", Role.TEXT, False)


class Summary(Widget):
    """A pane that shows counts in the gutter and words beside them."""

    DEFAULT_CSS = """
    Summary { background: $background; height: 1fr; width: 1fr; }
    """

    status: var[Status | None] = var(None, init=False, always_update=True)
    #: Unread messages and conversations of the shown DIDs; None: of all.
    unread: var[tuple[int, int] | None] = var(None, init=False)
    #: Sentences, ready to paint, that are shown on top.
    notices: var[tuple[str, ...]] = var((), init=False)
    #: The time zone of the day.
    zone: var[tzinfo] = var(UTC, init=False)
    #: The name under the cursor of the list, ready to paint.
    highlighted: var[str] = var("", init=False)

    def __init__(self, *, clock: Callable[[], datetime], zone: tzinfo) -> None:
        super().__init__()
        self._clock = clock
        self._rows: list[_Row] = []
        self.set_reactive(Summary.zone, zone)

    def on_mount(self) -> None:
        """Follow the state of the inbox."""
        for name in ("status", "unread", "notices", "zone", "highlighted"):
            self.watch(self, name, self._update, init=False)

    def on_resize(self) -> None:
        """Wrap sentences again."""
        self._update()

    def _update(self) -> None:
        status, highlighted = self.status, self.highlighted
        keys = [hint(f"open {highlighted}", list_commands.OPEN)] if highlighted else []
        if self.notices:
            keys.insert(0, hint("take the notice off", inbox_commands.BACK))
        if status is not None and status.refused is not None:
            keys.insert(0, hint("try again, once that is done", inbox_commands.CHECK))
        if status is not None and status.conversations_unread:
            keys.append(hint("next unread", inbox_commands.NEXT_UNREAD))
        keys += [
            hint("new message", inbox_commands.NEW),
            hint(
                "choose numbers, dates, time zone",
                inbox_commands.DIDS,
                inbox_commands.DAYS,
                inbox_commands.ZONE,
            ),
            hint("all keys", app_commands.KEYS),
        ]
        title = day_name(self._clock(), self.zone)
        rows: list[_Row] = [("", Role.TEXT, False, title, Role.TEXT, True), _NOTHING]
        if status is not None and status.refused is not None and status.conversations:
            # Without conversations, the empty list shows it.
            rows += [*self._refusal(status, status.refused), _NOTHING]
        for notice in self.notices:
            rows += [*self._sentence("!", notice, Role.WARN), _NOTHING]
        if status is not None and status.conversations:
            rows += [*_counts(status, self.unread), _NOTHING]
        rows += [(key, Role.TEXT, True, word, Role.SOFT, False) for key, word in keys]
        if rows == self._rows:
            return
        before, self._rows = self._rows, rows
        if len(before) != len(rows):
            self.refresh()
            return
        # Each step in the list changes the name under the cursor: repaint one line, not the pane.
        width, air = self.size.width, self._air
        changed = [y for y, (old, new) in enumerate(zip(before, rows, strict=True)) if old != new]
        self.refresh(*(Region(0, y + air, width, 1) for y in changed))

    def _refusal(self, status: Status, refused: str) -> Iterator[_Row]:
        """Yield why VoIP.ms refuses access, and what to do."""
        why = refusal(refused, status.seen_address)
        yield from self._sentence("×", why.what, Role.ERROR)
        yield from self._sentence("", why.fix, Role.TEXT)
        at = status.refused_at
        when = f" at {moment(at, self._clock(), self.zone)}" if at is not None else ""
        yield from self._sentence("", f"VoIP.ms said {line(refused)}{when}.", Role.FAINT)

    def _sentence(self, glyph: str, words: str, role: Role) -> Iterator[_Row]:
        for part in wrap(words, max(10, self.size.width - THREAD_TEXT - 1)):
            yield glyph, role, True, part, role, False
            glyph = ""

    @property
    def _air(self) -> int:
        return 1 if is_airy(self.app, self.app.size.height) else 0

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        surface, width = Palette.of(self).t0, self.size.width
        row, y = LineBuilder(width, surface.blank), y - self._air
        if 0 <= y < len(self._rows):
            gutter, role, bold, text, text_ink, text_bold = self._rows[y]
            row.gutter(gutter, surface.of(role, bold=bold), THREAD_GUTTER_END, 1).to(THREAD_TEXT)
            row.text(text, surface.of(text_ink, bold=text_bold), width - THREAD_TEXT - 1)
        return row.strip()


def _counts(status: Status, shown: tuple[int, int] | None) -> list[_Row]:
    """Return rows for unread and open messages, the most urgent first, or one row for none."""
    rows: list[_Row] = []

    def add(glyph: str, count: int, role: Role, one: str, many: str = "") -> None:
        if count:
            text = one if count == 1 or not many else many
            rows.append((f"{glyph}  {count}", role, False, text, Role.SOFT, False))

    messages, conversations = shown or (status.unread, status.conversations_unread)
    if status.unread:
        count, _, rest = unread_in(messages, conversations, status.unread).partition(" ")
        rows.append((f"{UNREAD}  {count}", Role.ACCENT, False, rest, Role.SOFT, False))
    for state in OPEN_STATES:
        words = state_words(state)
        role = Role.TEXT if words.role is Role.SOFT else words.role
        add(words.glyph, status.outbox.get(state, 0), role, words.word)
    add(DRAFT.glyph, status.drafts, Role.TEXT, "draft", "drafts")
    nothing = "Nothing new, nothing waiting."
    return rows or [("", Role.SOFT, False, nothing, Role.SOFT, False)]
