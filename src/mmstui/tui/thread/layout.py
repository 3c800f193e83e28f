"""Lays out a message as rows of a thread: pure geometry, no Textual.

A row has a few pieces of text at columns. Surfaces, cursor and theme are added when it is painted,
so that one layout serves every theme and every cursor position.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Final, NamedTuple

from rich.cells import cell_len

from mmstui.domain.messages import Direction, Media, MediaKind, MediaState, Message
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.phone.phonebook import has_unsaved
from mmstui.domain.text.sanitise import display
from mmstui.domain.text.sanitise import line as one_line
from mmstui.tui.account.commands import NAME
from mmstui.tui.layout import MEASURE, THREAD_GUTTER_END, THREAD_TEXT
from mmstui.tui.media.commands import OPEN_OF_MESSAGE, VIEW
from mmstui.tui.media.media_text import facts_of
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import formatting
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.message_notes import NoteLine, notes_of, state_of
from mmstui.tui.ui.wrapping import wrap

#: Free columns at the right of every row.
RIGHT: Final = 2
NO_TEXT: Final = "(no text)"
#: Contacts of a vCard that are shown.
_CARDS: Final = 5
#: In narrower panes, the state of our messages is above the text, not beside it.
BESIDE: Final = 48


@dataclass(frozen=True, slots=True)
class Geometry:
    """What a layout depends on besides the message.

    `width` is the pane's; `airy`: the screen has 30 rows or more; `thumbnail`: maximum size of a
    picture in cells, None without thumbnails.
    """

    width: int
    airy: bool
    zone: tzinfo
    thumbnail: tuple[int, int] | None = None

    @property
    def measure(self) -> int:
        """Columns in use."""
        return min(self.width, MEASURE)

    @property
    def right(self) -> int:
        """The column after the last one for text."""
        return self.measure - RIGHT

    @property
    def theirs(self) -> int:
        """Maximum cells in a row of an incoming text."""
        beside = self.measure >= BESIDE
        return max(8, min(64, self.measure - (19 if beside else RIGHT + THREAD_TEXT + 2)))

    @property
    def ours(self) -> int:
        """Maximum cells in a row of an outgoing text."""
        beside = self.measure >= BESIDE
        return max(8, min(60, self.measure - (28 if beside else RIGHT + THREAD_TEXT + 2)))


class LaidOutPiece(NamedTuple):
    """A text at its column, ready to paint. `cells` is its width.

    `body`: it is text of the message itself; `hit`: a search found it.
    """

    column: int
    text: str
    cells: int
    role: Role = Role.TEXT
    bold: bool = False
    body: bool = False
    hit: bool = False


class Picture(NamedTuple):
    """One row of a thumbnail at its column."""

    column: int
    media_id: int
    row: int


@dataclass(frozen=True, slots=True)
class LaidOutRow:
    """A row of a thread. `block`: columns that the surface of an outgoing message covers."""

    pieces: tuple[LaidOutPiece, ...] = ()
    block: tuple[int, int] | None = None
    picture: Picture | None = None


BLANK: Final = LaidOutRow()


def piece(column: int, text: str, role: Role = Role.TEXT, *, bold: bool = False) -> LaidOutPiece:
    """Return a piece with its width measured."""
    return LaidOutPiece(column, text, cell_len(text), role, bold)


def lay_out(
    message: Message, geometry: Geometry, unpaintable: frozenset[int] = frozenset()
) -> tuple[LaidOutRow, ...]:
    """Return a message's rows, at least one. Pictures in `unpaintable` (media ids) are left out."""
    content = _content(message, geometry, unpaintable)
    ours = message.direction is Direction.OUT
    lines = _ours(message, content, geometry) if ours else _theirs(message, content)
    time = formatting.clock_time(message.at, geometry.zone)
    first = lines[0]
    clock = piece(THREAD_GUTTER_END - cell_len(time), time, Role.SOFT)
    lines[0] = replace(first, pieces=(clock, *first.pieces))
    for note in notes_of(message, geometry.zone):
        lines.extend(_note(note, geometry))
    return tuple(lines)


