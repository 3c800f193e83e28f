"""Create, change and delete phonebook entries, without duplicates (voipms-api section 2.9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mmstui.domain import limits
from mmstui.domain.pending_changes import ENTRY, NEW, ChangeKind, ChangeState, PendingChange
from mmstui.domain.phone.numbers import dialled, formatted
from mmstui.domain.text.sanitise import line
from mmstui.domain.wire import PhonebookEntry
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.change_outcome import ChangeOutcome
from mmstui.sync.client_protocol import Service
from mmstui.sync.store_writes import Offload
from mmstui.voipms import NoAnswer

Entries = Sequence[PhonebookEntry]
_GONE = "The phonebook of VoIP.ms does not have this entry any more."


class PhonebookChange:
    """Reads the phonebook, writes the change, reads it back and compares."""

    def __init__(self, store: Store, service: Service, timing: Timing) -> None:
        self._store = store
        self._offload = Offload(store)
        self._service = service
        self._timing = timing

    async def apply(self, change: PendingChange, wanted: Mapping[str, str]) -> ChangeOutcome:
        """Apply the change and return its outcome.

        Raises the service's errors; NoAnswer only when the change may not have been made.
        """
        entries = await self._service.phonebook()
        if change.subject.startswith(NEW):
            return await self._make(change, wanted, entries)
        entry = _by_id(entries, change.subject.removeprefix(ENTRY))
        if change.kind is ChangeKind.NO_NAME:
            return await self._delete(change, entry, entries)
        return await self._change(change, wanted, entry, entries)

    # A repeated create makes a duplicate, so the number is looked up first.

    async def _make(
        self, change: PendingChange, wanted: Mapping[str, str], entries: Entries
    ) -> ChangeOutcome:
        same = [entry for entry in entries if entry.number == wanted["number"]]
        if any(entry.name == wanted["name"] for entry in same):
            return _ended(ChangeState.DONE, entries)
        if same and change.forced:
            return await self._change(change, wanted, same[0], entries)
        if same:
            words = f"The phonebook of VoIP.ms calls this number {same[0].name} already."
            return _ended(ChangeState.STALE, entries, words)
        now = self._timing.now()
        if change.asked_at is not None and abs(now - change.asked_at) < limits.MAKE_AGAIN:
            return ChangeOutcome(None)  # VoIP.ms may still be processing the earlier request.
        await self._offload(self._store.pending_changes.asks, change.id, now)
        fields = _as_taken({name: value for name, value in wanted.items() if value})
        entry_id, unanswered = "", False
        try:
            entry_id = await self._service.save_entry(None, fields)
        except NoAnswer:
            unanswered = True
        entries = await self._service.phonebook()
        made = _by_id(entries, entry_id) or next(
            (entry for entry in entries if entry.number == wanted["number"]), None
        )
        if made is None and unanswered:
            return ChangeOutcome(None)
        return _compared(made, wanted, {}, entries)

    async def _change(
        self,
        change: PendingChange,
        wanted: Mapping[str, str],
        entry: PhonebookEntry | None,
        entries: Entries,
    ) -> ChangeOutcome:
        if entry is None:
            return _ended(ChangeState.REFUSED, entries, _GONE)
        if all(_fields(entry)[name] == value for name, value in wanted.items()):
            return _ended(ChangeState.DONE, entries)
        if not change.forced and (moved := _moved(change, entry)):
            return _ended(ChangeState.STALE, entries, moved)
        unanswered: NoAnswer | None = None
        try:
            await self._service.save_entry(entry.id, _sent(entry, wanted))
        except NoAnswer as error:
            unanswered = error
        entries = await self._service.phonebook()
        after = _by_id(entries, entry.id)
        outcome = _compared(after, wanted, entry.rest, entries)
        if unanswered is not None and outcome.state is not ChangeState.DONE:
            raise unanswered
        return outcome

    async def _delete(
        self, change: PendingChange, entry: PhonebookEntry | None, entries: Entries
    ) -> ChangeOutcome:
        if entry is None:
            return _ended(ChangeState.DONE, entries)
        if not change.forced and (moved := _moved(change, entry)):
            return _ended(ChangeState.STALE, entries, moved)
        unanswered: NoAnswer | None = None
        try:
            await self._service.delete_entry(entry.id)
        except NoAnswer as error:
            # Some successful deletions have an empty answer (voipms-api section 1).
            unanswered = error
        entries = await self._service.phonebook()
        if _by_id(entries, entry.id) is None:
            return _ended(ChangeState.DONE, entries)
        if unanswered is not None:
            raise unanswered
        return _ended(ChangeState.DIFFERENT, entries, "VoIP.ms took it, but still lists the entry.")


def _ended(state: ChangeState, entries: Entries, words: str = "") -> ChangeOutcome:
    return ChangeOutcome(state, words, entries=tuple(entries))


def _by_id(entries: Entries, entry_id: str) -> PhonebookEntry | None:
    return next((entry for entry in entries if entry_id and entry.id == entry_id), None)


def _fields(entry: PhonebookEntry) -> dict[str, str]:
    return {"name": entry.name, "number": entry.number, "note": entry.note}


def _moved(change: PendingChange, entry: PhonebookEntry) -> str:
    """Return a sentence if the entry changed since the user saw it, else ""."""
    now = _fields(entry)
    # The user saw the sanitised text.
    if all(line(now[name]) == line(value) for name, value in change.seen.items() if name in now):
        return ""
    note = f", {entry.note}" if entry.note else ""
    what = f"{entry.name}, {formatted(entry.number)}{note}"
    return f"Somebody changed it meanwhile: it is {what} by now."


def _sent(entry: PhonebookEntry, wanted: Mapping[str, str]) -> dict[str, str]:
    """Return the fields to send: all that the entry has, with the wanted values in their place.

    A field that is left out may be kept or cleared, so existing values are sent again. An empty
    value is only sent where it is wanted.
    """
    has = {"name": entry.name, "note": entry.note, **entry.rest}
    has["number"] = entry.rest.get("number") or entry.number
    kept = {name: value for name, value in has.items() if value}
    changed = {name: value for name, value in wanted.items() if _fields(entry)[name] != value}
    return kept | _as_taken(changed)


def _as_taken(fields: dict[str, str]) -> dict[str, str]:
    """Return the fields in setPhonebook's format: a number is digits."""
    return fields | {"number": dialled(fields["number"])} if "number" in fields else fields


def _compared(
    made: PhonebookEntry | None,
    wanted: Mapping[str, str],
    rest: Mapping[str, str],
    entries: Entries,
) -> ChangeOutcome:
    """Return the outcome: VoIP.ms's entry compared with the wanted and the other old values."""
    if made is None:
        return _ended(ChangeState.DIFFERENT, entries, "VoIP.ms took it, but does not list it.")
    now = _fields(made)
    off = [f"{name} is {now[name] or 'empty'}" for name in wanted if now[name] != wanted[name]]
    off += [
        f"{_CALLED[name]} went from {value} to {made.rest.get(name) or 'empty'}"
        for name, value in rest.items()
        if name in _CALLED and made.rest.get(name, "") != value
    ]
    if off:
        words = f"VoIP.ms took it, but lists it otherwise: {', '.join(off)}."
        return _ended(ChangeState.DIFFERENT, entries, words)
    return _ended(ChangeState.DONE, entries)


_CALLED = {"speed_dial": "speed dial", "callerid": "caller id", "group": "group"}
