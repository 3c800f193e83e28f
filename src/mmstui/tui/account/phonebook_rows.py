"""Rows of the phonebook: number, state of a pending change, name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, overload

from mmstui.domain.messages import Status
from mmstui.domain.pending_changes import ENTRY, NEW, ChangeKind, PendingChange
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.phone.phonebook import NamedNumber
from mmstui.domain.text.sanitise import line
from mmstui.tui.account.pending_change_text import change_words
from mmstui.tui.layout import NUMBER
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.fuzzy import Folded, Found, fold, ranked
from mmstui.tui.ui.option_rows import Cell, Option

_NO_HITS: Final = Found((0, 0), (frozenset(), frozenset(), frozenset()))


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry of the phonebook with its pending change."""

    who: NamedNumber
    pending_change: PendingChange | None = None

    @property
    def is_being_deleted(self) -> bool:
        """Whether the entry is being deleted."""
        return (
            self.pending_change is not None
            and self.pending_change.kind is ChangeKind.NO_NAME
            and self.pending_change.under_way
        )

    @property
    def as_wanted(self) -> NamedNumber:
        """The entry as the user changed it, if the change was not saved."""
        change = self.pending_change
        if change is None or not change.troubled or change.kind is ChangeKind.NO_NAME:
            return self.who
        return _named(self.who.id, replace(change, wanted={**_fields(self.who), **change.wanted}))


def entries_of(book: Sequence[NamedNumber], changes: Sequence[PendingChange]) -> list[NamedEntry]:
    """Return the entries of the phonebook, then those only in pending changes: new, or being
    deleted.
    """
    about = {
        change.subject.removeprefix(ENTRY): change
        for change in changes
        if change.kind is not ChangeKind.DID
    }
    found = []
    for who in book:
        # A new entry has just got its id from VoIP.ms.
        made = about.pop(f"{NEW}{who.number}", None)
        found.append(NamedEntry(who, about.pop(who.id, made)))
    for entry_id, change in about.items():
        not_made = change.subject.startswith(NEW) and change.troubled
        leaves = change.kind is ChangeKind.NO_NAME and change.under_way
        if not_made or leaves:
            found.append(NamedEntry(_named(entry_id, change), change))
    return found


def _named(entry_id: str, change: PendingChange) -> NamedNumber:
    wanted = change.wanted
    number = wanted.get("number", "")
    return NamedNumber(
        entry_id, number, line(wanted.get("name", "")), line(wanted.get("note", "")),
        line(formatted(number)),
    )  # fmt: skip


def _fields(who: NamedNumber) -> dict[str, str]:
    return {"name": who.name, "number": who.number, "note": who.note}


class EntryFinder:
    """A search over the entries by number, name and note."""

    def __init__(self, entries: Sequence[NamedEntry] = ()) -> None:
        self.entries = list(entries)

    def fold(self) -> None:
        """Fold all texts, once: 2,000 names take 40 ms. On any thread."""
        for entry in self.entries:
            _texts(entry)

    def find(self, query: str) -> list[tuple[NamedEntry, Found]]:
        """Return the matching entries, the best first; all entries for an empty query."""
        if not query.strip():
            return [(entry, _NO_HITS) for entry in self.entries]
        return ranked(query, self.entries, _texts)


def _texts(entry: NamedEntry) -> tuple[Folded, ...]:
    return _folded(entry.who.formatted, entry.who.name, entry.who.note)


@lru_cache(20_000)
def _folded(*texts: str) -> tuple[Folded, ...]:
    return tuple(fold(text) for text in texts)


class EntryOptions(Sequence[Option[NamedEntry]]):
    """The options of the found entries, each made when it is painted."""

    def __init__(self, found: Sequence[tuple[NamedEntry, Found]], status: Status) -> None:
        self._found = found
        self._status = status

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, index: int) -> Option[NamedEntry]: ...
    @overload
    def __getitem__(self, index: slice) -> list[Option[NamedEntry]]: ...
    def __getitem__(self, index: int | slice) -> Option[NamedEntry] | list[Option[NamedEntry]]:
        if isinstance(index, slice):
            return [option_of(*pair, self._status) for pair in self._found[index]]
        return option_of(*self._found[index], self._status)


def option_of(entry: NamedEntry, found: Found, status: Status) -> Option[NamedEntry]:
    """Return the option of an entry; the name comes from outside, so it is last."""
    number, name, _ = found.hits
    cells = [Cell(line(entry.who.formatted), Role.SOFT, width=NUMBER, hits=number)]
    if entry.pending_change is not None:
        words = change_words(entry.pending_change, status)
        text = words.text
        if entry.is_being_deleted:
            text = text.replace("saving", "deleting")
        cells.append(Cell(text, words.role, bold=words.bold))
    role = Role.FAINT if entry.is_being_deleted else Role.TEXT
    cells.append(Cell(entry.who.name or "(no name)", role, hits=name))
    return Option(entry, tuple(cells))