@dataclass(slots=True)
class _ContentRow:
    """A row before its column is known: pieces from column 0, or a row of a picture."""

    pieces: tuple[LaidOutPiece, ...] = ()
    picture: tuple[int, int] | None = None
    cells: int = 0


def _content(
    message: Message, geometry: Geometry, unpaintable: frozenset[int]
) -> list[_ContentRow]:
    ours = message.direction is Direction.OUT
    width = geometry.ours if ours else geometry.theirs
    lines: list[_ContentRow] = []
    for media in message.media:
        words = formatting.media_words(media.kind)
        soft = Role.SOFT
        parts = [(words.text, Role.TEXT)]
        parts.extend((fact, soft) for fact in facts_of(media))
        if media.state is MediaState.HERE:
            parts.append((one_line(media.name), soft))
        lines.append(_facts(parts, width))
        lines.extend(_facts(facts, width) for facts in _contacts(media))
        if media.kind is MediaKind.PHOTO and media.state is MediaState.HERE and media.path:
            box = geometry.thumbnail
            opens = f"{OPEN_OF_MESSAGE.key} opens it"
            if media.id in unpaintable:
                why = f"{VIEW.key} says why it is not drawn   {opens}"
                lines.append(_text(cut(why, width), soft))
            elif box is None:
                lines.append(_text(cut(f"{VIEW.key} shows it   {opens}", width), soft))
            else:
                lines.extend(
                    _ContentRow((), (media.id, row), min(box[0], width)) for row in range(box[1])
                )
    text = display(message.text)
    text = text if text.strip() else ""
    if text or not lines:
        role = Role.TEXT if text else Role.FAINT
        lines.extend(_text(part, role) for part in wrap(text.strip("\n") or NO_TEXT, width))
    if message.signs:
        lines.append(_text(" ".join(message.signs), Role.SOFT))
    return lines


def _contacts(media: Media) -> Iterator[Sequence[tuple[str, Role]]]:
    """Yield the contacts of a vCard: name and numbers, then the key that saves them."""
    for card in media.cards[:_CARDS]:
        shown = [formatted(number) for number in card.numbers]
        yield ((card.name or "(no name)", Role.TEXT), *((number, Role.SOFT) for number in shown))
    if (more := len(media.cards) - _CARDS) > 0:
        yield ((f"and {more} more", Role.SOFT),)
    if has_unsaved(media):
        yield ((f"{NAME.key} takes it into the phonebook", Role.SOFT),)


def _text(text: str, role: Role) -> _ContentRow:
    found = piece(0, text, role)._replace(body=role is Role.TEXT)
    return _ContentRow((found,), None, found.cells)


def _facts(parts: Sequence[tuple[str, Role]], width: int) -> _ContentRow:
    """Return parts two blanks apart, cut to a width."""
    pieces: list[LaidOutPiece] = []
    column = 0
    for text, role in parts:
        if not text or column >= width:
            continue
        found = piece(column, cut(text, width - column), role)
        pieces.append(found)
        column += found.cells + 2
    return _ContentRow(tuple(pieces), None, max(0, column - 2))


def _theirs(message: Message, content: Sequence[_ContentRow]) -> list[LaidOutRow]:
    return [_placed(found, THREAD_TEXT) for found in content]


def _ours(message: Message, content: Sequence[_ContentRow], geometry: Geometry) -> list[LaidOutRow]:
    cells = max(found.cells for found in content)
    end = geometry.right
    start = end - cells - 2
    lines = [_placed(found, start + 1, block=(start, end)) for found in content]
    words = state_of(message, geometry.zone)
    if not words.word:
        return lines
    state = piece(THREAD_TEXT, words.text, words.role, bold=words.bold)
    if geometry.measure < BESIDE or THREAD_TEXT + state.cells >= start:
        return [LaidOutRow((state,)), *lines]
    lines[0] = replace(lines[0], pieces=(state, *lines[0].pieces))
    return lines


