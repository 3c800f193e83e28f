"""Reads a number as people write it: signs, digits of any script, labels, extensions, links, codes.

The result is what was written; `mmstui.domain.phone.numbers` decides what it means.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from mmstui.domain.patterns import lazy_pattern
from mmstui.domain.records import record

#: The longest text that may be a number.
LONGEST: Final = 200
_SCHEME_WORDS: Final = r"[\s<]*(?:tel|sms|smsto|mms|mmsto|callto):(?://)?"
_SCHEME = lazy_pattern(_SCHEME_WORDS, re.IGNORECASE)
_SCHEME_WITHIN = lazy_pattern(rf"(?:^|(?<=[\s<,;])){_SCHEME_WORDS}", re.IGNORECASE)
#: Where the number of a link ends. Some phones write `&body=` or `;body=`; after `smsto:` a colon
#: precedes the text.
_QUERY = lazy_pattern(r"\?|&(?=[a-z-]+=)|;(?=(?:body|text)=)|(?<=\d):", re.IGNORECASE)
_LABEL = lazy_pattern(
    r"(?:(?:tel|tél|telephone|téléphone|phone|ph|cell|cellulaire|cellphone|mobile|mob|portable|home"
    r"|maison|work|office|bureau|text|texto|sms|telefon|tel[eé]fono|cel|celular|m[oó]vil|mobil"
    r"|handy)[\s.:]|[tcmphwb]\s?:)[\s.:]*",
    re.IGNORECASE,
)
# phonenumbers dials some of these words: findings/phonenumbers-poste.sh.
_MARK = (
    r"(?:ext(?:ensi[oó]n|n)?|xtn|x|poste|p|int(?:erno|erior)?|anexo|ramal|доб|loc(?:al)?|durchwahl"
    r"|dw|app(?:arat)?|nebenstelle|\#)"
    r"\s*(?:n[o°º]\.?|[.:=\#])?\s*"
)
_EXTENSION = lazy_pattern(
    rf"(?P<number>[^,;\#]*?\d[\s)]*)[\s,;(\-]*{_MARK}(?P<extension>\d{{1,7}})[\s)\#]*",
    re.IGNORECASE,
)
#: A vertical service code dialled before a whole number: to hide one's own number, to show it, or
#: to turn call waiting off. Other codes are not taken: a star may also stand before a country code.
_CODE = r"\*(?:67|70|82)|[*\#]31\#"
_SERVICE = lazy_pattern(rf"(?P<before>[^\d*\#]*)(?P<code>{_CODE})(?=[^+]*\+|(?:\D*\d){{10}})")
_CODE_ALONE = lazy_pattern(_CODE)
#: Separators of a list of numbers.
_BETWEEN = lazy_pattern(r"([,;\t、，；،؛])")
#: A piece between two separators that belongs to the number before it: an extension (after a mark,
#: or after two commas, a dialling pause) or a parameter of a link.
_BELONGS = lazy_pattern(rf"{_MARK}\d{{1,7}}[\s)\#]*|[a-z-]+=\S*", re.IGNORECASE)
_PAUSED = lazy_pattern(r"\d{1,7}\#?")
_PAUSES = lazy_pattern(r",[ ,]{0,3},[ ,]{0,3}(?=\d{1,7}\#?$)")
_NUMBER = lazy_pattern(r"[\d\s()\[\].\-/+]*")
#: `+1 (0) 438 555 0123`: a zero dialled only within the country, not after its code.
_ZERO = lazy_pattern(r"(\+\D{0,9}\d{1,3}[\s\-.]*)\(0\)")
_AROUND: Final = " \t\"'“”„‘’«»<>[]*.,;:|"
#: Signs that stand for a dot or minus, besides Unicode's dashes and full-width forms.
_SIGNS = str.maketrans({"\u00b7": ".", "\u2022": ".", "\u2027": ".", "\u2219": ".", "\u2212": "-"})


@record
class NumberText:
    """A number as written. `breaks`: indices of digits that a sign or blank precedes.

    `context`: the country code, and perhaps area code, that a link gives for a local number.
    """

    digits: str
    plus: bool
    breaks: frozenset[int]
    extension: str = ""
    message: bool = False  #: whether the link also had a text
    context: str = ""
    service_code: str = ""  #: dialled before the number


def read(text: str) -> NumberText | None:
    """Read a number; None for a text with anything else in it."""
    if _is_plain(text):
        return NumberText(text.removeprefix("+"), text[0] == "+", frozenset())
    extension, context, message = "", "", False
    if scheme := _SCHEME.match(text):
        text, extension, context, message = _link(text[scheme.end() :])
    if len(text) > LONGEST:
        return None
    text, code = _without_service_code(_PAUSES.sub(" #", " ".join(_plain(text).split())))
    text = text.strip(_AROUND)
    if label := _LABEL.match(text):
        text = text[label.end() :]
    if found := _EXTENSION.fullmatch(text):
        text, extension = found["number"], found["extension"]
    text = _ZERO.sub(r"\1", text.strip(_AROUND + "#-"))
    if not _NUMBER.fullmatch(text):
        return None
    before = re.match(r"\D*", text)
    head = before.group() if before else ""
    if "+" in text[len(head) :]:
        return None
    digits, breaks = "", set()
    for index, character in enumerate(text):
        if character.isdigit():
            if digits and not text[index - 1].isdigit():
                breaks.add(len(digits))
            digits += character
    return NumberText(digits, "+" in head, frozenset(breaks), extension, message, context, code)


def _is_plain(text: str) -> bool:
    # Without the patterns, which take as long as all else that a command does to queue a message.
    digits = text.removeprefix("+")
    return digits.isascii() and digits.isdecimal() and len(text) <= LONGEST


def split(text: str) -> list[str]:
    """Split a list of numbers; extensions and parameters stay with their number."""
    if _is_plain(text):
        return [text]
    parts: list[str] = []
    in_text = False
    for line in text.splitlines():
        link = _SCHEME_WITHIN.search(line)
        if link or not in_text:
            in_text = _take_line(parts, line, link)
    return parts


def _take_line(parts: list[str], line: str, scheme: re.Match[str] | None) -> bool:
    """Add the numbers of a line; return whether it ends in the text of a link.

    Numbers in that text are not recipients.
    """
    first, query, code = len(parts), "", ""
    if scheme and (ends := _QUERY.search(line, scheme.end())):
        line, query = line[: ends.start()], line[ends.start() :]
    pieces = _BETWEEN.split(line)
    for at in range(0, len(pieces), 2):
        piece = pieces[at].strip()
        paused = at > 2 and pieces[at - 3 : at : 2] == [",", ","] and not pieces[at - 2].strip()
        if parts and _BELONGS.fullmatch(piece):
            parts[-1] += f";{piece}"
        elif parts and paused and _PAUSED.fullmatch(piece):
            parts[-1] += f",,{piece}"
        elif _CODE_ALONE.fullmatch(piece):
            code = piece
        elif piece:
            parts.append(f"{code} {piece}".lstrip())
            code = ""
    link = next((n for n in range(first, len(parts)) if _SCHEME.match(parts[n])), None)
    if link is not None:
        parts[link] += query
    return bool(query)


def _link(text: str) -> tuple[str, str, str, bool]:
    """Return number, extension, context and whether there is a text, from a link after its scheme.

    RFC 3966 (tel), RFC 5724 (sms).
    """
    from urllib.parse import unquote

    ends = _QUERY.search(text)
    address, query = (text[: ends.start()], text[ends.start() :]) if ends else (text, "")
    message = re.search(r"^:\s*\S|body=|text=", query, re.IGNORECASE) is not None
    number, *parameters = address.split(";")
    values = {}
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        values[name.strip().lower()] = unquote(value).strip(_AROUND)
    extension = values.get("ext", "") or "".join(filter(str.isdecimal, values.get("postd", "")))
    context = values.get("phone-context", "")
    # A context can also be a domain name. Some links leave out the plus of a country code.
    context = re.sub(r"[\s+().-]", "", context)
    context = context if context.isdecimal() else ""
    return unquote(number), extension, context, message


def _without_service_code(text: str) -> tuple[str, str]:
    """Return a text without the service code before its number, and the code."""
    found = _SERVICE.match(text)
    return (found["before"] + text[found.end() :], found["code"]) if found else (text, "")


def _plain(text: str) -> str:
    """Return a text with ASCII digits and signs, without invisible characters."""
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text).translate(_SIGNS)
    return "".join(map(_plain_character, text))


def _plain_character(character: str) -> str:
    if "\uff00" <= character <= "\uffef":
        character = unicodedata.normalize("NFKC", character)
    if character == "\ufffd":  # replaces a pasted directional mark
        return ""
    match unicodedata.category(character):
        case "Nd":
            return str(unicodedata.decimal(character))
        case "Cf" | "Me":  # directional marks, joiners, keycap frames
            return ""
        case "Zs":
            return " "
        case "Pd":
            return "-"
        case _:
            return "" if "\ufe00" <= character <= "\ufe0f" else character
