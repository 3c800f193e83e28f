"""Is this row of the server's history the message we sent? Pure rules, used inside ingest.

The id of an answer settles everything. Without one, an outgoing row of the same kind, DID and
contact, above the attempt's watermark, that nobody owns, with the same text and files, is ours if
it is dated in the seconds in which VoIP.ms can have taken it (voipms-api sections 5 and 9): others
send the same words too. Two identical texts are two messages: rows are matched by count, oldest
with oldest. In doubt nothing is ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto

from mmstui.domain import eastern, limits
from mmstui.domain.clock_skew import Skew
from mmstui.domain.messages import Kind

_RESIDUE = re.compile(r"\\+(['\"\\])")

_SameText = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt without an answer.

    `skew`: None when nothing is known of the server's clock, or when what is known contradicts
    itself; then no date tells that a row is its own. `looked`, `seen`: see `clocks.Before`.
    `ended_at`: the end of its request by our clock, None when nobody knows it.
    """

    id: int
    message_id: int
    kind: Kind
    did: str
    contact: str
    text: str
    media_types: tuple[str, ...]
    watermark: int
    started_at: datetime
    skew: Skew | None
    looked: bool = False
    seen: frozenset[tuple[int, str]] = frozenset()
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """An outgoing row that no message of ours owns.

    `media_types` is None until VoIP.ms has told the files of an MMS; a type is `""` where the
    file's address does not tell it. `more_media` while the list may still grow.
    """

    row_id: int
    kind: Kind
    server_id: int
    did: str
    contact: str
    text: str
    date: str
    at: datetime
    media_types: tuple[str, ...] | None = ()
    more_media: bool = False


@dataclass(frozen=True, slots=True)
class Verdicts:
    """(attempt id, row id) pairs.

    `owned`: the row is the attempt's. `near`: all but its date says so, or nothing is known of the
    clocks. `pending`: its list of files, when it is there, will say.
    """

    owned: tuple[tuple[int, int], ...] = ()
    near: tuple[tuple[int, int], ...] = ()
    pending: tuple[tuple[int, int], ...] = ()


_Fits = Callable[[OpenAttempt, Candidate], bool]


class _Files(Enum):
    """What a row's files say about an attempt's."""

    SAME = auto()
    NOT_NEEDED = auto()  #: not listed yet, and the text is enough to know the row by
    NOT_LISTED = auto()  #: not listed yet, and nothing else to know the row by
    OTHER = auto()


def match(
    attempts: Sequence[OpenAttempt],
    candidates: Sequence[Candidate],
    found: Sequence[tuple[int, int]] = (),
) -> Verdicts:
    """Pair attempts with rows: each row and each attempt at most once, as many as there can be.

    `found`: (attempt id, row id) pairs that an earlier look made, both of them given here as well.
    They stay unless a row that came late shows that another pairing finds one more.
    """
    waiting = sorted(attempts, key=lambda attempt: (attempt.started_at, attempt.id))
    rows = sorted(candidates, key=lambda row: row.server_id)
    pairs = _Pairs(waiting, rows, found)
    # The strictest comparison takes its pairs first, so that a looser one never steals a row.
    for same_text in _COMPARISONS:
        pairs.take_free(lambda a, r, s=same_text: _fits(a, r) and _is(a, r, s, _Files.SAME))  # type: ignore[misc]
    told_by_files = _told_apart_by_files(pairs.unpaired_attempts())

    def text_is_enough(attempt: OpenAttempt, row: Candidate) -> bool:
        return _files(attempt, row) is _Files.NOT_NEEDED and attempt.id not in told_by_files

    for same_text in _COMPARISONS:
        pairs.take_free(
            lambda a, r, s=same_text: _fits(a, r) and text_is_enough(a, r) and s(a.text, r.text)  # type: ignore[misc]
        )
    pairs.rearrange(
        lambda a, r: (
            _fits(a, r)
            and (_files(a, r) is _Files.SAME or text_is_enough(a, r))
            and same(a.text, r.text)
        )
    )
    alike = [
        (attempt, row)
        for attempt in pairs.unpaired_attempts()
        for row in pairs.free_rows()
        if _may_belong(attempt, row) and same(attempt.text, row.text)
    ]
    return Verdicts(
        owned=pairs.made(),
        near=tuple(
            (attempt.id, row.row_id)
            for attempt, row in alike
            if not _in_time(attempt, row) and _files(attempt, row) is not _Files.OTHER
        ),
        pending=tuple(
            (attempt.id, row.row_id)
            for attempt, row in alike
            if _in_time(attempt, row)
            and (_files_may_still_fit(attempt, row) or _files(attempt, row) is _Files.NOT_NEEDED)
        ),
    )


def normalise(text: str) -> str:
    """One text for all the ways the service hands it back: NFC, no addslashes residue, LF, trimmed.

    Residue is unescaped however often it was escaped (voipms-api section 5).
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _RESIDUE.sub(r"\1", text)
    return "\n".join(part.rstrip() for part in text.split("\n")).strip()


def same(ours: str, theirs: str) -> bool:
    """Whether a row's text is ours by any of the comparisons."""
    return _same_normalised(ours, theirs) or _same_without_dropped(ours, theirs)


