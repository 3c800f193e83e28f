"""Makes text from outside safe to show.

A terminal obeys control characters: ESC, the C1 controls and BEL move the cursor, set the title or
write the clipboard, and bidirectional overrides make a line read as something else. All of these
are replaced by a visible mark, so that a sender cannot hide them. Variation selectors, combining
marks and the joiners of emoji stay: emoji and accents need them. Other joiners are removed: width
functions count `a`, joiner, `b` as one cell, and a terminal that paints two would overrun the line.
"""

from __future__ import annotations

from typing import Final
from unicodedata import category, normalize

from mmstui.domain.patterns import lazy_pattern

MARK: Final = "\ufffd"

# C0 except tab and newline, DEL, C1; bidi embeddings, overrides and isolates; line and paragraph
# separators, where a terminal may break the line; BOM; interlinear annotations; noncharacters;
# surrogates.
_HOSTILE = lazy_pattern(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"
    "\u202a-\u202e\u2066-\u2069"
    "\u2028\u2029\ufeff\ufff9-\ufffb\ufffe\uffff"
    "\ud800-\udfff]"
)
# Directional marks reorder nothing by themselves and are common: removed without a mark.
_MARKS = lazy_pattern("[\u061c\u200e\u200f]")
# Here and below a pattern begins with a set of characters and looks back after it: `re` then skips
# to the first of these characters, which is five times as fast.
_TAG = "[\U000e0000-\U000e007f]"
_TAG_RUN = lazy_pattern(f"{_TAG}(?<!\U0001f3f4{_TAG})(?<![\U000e0020-\U000e007f]{_TAG}){_TAG}*")
_LINE_ENDS = lazy_pattern("\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_SURROGATES = lazy_pattern("[\ud800-\udfff]")
_NAME_BYTES: Final = 120
#: Reserved by systems or obeyed by shells, and what looks like a separator.
_NOT_IN_A_NAME: Final = frozenset(
    '/\\:*?"<>|$`;[]{}' + MARK + "\u2044\u2215\u29f8\uff0f\uff3c\ufe68"
)
_BLANKS = lazy_pattern(r"\s+")
# More combining marks than any language uses on a letter would paint over the lines above.
_PILED = "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
_MARK_PILE = lazy_pattern(f"({_PILED}{_PILED}{{3}}){_PILED}+")

# Characters that a joiner joins into one emoji: pictures, and a few signs behind a person.
_EMOJI = (
    "[\u2194\u2195\u2620\u2640\u2642\u267e\u2695\u2696\u26a7\u26d3\u26f9\u2708\u2744\u2764"
    "\u27a1\u2b1b\U0001f300-\U0001faff]"
)
_NO_JOINER = lazy_pattern(f"\u200d(?:(?<!{_EMOJI}\u200d)(?<!{_EMOJI}\ufe0f\u200d)|(?!{_EMOJI}))")
# No emoji is made of more than four parts.
_MOST_JOINERS: Final = 3
_LINK = f"\u200d{_EMOJI}[\U0001f3fb-\U0001f3ff]?\ufe0f?"
_CHAIN = lazy_pattern(f"({_LINK}{_LINK}{_LINK})\u200d")

# Controls of UTF-16 without its mark, or of ISO-2022-JP, in text that is valid UTF-8 by chance. Not
# the terminal controls that many programs print.
_ANOTHER_ENCODING = lazy_pattern("[\x00-\x06\x10-\x19\x1c-\x1f]|\x1b[$]")

# In a text box, characters that are meant but never painted are replaced by stand-ins: one-cell
# characters of Unicode's last private plane, or for a joiner a deprecated tag of no width.
_CONTROLS = lazy_pattern("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_UNPAINTED = lazy_pattern("[\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff]")
_STAND_INS: Final = 0x10F000
_UNSEEN: Final = (
    *map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A)), "\ufeff",
    *map(chr, range(0xFFF9, 0xFFFC)), "\ufffe", "\uffff", *map(chr, range(0xE0000, 0xE0080)),
)  # fmt: skip
_JOINER_STANDS: Final = "\U000e0001"
_STANDS_FOR: Final = {one: chr(_STAND_INS + n) for n, one in enumerate(_UNSEEN)}
_STOOD_FOR: Final = {stands: one for one, stands in _STANDS_FOR.items()} | {
    _JOINER_STANDS: "\u200d"
}
_STANDS = lazy_pattern(f"[{_JOINER_STANDS}{chr(_STAND_INS)}-{chr(_STAND_INS + len(_UNSEEN) - 1)}]")