def _placed(found: _ContentRow, column: int, block: tuple[int, int] | None = None) -> LaidOutRow:
    pieces = tuple(each._replace(column=each.column + column) for each in found.pieces)
    picture = Picture(column, *found.picture) if found.picture is not None else None
    return LaidOutRow(pieces, block, picture)


def _note(note: NoteLine, geometry: Geometry) -> list[LaidOutRow]:
    """Lay out a sentence at the text column, with its keys after it or on rows of their own."""
    room = geometry.right - THREAD_TEXT
    lines = [LaidOutRow((piece(THREAD_TEXT, text, note.role),)) for text in wrap(note.words, room)]
    if not note.keys:
        return lines
    last = lines[-1].pieces[-1]
    start = last.column + last.cells + 2
    rows = _rows_of_keys(note.keys, geometry.right - start)
    if len(rows) == 1 and rows[0][-1].column + rows[0][-1].cells <= geometry.right - start:
        lines[-1] = LaidOutRow((*lines[-1].pieces, *_moved(rows[0], start)))
    else:
        rows = _rows_of_keys(note.keys, room)
        lines += [LaidOutRow(_moved(row, THREAD_TEXT)) for row in rows]
    return lines


def _rows_of_keys(keys: Sequence[tuple[str, str]], room: int) -> list[list[LaidOutPiece]]:
    """Lay out keys and their words from column 0, in as many rows as they need."""
    rows: list[list[LaidOutPiece]] = [[]]
    column = 0
    for key, word in keys:
        cells = cell_len(key) + 1 + cell_len(word)
        if rows[-1] and column + 3 + cells > room:
            rows.append([])
        column = column + 3 if rows[-1] else 0
        rows[-1] += [
            piece(column, key, bold=True),
            piece(column + cell_len(key) + 1, word, Role.SOFT),
        ]
        column += cells
    return rows


def _moved(pieces: Iterable[LaidOutPiece], start: int) -> tuple[LaidOutPiece, ...]:
    return tuple(each._replace(column=each.column + start) for each in pieces)


def lead(
    before: Message | None,
    message: Message,
    geometry: Geometry,
    *,
    now: datetime,
    new: int = 0,
    first: bool = True,
    history: str = "",
) -> tuple[LaidOutRow, ...]:
    """Return the rows above a message: a blank one, the day's rule, the rule of unread messages.

    `before` is the message above, None if it is not loaded; `first`: there is none. `new` is the
    count of unread messages from this one on, 0 for no rule. `history` is shown above the first
    message of all.
    """
    rules: list[LaidOutRow] = []
    if history and before is None and first:
        room = geometry.right - THREAD_TEXT
        rules.extend(
            LaidOutRow((piece(THREAD_TEXT, words, Role.SOFT),)) for words in wrap(history, room)
        )
    if _begins_day(before, message, geometry.zone, first):
        day = formatting.day_name(message.at, geometry.zone, now=now)
        rules.append(_rule(day, Role.SOFT, Role.RULE, geometry))
    if new:
        mark = piece(THREAD_GUTTER_END - 1, formatting.UNREAD, Role.ACCENT)
        rules.append(_rule(f"{new} new", Role.ACCENT, Role.ACCENT, geometry, mark))
    if before is None or not geometry.airy:
        return tuple(rules)
    if rules or before.direction is not message.direction:
        return (BLANK, *rules)
    return ()


def _begins_day(before: Message | None, message: Message, zone: tzinfo, first: bool) -> bool:
    if before is None:
        return first
    return before.at.astimezone(zone).date() != message.at.astimezone(zone).date()


def _rule(
    words: str, role: Role, rule: Role, geometry: Geometry, *marks: LaidOutPiece
) -> LaidOutRow:
    name = piece(THREAD_TEXT, words, role, bold=bool(marks))
    start = THREAD_TEXT + name.cells + 1
    length = max(0, geometry.right - start)
    dash = LaidOutPiece(start, "─" * length, length, rule)
    return LaidOutRow((*marks, name, dash))