class _Pairs:
    """Attempts and rows being paired, both oldest first."""

    def __init__(
        self,
        attempts: Sequence[OpenAttempt],
        rows: Sequence[Candidate],
        found: Sequence[tuple[int, int]],
    ) -> None:
        self._attempts = attempts
        self._rows = rows
        self._row_of = dict(found)
        self._attempt_of = {row_id: attempt_id for attempt_id, row_id in found}
        self._by_id = {attempt.id: attempt for attempt in attempts}

    def take_free(self, fits: _Fits) -> None:
        """Give each attempt without a row the oldest free one that fits."""
        for attempt in self.unpaired_attempts():
            row = next((row for row in self.free_rows() if fits(attempt, row)), None)
            if row is not None:
                self._pair(attempt, row)

    def rearrange(self, fits: _Fits) -> None:
        """Find a row for whoever has none, also by giving another attempt another row."""
        for attempt in self.unpaired_attempts():
            self._find(attempt, fits, set())

    def _find(self, attempt: OpenAttempt, fits: _Fits, tried: set[int]) -> bool:
        for row in self._rows:
            if row.row_id in tried or not fits(attempt, row):
                continue
            tried.add(row.row_id)
            holder = self._attempt_of.get(row.row_id)
            if holder is None or self._find(self._by_id[holder], fits, tried):
                self._pair(attempt, row)
                return True
        return False

    def _pair(self, attempt: OpenAttempt, row: Candidate) -> None:
        self._row_of[attempt.id] = row.row_id
        self._attempt_of[row.row_id] = attempt.id

    def unpaired_attempts(self) -> list[OpenAttempt]:
        """Attempts without a row."""
        return [attempt for attempt in self._attempts if attempt.id not in self._row_of]

    def free_rows(self) -> list[Candidate]:
        """Rows without an attempt."""
        return [row for row in self._rows if row.row_id not in self._attempt_of]

    def made(self) -> tuple[tuple[int, int], ...]:
        """(attempt id, row id) pairs."""
        return tuple(self._row_of.items())


def _fits(attempt: OpenAttempt, row: Candidate) -> bool:
    return _may_belong(attempt, row) and _in_time(attempt, row)


def _is(attempt: OpenAttempt, row: Candidate, same_text: _SameText, said: _Files) -> bool:
    return _files(attempt, row) is said and same_text(attempt.text, row.text)


def _may_belong(attempt: OpenAttempt, row: Candidate) -> bool:
    return (
        row.server_id > attempt.watermark
        and (attempt.kind, attempt.did, attempt.contact) == (row.kind, row.did, row.contact)
        and (row.server_id, row.date) not in attempt.seen
    )


# Dates.


def _in_time(attempt: OpenAttempt, row: Candidate) -> bool:
    """Whether VoIP.ms can have taken the attempt when it dated the row."""
    skew = attempt.skew
    if skew is None:
        return False
    # Rows are dated to the second. What was listed before the first byte left is known after a
    # look; without one, only a row that is surely later is believed.
    first = (attempt.started_at + skew.least - limits.DATED_EARLY).replace(microsecond=0)
    if not attempt.looked:
        first = attempt.started_at + skew.most
    latest = attempt.started_at + limits.SEND_AT_MOST
    ended = latest if attempt.ended_at is None else min(attempt.ended_at, latest)
    last = max(ended, attempt.started_at) + skew.most + limits.TAKEN_LATE
    return any(first <= at <= last for at in _readings(row))


def _readings(row: Candidate) -> tuple[datetime, ...]:
    """When a row was dated; both passes of the hour that Eastern time has twice."""
    if not eastern.is_ambiguous(row.date):
        return (row.at,)
    return (row.at, eastern.parse(row.date), eastern.parse(row.date, fold=1))


# Files.


def _files(attempt: OpenAttempt, row: Candidate) -> _Files:
    if attempt.kind is Kind.SMS:
        return _Files.SAME
    if row.media_types is None:
        return _Files.NOT_NEEDED if attempt.text.strip() else _Files.NOT_LISTED
    return _Files.SAME if _same_files(attempt.media_types, row.media_types) else _Files.OTHER


def _told_apart_by_files(attempts: Sequence[OpenAttempt]) -> set[int]:
    """Ids of attempts whose text is another's too, with other files: only their list tells."""
    with_text = [each for each in attempts if each.kind is Kind.MMS and each.text.strip()]
    return {
        one.id
        for one in with_text
        for other in with_text
        if (one.did, one.contact) == (other.did, other.contact)
        and same(one.text, other.text)
        and not _same_files(one.media_types, other.media_types)
    }


def _files_may_still_fit(attempt: OpenAttempt, row: Candidate) -> bool:
    said = _files(attempt, row)
    listed = 0 if row.media_types is None else len(row.media_types)
    fewer = listed < len(attempt.media_types)
    return said is _Files.NOT_LISTED or (said is _Files.OTHER and row.more_media and fewer)


def _same_files(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    # The service re-encodes: a GIF may come back as a PNG, but a picture stays a picture. An
    # address without an extension may be a file of any kind.
    if len(ours) != len(theirs):
        return False
    told = Counter(_family(mime) for mime in theirs if mime)
    return told <= Counter(_family(mime) for mime in ours)


def _family(mime: str) -> str:
    return mime.partition("/")[0]


# Texts.


def _same_whole(ours: str, theirs: str) -> bool:
    return ours == theirs


def _same_normalised(ours: str, theirs: str) -> bool:
    return normalise(ours) == normalise(theirs)


def _same_without_dropped(ours: str, theirs: str) -> bool:
    # getMMS drops what is outside GSM 03.38 (voipms-api section 2.2); only where the row indeed
    # has none of it, and where something remains to compare.
    theirs = normalise(theirs)
    kept = normalise("".join(c for c in normalise(ours) if _survives(c)))
    return bool(kept) and kept == theirs


_COMPARISONS = (_same_whole, _same_normalised, _same_without_dropped)

_GSM = frozenset(
    "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà^{}\\[~]|€"
)


def _survives(character: str) -> bool:
    return character in _GSM
