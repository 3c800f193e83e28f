"""Templates of messages: their placeholders, and the signature below a message. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Final

from mmstui.domain.phone.numbers import formatted
from mmstui.domain.records import record
from mmstui.domain.times.calendar_words import clock_time, day_name

#: What can stand in braces in a template; `cursor` is where the caret goes.
CURSOR: Final = "cursor"
PLACEHOLDERS: Final = ("name", "first", "number", "did", "date", "time", CURSOR)

#: A doubled brace is a brace; a single one without its other half is text.
_PART: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}")


@record
class Filled:
    """A template with its values: the text, the caret's index in it, placeholders without value."""

    text: str
    caret: int
    empty: tuple[str, ...] = ()


def unknown_placeholders(template: str) -> tuple[str, ...]:
    """Return what stands in braces and is no placeholder, as it was written."""
    names = (found[1] for found in _PART.finditer(template) if found[1] is not None)
    return tuple(dict.fromkeys(name for name in names if _plain(name) not in PLACEHOLDERS))


def fill(template: str, values: Mapping[str, str]) -> Filled:
    """Put values into a template with known placeholders; values are not searched for braces.

    A placeholder whose value is "" is left out, and the caret goes there first, for it has to be
    written by hand; else to `{cursor}`, else to the end.
    """
    parts: list[str] = []
    end = done = 0
    gap = cursor = None
    empty: list[str] = []
    for found in _PART.finditer(template):
        before = template[done : found.start()]
        done = found.end()
        parts.append(before)
        end += len(before)
        if found[1] is None:
            value = found[0][0]
        elif (name := _plain(found[1])) == CURSOR:
            value = ""
            cursor = end if cursor is None else cursor
        elif not (value := values.get(name, "")):
            gap = end if gap is None else gap
            empty.append(name)
        parts.append(value)
        end += len(value)
    parts.append(template[done:])
    text = "".join(parts)
    caret = next((at for at in (gap, cursor) if at is not None), len(text))
    return Filled(text, caret, tuple(dict.fromkeys(empty)))


def values_of(name: str, contact: str, did: str, now: datetime, zone: tzinfo) -> dict[str, str]:
    """Return the value of each placeholder, "" for those that are unknown.

    `contact` and `did` are canonical numbers, `name` is the contact's; "" for none.
    """
    return {
        "name": name,
        "first": first_name(name),
        "number": formatted(contact) if contact else "",
        "did": formatted(did) if did else "",
        "date": day_name(now, zone),
        "time": clock_time(now, zone),
    }


def first_name(name: str) -> str:
    """Return the first name of a contact: of `Ann Roy` and of `Roy, Ann` it is `Ann`."""
    _, comma, given = name.partition(",")
    words = (given if comma and given.strip() else name).split()
    return words[0].rstrip(",") if words else ""


def signed(text: str, signature: str) -> str:
    """Return a text with a signature below it, unless it ends with that line already.

    An empty text stays empty. A message that was taken back to be changed is signed already.
    """
    said = text.rstrip()
    if not signature or not said or f"\n{said}".endswith(f"\n{signature}"):
        return text
    return f"{text}{'' if text.endswith(chr(10)) else chr(10)}{signature}"


def _plain(name: str) -> str:
    return name.strip().casefold()
