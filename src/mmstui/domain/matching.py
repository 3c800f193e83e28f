"""Rules for reconciliation: is this row of VoIP.ms's history the message we sent?

An answer's id decides with certainty. Without an id, an outgoing row is ours if it has the
attempt's kind, DID, contact, text and files, is above its watermark, belongs to no other message,
and is dated within the seconds in which VoIP.ms can have accepted the attempt (voipms-api sections
5 and 9): other clients may send the same text. Two identical texts are two messages, so rows are
matched by count, oldest with oldest; but an attempt that ended just before a row's date comes
before an older one, which may be deleted here. In doubt a row is not ours. Pure functions.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import Enum, auto
from itertools import product

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.domain.records import record
from mmstui.domain.times import eastern
from mmstui.domain.times.clock_skew import Skew

_RESIDUE = re.compile(r"\\+(['\"\\])")

_SameText = Callable[[str, str], bool]


@record
class OpenAttempt:
    """An attempt without an answer.

    `skew`: None if the server's clock is unknown or the readings contradict each other; then no row
    is owned by its date. `looked`, `seen`: see `clock_skew.Before`. `ended_at`: the end of the
    request by our clock, None if unknown.
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


@record
class Candidate:
    """An outgoing row that no message of ours owns.

    `media_types` is None until VoIP.ms has told the files of an MMS; a type is `""` if the file's
    address does not show it. `more_media`: the list may still grow.
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


@record
class Verdicts:
    """(attempt id, row id) pairs.

    `owned`: the row is the attempt's. `near`: everything but the date fits, or the clocks are
    unknown. `pending`: a list of files that is still to come will decide.
    """

    owned: tuple[tuple[int, int], ...] = ()
    near: tuple[tuple[int, int], ...] = ()
    pending: tuple[tuple[int, int], ...] = ()


_Fits = Callable[[OpenAttempt, Candidate], bool]


class _Files(Enum):
    """How a row's files compare with an attempt's."""

    SAME = auto()
    NOT_NEEDED = auto()  #: not listed yet, but the text identifies the row
    NOT_LISTED = auto()  #: not listed yet, and there is no text to identify the row
    OTHER = auto()


def match(
    attempts: Sequence[OpenAttempt],
    candidates: Sequence[Candidate],
    found: Sequence[tuple[int, int]] = (),
) -> Verdicts:
    """Pair attempts with rows, each at most once, in as many pairs as possible.

    `found`: (attempt id, row id) pairs of earlier calls, whose attempts and rows are given too.
    They stay unless a late row allows one pair more.
    """
    waiting = sorted(attempts, key=lambda attempt: (attempt.started_at, attempt.id))
    rows = sorted(candidates, key=lambda row: row.server_id)
    pairs = _Pairs(waiting, rows, found)
    # The strictest comparison comes first, so that a looser one never takes its rows.
    for same_text, fits in product(_COMPARISONS, (_fits_at_once, _fits)):
        pairs.take_free(
            lambda a, r, s=same_text, f=fits: f(a, r) and _is(a, r, s, _Files.SAME)  # type: ignore[misc]
        )
    need_files = _need_files(pairs.unpaired_attempts())

    def text_is_enough(attempt: OpenAttempt, row: Candidate) -> bool:
        return _files(attempt, row) is _Files.NOT_NEEDED and attempt.id not in need_files

    for same_text, fits in product(_COMPARISONS, (_fits_at_once, _fits)):
        pairs.take_free(
            lambda a, r, s=same_text, f=fits: (  # type: ignore[misc]
                f(a, r) and text_is_enough(a, r) and s(a.text, r.text)
            )
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
    """Return a text in one form for all that the service returns: NFC, LF, trimmed, unescaped.

    Backslashes that addslashes put before quotes are removed, however often it was applied
    (voipms-api section 5).
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _RESIDUE.sub(r"\1", text)
    return "\n".join(part.rstrip() for part in text.split("\n")).strip()


def same(ours: str, theirs: str) -> bool:
    """Return whether a row's text is ours by any of the comparisons."""
    return _same_normalised(ours, theirs) or _same_without_dropped(ours, theirs)


