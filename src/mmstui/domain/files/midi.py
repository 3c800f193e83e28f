"""MIDI files: how long they last, and whether they are whole (Standard MIDI Files 1.0)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

Read = Callable[[int, int], bytes]

#: The most bytes that are read; a MIDI file has some tens of thousands.
_MOST_BYTES: Final = 2_000_000
_MOST_EVENTS: Final = 500_000
_USUAL_TEMPO: Final = 500_000  #: microseconds per quarter
#: The format of files whose tracks are pieces of their own, one after the other.
_INDEPENDENT: Final = b"\0\2"
#: What a division of 29 frames a second means.
_DROPPED: Final = 30_000 / 1001


def track_ends(data: bytes) -> int:
    """Return how many bytes the tracks should at least have if some are missing, otherwise 0."""
    tracks, at = int.from_bytes(data[10:12], "big"), 8 + int.from_bytes(data[4:8], "big")
    while tracks > 0:
        if at + 8 > len(data):
            return at + 8
        end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "big")
        tracks -= data[at : at + 4] == b"MTrk"
        at = end
    return at if at > len(data) else 0


def duration(size: int, read: Read) -> float | None:
    """Return the seconds of a MIDI file by its events and tempos. Raises IndexError."""
    data = read(0, min(size, _MOST_BYTES))
    division, tracks = int.from_bytes(data[12:14], "big"), list(_tracks(data))
    if data[8:10] == _INDEPENDENT:
        return sum(_played([track], division) for track in tracks)
    return _played(tracks, division)


def _played(tracks: Sequence[bytes], division: int) -> float:
    """Return the seconds of tracks that are played together."""
    tempos, ends = [(0, _USUAL_TEMPO)], [0]
    ends += [_walk(track, tempos) for track in tracks]
    if division & 0x8000:
        # Frames of film a second, whatever the tempo; of 30, a thousandth is dropped.
        frames = 256 - (division >> 8)
        return max(ends) / (_DROPPED if frames == 29 else frames) / (division & 255)
    return _seconds(sorted(tempos), max(ends)) / 1_000_000 / division


def _tracks(data: bytes) -> Iterator[bytes]:
    at = 8 + int.from_bytes(data[4:8], "big")
    while at + 8 <= len(data):
        end = at + 8 + int.from_bytes(data[at + 4 : at + 8], "big")
        if data[at : at + 4] == b"MTrk":
            yield data[at + 8 : end]
        at = end


def _seconds(tempos: list[tuple[int, int]], end: int) -> float:
    """Return microseconds times ticks per quarter up to a tick."""
    lasts = 0
    for (tick, tempo), (until, _) in zip(tempos, [*tempos[1:], (end, 0)], strict=True):
        lasts += max(0, min(until, end) - tick) * tempo
    return lasts


def _walk(track: bytes, tempos: list[tuple[int, int]]) -> int:
    """Return the tick at which a track ends; add its tempos."""
    at, tick, status = 0, 0, 0
    for _ in range(_MOST_EVENTS):
        if at >= len(track):
            break
        wait, at = _variable(track, at)
        tick += wait
        if track[at] & 0x80:
            status, at = track[at], at + 1
        if status == 0xFF:
            kind = track[at]
            length, at = _variable(track, at + 1)
            if kind == 0x51 and length == 3:
                tempos.append((tick, int.from_bytes(track[at : at + 3], "big")))
            elif kind == 0x2F:
                break
            at += length
        elif status in {0xF0, 0xF7}:
            length, at = _variable(track, at)
            at += length
        else:
            at += 1 if status & 0xF0 in {0xC0, 0xD0} else 2
    return tick


def _variable(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, and the place after it."""
    value = 0
    for place in range(at, at + 4):
        value = value << 7 | data[place] & 127
        if not data[place] & 128:
            return value, place + 1
    raise IndexError(at)
