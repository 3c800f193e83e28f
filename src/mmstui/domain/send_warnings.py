"""Warnings before sending, for messages that VoIP.ms accepts but that may not arrive."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Final, NamedTuple

from mmstui.domain import limits
from mmstui.domain.messages import Did, Kind
from mmstui.domain.phone import numbers
from mmstui.domain.text.gsm import Letters, foreign_letters
from mmstui.domain.text.plurals import duration


class About(StrEnum):
    """The topic of a caution: the name that switches it off in the configuration."""

    LINKS = "links"
    ACCENTS = "accents"
    SEVERAL = "several"
    PORT_IN = "port_in"
    NUMBER = "number"


class Caution(NamedTuple):
    """A sentence without its full stop. `quiet`: it applies to many harmless messages."""

    about: About
    words: str
    quiet: bool = False


#: Public link shorteners: carriers treat messages with them as spam (MMS wiki).
SHORTENERS: Final = (
    "bit.ly", "tinyurl.com", "goo.gl", "t.co", "ow.ly", "is.gd", "buff.ly", "rb.gy",
    "cutt.ly", "shorturl.at", "tiny.cc", "rebrand.ly", "bl.ink", "t.ly", "v.gd",
)  # fmt: skip
_SHORT = re.compile(
    r"(?<![\w.@-])(?:https?://)?(?:www\.)?(?:"
    + "|".join(re.escape(host) for host in SHORTENERS)
    + r")/\w",
    re.IGNORECASE,
)


def cautions(
    text: str,
    *,
    kind: Kind = Kind.SMS,
    did: Did | None = None,
    people: int = 1,
    now: datetime | None = None,
    off: Collection[str] = (),
    received: Letters = Letters.NONE,
) -> tuple[Caution, ...]:
    """Return what may keep a text from arriving. `off`: topics that are switched off.

    `received`: letters that have come from the recipient, and so get through.
    """
    found = []
    if "/" in text and _SHORT.search(text):
        found.append(Caution(About.LINKS, "a shortened link: carriers may drop it"))
    if Letters.OTHER in received:
        # Emoji came as UCS-2, as any letter does.
        received |= Letters.LATIN
    if words := _letters(foreign_letters(text) & ~received):
        found.append(Caution(About.ACCENTS, words, quiet=True))
    if people > 1:
        words = "many at once: automatic sending gets accounts limited"
        found.append(Caution(About.SEVERAL, words, quiet=True))
    if kind is Kind.MMS and _ported_in(did, now):
        hours = duration(limits.PORT_IN, "hour")
        words = f"a new number: after a port-in MMS may fail for {hours}"
        found.append(Caution(About.PORT_IN, words))
    return tuple(caution for caution in found if caution.about not in off)


def number_cautions(contacts: Sequence[str], off: Collection[str] = ()) -> tuple[Caution, ...]:
    """Return at most one caution about the numbers. May be slow: call it off the event loop."""
    if About.NUMBER in off:
        return ()
    for contact in contacts:
        if words := numbers.parse(contact).caution:
            whose = "" if len(contacts) == 1 else f"{numbers.formatted(contact)}: "
            quiet = not numbers.is_premium(contact)
            return (Caution(About.NUMBER, f"{whose}{words.removesuffix('.')}", quiet),)
    return ()


def _letters(letters: Letters) -> str:
    """Return a caution for letters that "may not be delivered": accents and non-Latin (wiki).

    Those of the SMS alphabet arrive: only the others change the encoding of the whole message.
    """
    if Letters.OTHER in letters:
        return "letters that are not Latin, and emoji, may not arrive"
    return "accents may not arrive on every phone" if letters else ""


def _ported_in(did: Did | None, now: datetime | None) -> bool:
    """Return whether a DID was ordered recently: the order date of a ported DID is the port-in."""
    if did is None or now is None or did.ordered_at is None:
        return False
    return now - did.ordered_at < limits.PORT_IN
