"""Escape sequences from a terminal: keys, and reports, which are neither keys nor text.

A report is information of the terminal about itself: its colours, attributes, version, size, modes,
mouse. It can arrive late, after the program that asked for it has ended. Sources: ECMA-48 (the form
of control sequences), ctlseqs.txt of xterm (reports), kitty's keyboard protocol (`CSI ... u`).
"""

from __future__ import annotations

import re
from typing import Final

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._keyboard_protocol import FUNCTIONAL_KEYS

ESC: Final = "\x1b"
PASTE_BEGINS: Final = "\x1b[200~"
PASTE_ENDS: Final = "\x1b[201~"

#: A control sequence; the first alternatives are urxvt's and the Linux console's own keys.
CSI: Final = re.compile(r"\x1b\[(?:\d{1,2}\$(?!y)|\[[A-E]|[ -?]*[@-~])")
#: An unfinished control sequence.
CSI_BEGUN: Final = re.compile(r"\x1b\[(?:\[|[ -?]{0,200})\Z")
#: A control string with its terminator: OSC, DCS, APC, PM or SOS.
STRING: Final = re.compile(r"\x1b[\]P_^X][^\x07\x18\x1a\x1b\x9c]*(?:\x07|\x1b\\|\x9c)")
#: An unfinished control string of a kind that terminals send. Others may be alt and a letter.
STRING_BEGUN: Final = re.compile(
    r"\x1b(?:\](?:\d{1,4}(?:;[^\x07\x18\x1a\x1b\x9c]*)?|[lLI][^\x07\x18\x1a\x1b\x9c]*)?"
    r"|P(?:[>!$+=\d|][^\x07\x18\x1a\x1b\x9c]*)?|_(?:G[^\x07\x18\x1a\x1b\x9c]*)?|[\^X])\x1b?\Z"
)
#: Characters of the longest report: an answer with a whole clipboard.
LONGEST: Final = 2_000_000

# Colours, properties, pointer, font, clipboard, palette, title; version, and each answer whose name
# has an intermediate character ($r, +r, !|, $u, !~); graphics.
_STRING_REPORT: Final = re.compile(
    r"\x1b(?:\](?:(?:[345]|1\d|2[12]|5[02]|6[01]|104|1337|99|633|70\d|777|5522|6;)\b|[lLI])"
    r"|P(?:>\||[\d;]*(?:[ -/][@-~]|[|u]))|_G)[^\x07\x18\x1a\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
)
# All sequences with private parameters, which no key has: attributes, flags, modes, limits of
# graphics. Then modes, status, sizes, cursor position, parameters, focus, mouse, locator.
_CSI_REPORT: Final = re.compile(
    r"\x1b\[(?:[?>=][0-?]*[ -/]*[@-~]|\d+;\d+\$y|[\d;]*n|[\d;:]+t|\d+;\d+(?:;\d+)?R|[\d;]+x|[IO]"
    r"|<-?\d+;-?\d+;-?\d+[Mm]|\d+;\d+;\d+M|[\d;]+&w)"
)

# Two modes that Textual queries: synchronized output and in-band resize.
_MODE: Final = re.compile(r"\x1b\[\?(?:2026|2048);\d\$y")
_MOUSE: Final = re.compile(r"\x1b\[<\d{1,3};\d{1,5};\d{1,5}[Mm]")
_RESIZE: Final = re.compile(
    r"\x1b\[48;(\d{1,5})[\d:]*;(\d{1,5})[\d:]*;(\d{0,6})[\d:]*;(\d{0,6})[\d:]*t"
)
#: The most cells a screen can have.
_MOST_CELLS: Final = 1_000_000
#: Pixels of a cell, if a terminal does not report them; otherwise Textual divides by zero.
_CELL: Final = (10, 20)

_EXTENDED: Final = re.compile(r"\x1b\[([\d:]*)(?:;([\d:]*))?(?:;([\d:]*))?([u~A-HPQS])")
_EXTENDED_LETTER: Final = re.compile(r"\x1b\[[\d:;]+u")
# Kitty's protocol numbers keys without a letter in Unicode's private use area.
_FUNCTIONAL: Final = range(57344, 63744)
_KEYPAD: Final = range(57399, 57428)
_LOCKS_AND_MODIFIERS: Final = frozenset({*range(57358, 57361), *range(57441, 57455)})
_SHIFT, _ALT, _LOCKS, _ALL_MODIFIERS = 1, 2, 64, 255
_RELEASED: Final = 3
# Three urxvt keys that Textual's table has wrong (findings/textual-urxvt-keys.sh): ctrl with home,
# end and down, as in xterm. The last one, enter of a keypad in application mode, which nobody asks
# for here, is shift+enter in Konsole and urxvt.
_TURNED_ROUND: Final = {
    "\x1b[7^": "\x1b[1;5H", "\x1b[8^": "\x1b[1;5F", "\x1bOb": "\x1b[1;5B", "\x1bOM": "\x1b[13;2u",
}  # fmt: skip


