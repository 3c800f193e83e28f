"""Finds the links of a text, and warns of misleading addresses.

A link is an `http` or `https` address in upper or lower case, or a name that begins with `www.`. A
bare name (`example.com`) is not a link, or "tomorrow.is fine" would contain one. Other schemes are
not links, since they could start any program.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final, NamedTuple

_BEGINS: Final = re.compile(
    r"(?<![A-Za-z0-9])https?://|(?<![A-Za-z0-9_@.-])www\.(?=[\w-])", re.IGNORECASE
)
#: Characters that end an address: blanks, controls, quotation marks, angle brackets.
_BREAK: Final = re.compile(
    '[\\s\x00-\x1f\x7f-\x9f<>"`{}|\\\\^\u00ab\u00bb\u2018-\u201f\u2039\u203a\u300c-\u300f\ufeff'
    "\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufffd\u3000\u3001\u3002\uff0c\uff01\uff1f\uff1b]"
    "|[,;](?=https?://|www\\.)",
    re.IGNORECASE,
)
_PAIRS: Final = (
    "()[]\uff08\uff09\uff3b\uff3d\uff5b\uff5d\uff62\uff63"
    "\u3008\u3009\u300a\u300b\u3010\u3011\u3014\u3015"
)
_CLOSES: Final = dict(zip(_PAIRS[1::2], _PAIRS[::2], strict=True))
#: ASCII punctuation that a link may contain, but not end with. Other punctuation is treated alike.
_LAST: Final = ".,;:!?'*_~"
_HOST: Final = re.compile(
    r"https?://(?:[^/?#]*@)?(\[[0-9A-Fa-f:.]+\]|[^/?#:]+)(?::\d*)?(?:[/?#]|$)", re.I
)


class Link(NamedTuple):
    """A link: its range in the text, and the address to open."""

    start: int
    end: int
    url: str


def links_in(text: str) -> list[Link]:
    """Return all links of a text, in order."""
    found = []
    at = 0
    while (begins := _BEGINS.search(text, at)) is not None:
        broken = _BREAK.search(text, begins.end())
        shown = _trimmed(text[begins.start() : broken.start() if broken else len(text)])
        at = begins.start() + max(len(shown), len(begins[0]))
        url = shown if "://" in begins[0] else f"http://{shown}"
        scheme, _, rest = url.partition("://")
        url = f"{scheme.lower()}://{rest}"
        if _HOST.match(url) and any(letter.isalnum() for letter in rest):
            found.append(Link(begins.start(), begins.start() + len(shown), url))
    return found


def first_link(text: str) -> Link | None:
    """Return the first link of a text; None if there is none."""
    if "://" not in text and "www." not in text.lower():
        return None
    return next(iter(links_in(text)), None)


def _trimmed(link: str) -> str:
    """Remove the punctuation of the sentence, and closing brackets that were opened before."""
    opened = {opens: link.count(opens) for opens in _CLOSES.values()}
    closed = {closes: link.count(closes) for closes in _CLOSES}
    end = len(link)
    while end:
        last = link[end - 1]
        if last in _CLOSES:
            if closed[last] <= opened[_CLOSES[last]]:
                break
            closed[last] -= 1
        elif last in _CLOSES.values():
            opened[last] -= 1
        elif last not in _LAST and (last.isascii() or unicodedata.category(last)[0] != "P"):
            break
        end -= 1
    # Markdown: [words](https://a.example)more and [https://a.example](https://a.example)
    return link[:end].split("](", 1)[0]


def caution_of(url: str) -> str:
    """Return a sentence about what is misleading in an address; "" for most addresses.

    The part before an `@` is not the host (RFC 3986 section 3.2.1). Letters of different alphabets
    look alike.
    """
    authority = url.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0]
    _, at, host = authority.rpartition("@")
    if at:
        return f"The host is {host}: the part before the @ is not."
    for label in host.split("."):
        scripts = {
            unicodedata.name(letter, "?").partition(" ")[0] for letter in label if letter.isalpha()
        }
        if len(scripts & {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE"}) > 1:
            return f"{host} mixes letters of several alphabets."
    if not host.isascii():
        return f"{host} has letters that may look like other letters."
    return ""
