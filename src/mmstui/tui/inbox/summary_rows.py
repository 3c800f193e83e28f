"""What the summary says: the day, unread counts, and some keys, as rows of gutter and text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Final, NamedTuple

from mmstui.domain.access import refusal
from mmstui.domain.kinds import OPEN_STATES
from mmstui.domain.text.plurals import unread_in
from mmstui.domain.text.sanitise import line
from mmstui.tui.layout import THREAD_GUTTER_END, THREAD_TEXT
from mmstui.tui.theme.roles import Role
from mmstui.tui.ui.formatting import DRAFT, UNREAD, day_name, moment, state_words
from mmstui.tui.ui.line import Line

if TYPE_CHECKING:
    from mmstui.domain.messages import Status
    from mmstui.tui.theme.palette import Surface

#: A line: gutter text, its color, bold or not; text, its color, bold or not.
SummaryRow = tuple[str, Role, bool, str, Role, bool]
_NOTHING: Final[SummaryRow] = ("", Role.TEXT, False, "", Role.TEXT, False)


class SummaryKeys(NamedTuple):
    """The keys that the summary names."""

    open: str
    back: str
    check: str
    next_unread: str
    new: str
    filters: str
    all: str


def summary_rows(
    status: Status | None,
    keys: SummaryKeys,
    now: datetime,
    zone: tzinfo,
    width: int,
    *,
    unread: tuple[int, int] | None = None,
    notices: Sequence[str] = (),
    highlighted: str = "",
) -> list[SummaryRow]:
    """Return the rows of a summary of some width. See `Summary` for the rest."""
    hints = [(keys.open, f"open {highlighted}")] if highlighted else []
    if notices:
        hints.insert(0, (keys.back, "take the notice off"))
    if status is not None and status.refused is not None:
        hints.insert(0, (keys.check, "try again, once that is done"))
    if status is not None and status.conversations_unread:
        hints.append((keys.next_unread, "next unread"))
    hints += [
        (keys.new, "new message"),
        (keys.filters, "choose numbers, dates, time zone"),
        (keys.all, "all keys"),
    ]
    rows: list[SummaryRow] = [
        ("", Role.TEXT, False, day_name(now, zone), Role.TEXT, True), _NOTHING
    ]  # fmt: skip
    if status is not None and status.refused is not None and status.conversations:
        # Without conversations, the empty list shows it.
        rows += [*_refusal(status, status.refused, now, zone, width), _NOTHING]
    for notice in notices:
        rows += [*_sentence("!", notice, Role.WARN, width), _NOTHING]
    if status is not None and status.conversations:
        rows += [*_counts(status, unread), _NOTHING]
    return rows + [(key, Role.TEXT, True, word, Role.SOFT, False) for key, word in hints]


def paint_summary_row(line: Line, row: SummaryRow, surface: Surface) -> None:
    """Paint a row into an empty line."""
    gutter, role, bold, text, text_ink, text_bold = row
    line.gutter(gutter, surface.of(role, bold=bold), THREAD_GUTTER_END, 1).to(THREAD_TEXT)
    line.text(text, surface.of(text_ink, bold=text_bold), line.width - THREAD_TEXT - 1)


def _refusal(
    status: Status, refused: str, now: datetime, zone: tzinfo, width: int
) -> Iterator[SummaryRow]:
    """Yield why VoIP.ms refuses access, and what to do."""
    why = refusal(refused, status.seen_address)
    yield from _sentence("×", why.what, Role.ERROR, width)
    yield from _sentence("", why.fix, Role.TEXT, width)
    at = status.refused_at
    when = f" at {moment(at, now, zone)}" if at is not None else ""
    yield from _sentence("", f"VoIP.ms said {line(refused)}{when}.", Role.FAINT, width)


def _sentence(glyph: str, words: str, role: Role, width: int) -> Iterator[SummaryRow]:
    from mmstui.tui.ui.wrapping import wrap  # seldom needed

    for part in wrap(words, max(10, width - THREAD_TEXT - 1)):
        yield glyph, role, True, part, role, False
        glyph = ""


def _counts(status: Status, shown: tuple[int, int] | None) -> list[SummaryRow]:
    """Return rows for unread and open messages, the most urgent first, or one row for none."""
    rows: list[SummaryRow] = []

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
