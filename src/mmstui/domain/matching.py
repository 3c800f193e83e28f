"""Is this row of the server's history the message we sent? Pure rules, used inside ingest.

The order of trust (voipms-api sections 5 and 9): the server id of an answer settles everything;
without one, an outgoing row of the same kind, DID and contact, above the attempt's watermark, that
nobody owns, with the same text, is ours. Two identical texts are two messages: rows are matched by
count, oldest with oldest.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mmstui.domain import eastern, limits
from mmstui.domain.messages import Kind

_RESIDUE = re.compile(r"\\+(['\"\\])")


@dataclass(frozen=True, slots=True)
class OpenAttempt:
    """An attempt without an answer. `skew` is server clock minus ours, zero when unknown."""

    id: int
    message_id: int
    kind: Kind
    did: str
    contact: str
    text: str
    media_types: tuple[str, ...]
    watermark: int
    started_at: datetime
    skew: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An outgoing row that no message of ours owns.

    `media_types` is None until VoIP.ms has told the files of an MMS.
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


@dataclass(frozen=True, slots=True)
class Verdicts:
    """Which attempt owns which row, and rows that are only near: (attempt id, row id) pairs."""

    owned: tuple[tuple[int, int], ...]
    near: tuple[tuple[int, int], ...]


def match(attempts: Sequence[OpenAttempt], candidates: Sequence[Candidate]) -> Verdicts:
    """Pair open attempts with candidate rows: each row and each attempt at most once."""
    owned: list[tuple[int, int]] = []
    near: list[tuple[int, int]] = []
    free = sorted(candidates, key=lambda c: c.server_id)
    waiting = sorted(attempts, key=lambda a: (a.started_at, a.id))
    # The strictest comparison takes its pairs first, so that a looser one never steals a row.
    for same in (_same_whole, _same_normalised, _same_without_dropped):
        for attempt in list(waiting):
            for row in free:
                if not _may_belong(attempt, row) or not same(attempt.text, row.text):
                    continue
                if _too_old(attempt, row):
                    if (attempt.id, row.row_id) not in near:
                        near.append((attempt.id, row.row_id))
                    continue
                owned.append((attempt.id, row.row_id))
                free.remove(row)
                waiting.remove(attempt)
                break
    taken = {row_id for _, row_id in owned}
    settled = {attempt_id for attempt_id, _ in owned}
    return Verdicts(
        tuple(owned),
        tuple((a, r) for a, r in near if r not in taken and a not in settled),
    )


def _may_belong(attempt: OpenAttempt, row: Candidate) -> bool:
    if (attempt.kind, attempt.did, attempt.contact) != (row.kind, row.did, row.contact):
        return False
    if row.server_id <= attempt.watermark:
        return False
    if attempt.kind is Kind.SMS:
        return True
    if row.media_types is None:
        # Its files are not known yet. A text of its own is enough to know it by, no text is not.
        return bool(attempt.text.strip())
    return sorted(_family(t) for t in attempt.media_types) == sorted(
        _family(t) for t in row.media_types
    )


def _family(mime: str) -> str:
    # The service re-encodes: a JPEG may come back as a PNG, but a picture stays a picture.
    return mime.partition("/")[0]


def _too_old(attempt: OpenAttempt, row: Candidate) -> bool:
    ambiguous = eastern.is_ambiguous(row.date)
    tolerance = limits.NEAR_MATCH_AMBIGUOUS if ambiguous else limits.NEAR_MATCH
    return row.at < attempt.started_at + attempt.skew - tolerance


def normalise(text: str) -> str:
    """One text for all the ways the service hands it back: NFC, no addslashes residue, LF, trimmed.

    Residue is unescaped until nothing changes, as it may be doubled (voipms-api section 5).
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _RESIDUE.sub(r"\1", text)
    return "\n".join(part.rstrip() for part in text.split("\n")).strip()


def _same_whole(ours: str, theirs: str) -> bool:
    return ours == theirs


def _same_normalised(ours: str, theirs: str) -> bool:
    return normalise(ours) == normalise(theirs)


def _same_without_dropped(ours: str, theirs: str) -> bool:
    # getMMS drops what is outside GSM 03.38 (voipms-api section 2.2); only where the row indeed
    # has none of it, and where something remains to compare.
    theirs = normalise(theirs)
    kept = normalise("".join(c for c in normalise(ours) if _survives(c)))
    return bool(kept) and kept == theirs and all(_survives(c) for c in theirs)


_GSM_EXTRA = frozenset("£¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà€\n")


def _survives(character: str) -> bool:
    return character in _GSM_EXTRA or (" " <= character <= "~" and character != "`")