def is_report(sequence: str) -> bool:
    """Whether a whole sequence is a report, which only a terminal sends."""
    return bool(_STRING_REPORT.fullmatch(sequence) or _CSI_REPORT.fullmatch(sequence))


def is_extended_key(sequence: str) -> bool:
    """Whether a whole sequence is a key of kitty's protocol, even one without effect."""
    return _EXTENDED_LETTER.fullmatch(sequence) is not None


def is_known(sequence: str) -> bool:
    """Whether a whole sequence is a report or a key."""
    return is_report(sequence) or is_extended_key(sequence) or bool(for_parser(sequence))


def table_key(sequence: str) -> str:
    """Return the sequence of a key in Textual's table, corrected; "" if it is not there."""
    return _TURNED_ROUND.get(sequence, sequence) if sequence in ANSI_SEQUENCES_KEYS else ""


def for_parser(sequence: str) -> str:
    """Return a control sequence that Textual's parser reads without error; "" if it is no key.

    Only sequences that the parser acts on are returned, with their numbers in range.
    """
    if sequence in {"\x1b[I", "\x1b[O"} or _MODE.fullmatch(sequence) or _MOUSE.fullmatch(sequence):
        return sequence
    if found := _RESIZE.fullmatch(sequence):
        rows, columns, height, width = (int(part or 0) for part in found.groups())
        if not (rows and columns and rows * columns <= _MOST_CELLS):
            return ""
        height, width = height or rows * _CELL[1], width or columns * _CELL[0]
        return f"\x1b[48;{rows};{columns};{height};{width}t"
    if found := _EXTENDED.fullmatch(sequence):
        return _key(*found.groups(default=""))
    if is_report(sequence):
        return ""
    return table_key(sequence)


def _key(key: str, modifiers: str, text: str, final: str) -> str:
    """Return the sequence for `CSI key:shifted:base ; modifiers:event ; text final`; "" if it is no
    key.
    """
    code = _number(key.partition(":")[0] or "1")
    bits, _, event = modifiers.partition(":")
    held = max(0, _number(bits or "1") - 1)
    if held > _ALL_MODIFIERS:
        return ""
    held %= _LOCKS
    if event and _number(event.partition(":")[0]) == _RELEASED:
        return ""
    if final == "~" and code == 27 and text:  # xterm's modifyOtherKeys
        code, final = _number(text), "u"
        text = str(code) if held in {0, _SHIFT} and chr_or_none(code) else ""
    if final != "u":
        plain = f"\x1b[{'' if final.isalpha() and code == 1 else code}{final}"
        known = f"{code}{final}" in FUNCTIONAL_KEYS or plain in ANSI_SEQUENCES_KEYS
        if not known:
            return ""
        return f"\x1b[{code};{held + 1}{final}" if held else plain
    return _letter(code, held, text)


def _letter(code: int, held: int, text: str) -> str:
    if code in _LOCKS_AND_MODIFIERS:
        return ""
    functional = f"{code}u" in FUNCTIONAL_KEYS
    letters = [part for part in text.split(":") if chr_or_none(_number(part))]
    is_text = code in _KEYPAD or not functional
    if held & ~(_SHIFT | _ALT) or not is_text or (held & _ALT and _is_itself(code, letters)):
        letters = []
    if not letters and not functional and (code in _FUNCTIONAL or not chr_or_none(code)):
        return ""
    if code != 0 and not functional and not chr_or_none(code):
        return ""
    parts = f"{code};{held + 1 if held else ''};{':'.join(letters)}".rstrip(";")
    return f"\x1b[{parts}u"


def _is_itself(code: int, letters: list[str]) -> bool:
    """Whether the text of a key is only its own letter, so that alt did not produce it."""
    own = chr_or_none(code)
    return bool(own) and "".join(chr(int(one)) for one in letters) in {own, own.upper()}


def _number(digits: str) -> int:
    """Return the number, -1 if it is none or too long."""
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else -1


def chr_or_none(code: int) -> str:
    """Return the character of a code point, "" if it cannot be typed."""
    if not 32 <= code <= 0x10FFFF or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000:
        return ""
    return chr(code)
