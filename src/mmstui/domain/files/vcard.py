"""Names and numbers of a vCard, as phones send contacts (versions 2.1, 3.0 and 4.0).

Everything in a vCard is from outside: only names and numbers are read, in bounded time, and both
are ready to paint. A file that is no vCard, or a broken one, has what can be read of it.
"""

from __future__ import annotations

import binascii
import codecs
import re
from collections.abc import Iterator, Mapping
from typing import Final

from mmstui.domain.phone import numbers
from mmstui.domain.records import record
from mmstui.domain.text.sanitise import line

#: Types of vCards, and the extension of their files.
TYPES: Final = frozenset({"text/vcard", "text/x-vcard", "text/directory"})
EXTENSION: Final = ".vcf"
#: Bytes that are read of a file: a photo may follow the numbers, but not thousands of contacts.
MOST_BYTES: Final = 512 * 1024
#: Contacts of a file, and numbers of a contact, that are read.
MOST_CARDS: Final = 20
MOST_NUMBERS: Final = 10
#: The most characters of a name: more than any phonebook takes.
_NAME: Final = 80
#: The most characters of a logical line that are looked at: a photo is one long line.
_LINE: Final = 4000
_LONGEST_NUMBER: Final = 40
_SHORTEST_NUMBER: Final = 3
_FOLD: Final = re.compile(r"\n[ \t]")
#: Some programs fold within a character, so that only the joined bytes can be decoded.
_FOLD_IN_BYTES: Final = re.compile(rb"(?:\r\n?|\n)[ \t]")
#: A colon or semicolon in quotation marks belongs to the value of a parameter.
_HEAD_END: Final = re.compile(r'(?:[^":]|"[^"]*")*:')
_PARAMETER: Final = re.compile(r'(?:[^";]|"[^"]*")+')
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_ENCODINGS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
    (b"B\0E\0", "utf-16-le"), (b"\0B\0E", "utf-16-be"),
)  # fmt: skip


@record
class Card:
    """A contact: its name, "" for none, and its numbers in canonical form, ready to paint."""

    name: str
    numbers: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The name, or the first number."""
        return self.name or next(map(numbers.formatted, self.numbers), "no name")


def is_vcard(mime: str, name: str) -> bool:
    """Return whether a file is a vCard by its type, or by its name."""
    return mime in TYPES or (name.lower().endswith(EXTENSION) and not mime.startswith("image/"))


def cards(content: bytes) -> tuple[Card, ...]:
    """Return the contacts of a vCard; none for any other content."""
    found: list[Card] = []
    names: dict[str, str] = {}
    told: dict[str, None] = {}
    depth = 0
    for name, parameters, value in _properties(_text(content[:MOST_BYTES])):
        word = value.strip().upper()
        if name == "BEGIN" and word == "VCARD":
            depth += 1
            if depth == 1:
                names, told = {}, {}
        elif name == "END" and word == "VCARD" and depth:
            depth -= 1
            if depth == 0 and (names or told):
                found.append(_card(names, told))
                if len(found) == MOST_CARDS:
                    break
        elif depth == 1:
            # A card within a card is an assistant, not the contact.
            _take(name, _decoded(parameters, value), names, told)
    else:
        if depth and (names or told):
            # Cut off: the lines before the cut are right.
            found.append(_card(names, told))
    return tuple(found)


def _card(names: Mapping[str, str], told: Mapping[str, None]) -> Card:
    name = next((names[key] for key in ("FN", "N", "NICKNAME", "ORG") if names.get(key)), "")
    return Card(name, tuple(told))


def _take(name: str, value: str, names: dict[str, str], told: dict[str, None]) -> None:
    if name in {"FN", "NICKNAME"}:
        names.setdefault(name, _shown(_unescaped(value)))
    elif name in {"N", "ORG"}:
        parts = [_shown(_unescaped(part)) for part in re.split(r"(?<!\\);", value)[:5]]
        if name == "N":
            # Family, given, additional, prefix, suffix.
            parts = [*parts[1:3], *parts[:1]]
        names.setdefault(name, " ".join(filter(None, parts)))
    elif name == "TEL" and len(told) < MOST_NUMBERS:
        number = _shown(_unescaped(value.strip()))[:_LONGEST_NUMBER]
        number = numbers.parse(number).number or numbers.canonical(number)
        if sum(character.isdigit() for character in number) >= _SHORTEST_NUMBER:
            told[line(number)] = None


def _shown(text: str) -> str:
    return line(text)[:_NAME].rstrip()


def _unescaped(value: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)


def _text(content: bytes) -> str:
    """Return a file as text, by its mark, else UTF-8, else the encoding of old phones."""
    for mark, encoding in _ENCODINGS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    joined = _FOLD_IN_BYTES.sub(b"", content)
    try:
        return joined.decode()
    except UnicodeDecodeError as error:
        # Cut within a character at the end: still UTF-8.
        whole = len(joined) - error.start < 4 and len(content) == MOST_BYTES
        return joined.decode("utf-8" if whole else "cp1252", "replace")


def _properties(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Yield name, parameters and raw value of each property, unfolded."""
    unfolded = _FOLD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    if unfolded[-9:].upper() != "END:VCARD":
        # The last line may be cut.
        unfolded = unfolded.rpartition("\n")[0]
    lines = iter(unfolded.split("\n"))
    for each in lines:
        if (head := _HEAD_END.match(each[:_LINE])) is None:
            continue
        value = each[head.end() : _LINE]
        name, *given = _PARAMETER.findall(head[0][:-1]) or [""]
        parameters: dict[str, str] = {}
        for parameter in given:
            key, equals, said = parameter.partition("=")
            # Version 2.1 gives a value without its key.
            parameters[key.strip().upper() if equals else "ENCODING"] = (said or key).strip('" ')
        if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            # A soft line end is a = at the end of a line.
            while value.endswith("=") and len(value) < _LINE:
                value = value[:-1] + next(lines, "")
        yield name.rpartition(".")[2].strip().upper(), parameters, value


def _decoded(parameters: Mapping[str, str], value: str) -> str:
    if parameters.get("ENCODING", "").upper() != "QUOTED-PRINTABLE":
        return value
    data = binascii.a2b_qp(value.encode("utf-8", "replace"))
    try:
        return data.decode(parameters.get("CHARSET", "utf-8"), "replace")
    except (LookupError, ValueError):
        return data.decode("utf-8", "replace")