class _Pairs:
    """The pairing of attempts with rows, both oldest first."""

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
        """Give each attempt without a row the oldest free row that fits."""
        for attempt in self.unpaired_attempts():
            row = next((row for row in self.free_rows() if fits(attempt, row)), None)
            if row is not None:
                self._pair(attempt, row)

    def rearrange(self, fits: _Fits) -> None:
        """Find rows for the remaining attempts, also by giving other attempts other rows."""
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
        """Return the attempts without a row."""
        return [attempt for attempt in self._attempts if attempt.id not in self._row_of]

    def free_rows(self) -> list[Candidate]:
        """Return the rows without an attempt."""
        return [row for row in self._rows if row.row_id not in self._attempt_of]

    def made(self) -> tuple[tuple[int, int], ...]:
        """Return the (attempt id, row id) pairs."""
        return tuple(self._row_of.items())


def _fits(attempt: OpenAttempt, row: Candidate) -> bool:
    return _may_belong(attempt, row) and _in_time(attempt, row)


def _fits_at_once(attempt: OpenAttempt, row: Candidate) -> bool:
    return _fits(attempt, row) and _in_time(attempt, row, limits.TAKEN_SOON)


def _is(attempt: OpenAttempt, row: Candidate, same_text: _SameText, said: _Files) -> bool:
    return _files(attempt, row) is said and same_text(attempt.text, row.text)


def _may_belong(attempt: OpenAttempt, row: Candidate) -> bool:
    return (
        row.server_id > attempt.watermark
        and (attempt.kind, attempt.did, attempt.contact) == (row.kind, row.did, row.contact)
        and (row.server_id, row.date) not in attempt.seen
    )


# Dates


def _in_time(
    attempt: OpenAttempt, row: Candidate, taken_late: timedelta = limits.TAKEN_LATE
) -> bool:
    """Return whether VoIP.ms can have accepted the attempt at the date of the row."""
    skew = attempt.skew
    if skew is None:
        return False
    # Rows are dated to the second. After a look at the history, rows listed before the first byte
    # are in `seen`; without a look, a row counts only if it is surely later.
    first = (attempt.started_at + skew.least - limits.DATED_EARLY).replace(microsecond=0)
    if not attempt.looked:
        first = attempt.started_at + skew.most
    latest = attempt.started_at + limits.SEND_AT_MOST
    ended = latest if attempt.ended_at is None else min(attempt.ended_at, latest)
    last = max(ended, attempt.started_at) + skew.most + taken_late
    return any(first <= at <= last for at in _readings(row))


def _readings(row: Candidate) -> tuple[datetime, ...]:
    """Return the instants of a row's date, with both passes of the ambiguous hour."""
    if not eastern.is_ambiguous(row.date):
        return (row.at,)
    return (row.at, eastern.parse(row.date), eastern.parse(row.date, fold=1))


# Files


def _files(attempt: OpenAttempt, row: Candidate) -> _Files:
    if attempt.kind is Kind.SMS:
        return _Files.SAME
    if row.media_types is None:
        return _Files.NOT_NEEDED if attempt.text.strip() else _Files.NOT_LISTED
    return _Files.SAME if _same_files(attempt.media_types, row.media_types) else _Files.OTHER


def _need_files(attempts: Sequence[OpenAttempt]) -> set[int]:
    """Return the ids of attempts that share a text but not the files: only the files decide."""
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
    # VoIP.ms re-encodes files: a GIF may come back as a PNG, but a picture stays a picture. A file
    # with an address without an extension may be of any type.
    if len(ours) != len(theirs):
        return False
    told = Counter(_family(mime) for mime in theirs if mime)
    return told <= Counter(_family(mime) for mime in ours)


def _family(mime: str) -> str:
    return mime.partition("/")[0]


# Texts


def _same_whole(ours: str, theirs: str) -> bool:
    return ours == theirs


def _same_normalised(ours: str, theirs: str) -> bool:
    return normalise(ours) == normalise(theirs)


def _same_without_dropped(ours: str, theirs: str) -> bool:
    # getMMS drops characters outside GSM 03.38 (voipms-api section 2.2). Applies only if the row
    # has no such characters and some text remains.
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