def display(text: str) -> str:
    """Return text that is safe on several lines, with LF line ends and tabs as four blanks."""
    return _harmless(text)


def meant(text: str) -> str:
    """Return text to leave the program: for VoIP.ms, the clipboard or another message.

    Keeps everything that a user can mean, such as isolates, joiners, marks and flags. Removes
    control characters and lone surrogates without a mark. Line ends become LF.
    """
    if text.isprintable():
        return text
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))


def typed(text: str) -> str:
    """Return `meant` text for a text box, with stand-ins for characters that are never painted.

    A stand-in is as wide as its painted form; `untyped` restores the text.
    """
    if text.isprintable():
        return text
    text = meant(text).replace("\t", "    ")
    text = _UNPAINTED.sub(lambda found: _STANDS_FOR[found[0]], text)
    text = _TAG_RUN.sub(lambda found: "".join(_STANDS_FOR[tag] for tag in found[0]), text)
    if "\u200d" in text:
        text = _CHAIN.sub(rf"\1{_JOINER_STANDS}", _NO_JOINER.sub(_JOINER_STANDS, text))
    return text


def untyped(text: str) -> str:
    """Return the text in a text box, with the stand-ins replaced by their characters."""
    if text.isascii():
        return text
    return _STANDS.sub(lambda found: _STOOD_FOR[found[0]], text)


def painted(text: str) -> str:
    """Return a line of a text box as it is painted, with the same width."""
    if text.isascii():
        return text
    text = _STANDS.sub(lambda found: "" if found[0] == _JOINER_STANDS else MARK, text)
    return _MARK_PILE.sub(r"\1", _MARKS.sub("", text))


def _harmless(text: str) -> str:
    # A printable text needs none of the first replacements.
    if not text.isprintable():
        text = _LINE_ENDS.sub("\n", text).replace("\t", "    ")
        text = _HOSTILE.sub(MARK, _MARKS.sub("", text))
        text = _TAG_RUN.sub(MARK, text)
        if "\u200d" in text:
            text = _NO_JOINER.sub("", text)
            if text.count("\u200d") > _MOST_JOINERS:
                text = _CHAIN.sub(r"\1", text)
    # `search` first: it is much faster than `sub` when there is no match.
    has_pile = not text.isascii() and _MARK_PILE.search(text)
    return _MARK_PILE.sub(r"\1", text) if has_pile else text


def line(text: str) -> str:
    """Return text for one line: `display` with runs of blanks and line ends as one blank."""
    if text.isprintable() and "  " not in text:
        return display(text).strip()
    return _BLANKS.sub(" ", display(text)).strip()


def file_name(name: str) -> str:
    """Return a name from outside as a safe last component of a path, never empty.

    Letters and marks of every script stay, composed. No separators, signs that a shell or another
    system obeys, leading dots or control characters, and at most 120 bytes of UTF-8: file systems
    allow 255, and prefixes are added.
    """
    name = line(normalize("NFC", name)).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(map(_in_a_name, name)).strip(" .-")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 8:
        return _at_most(name, _NAME_BYTES) or "file"
    suffix = _at_most(suffix, 16)
    stem = _at_most(stem, _NAME_BYTES - 1 - len(suffix.encode()))
    return f"{stem}.{suffix}"


def _in_a_name(character: str) -> str:
    if character in _NOT_IN_A_NAME:
        return "_"
    kind = category(character)
    # Of format characters, scripts and emoji need the two joiners.
    hostile = kind[0] in "CZ" and character not in " \u200c\u200d"
    return "_" if hostile else character


def _at_most(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore").strip(" .-")


def without_surrogates(text: str) -> str:
    """Return text with U+FFFD for lone surrogates, which no encoder accepts."""
    return text if text.isprintable() else _SURROGATES.sub(MARK, text)


def has_surrogates(text: str) -> bool:
    """Return whether a text has lone surrogates, as from undecodable bytes."""
    return not text.isprintable() and _SURROGATES.search(text) is not None


def is_no_text(text: str) -> bool:
    """Return whether a text that was read is in another encoding than it was read in.

    It then has lone surrogates, or controls of that other encoding.
    """
    return has_surrogates(text) or (
        not text.isprintable() and _ANOTHER_ENCODING.search(text) is not None
    )
