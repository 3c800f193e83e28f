r"""`--format`: a line of text with fields in braces, as `{name}\t{unread}`."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from string import Formatter
from typing import Any, Final, NamedTuple

from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.domain.text.cells import aligned, cut
from mmstui.domain.text.sanitise import line

_ESCAPES: Final = {r"\t": "\t", r"\n": "\n", r"\\": "\\"}
#: The only thing after a colon: where the text of a field stands, how many cells of the terminal it
#: takes at least, and at most: `{name:>20}`, `{name:<20.20}`.
_WIDTH: Final = re.compile(r"(?:([<>^])?([1-9][0-9]{0,3}))?(?:\.([0-9]{1,4}))?")


class _Piece(NamedTuple):
    before: str
    name: str | None
    width: str


class LineFormat:
    """A format that was checked: it has known fields only."""

    def __init__(
        self,
        text: str,
        fields: Collection[str],
        *,
        what: str = "--format",
        escapes: bool = True,
    ) -> None:
        r"""Raises CommandError for what is no format, or for a field that is not in `fields`.

        `what`: its name in errors. `escapes`: \t and \n stand for a tab and a line end.
        """
        self._pieces = tuple(_pieces(text, fields, what, escapes=escapes))
        #: The fields that it has.
        self.fields = tuple(dict.fromkeys(piece.name for piece in self._pieces if piece.name))

    def filled(self, values: Mapping[str, Any]) -> str:
        """Return the line of some values, as in JSON. Text in them cannot begin another line."""
        return "".join(
            piece.before + (_fitted(_said(values[piece.name]), piece.width) if piece.name else "")
            for piece in self._pieces
        )


def _pieces(text: str, fields: Collection[str], what: str, *, escapes: bool) -> Iterator[_Piece]:
    try:
        found = list(Formatter().parse(text))
    except ValueError as error:
        raise _wrong(f"{what}: {error}.") from None
    for before, name, width, conversion in found:
        if name is not None and name not in fields:
            raise CommandError(
                Exit.USAGE, "no_field", f"{what}: there is no field {name or '{}'}.",
                f"Fields are {', '.join(fields)}.",
            )  # fmt: skip
        if conversion or (width and not _WIDTH.fullmatch(width)):
            raise _wrong(f"{what}: {name} has {conversion or width} after it, which is no width.")
        yield _Piece(_unescaped(before) if escapes else before, name, width or "")


def _wrong(words: str) -> CommandError:
    return CommandError(Exit.USAGE, "format", words, "A brace itself is written twice: {{ or }}.")


def _unescaped(text: str) -> str:
    return re.sub(r"\\[tn\\]", lambda found: _ESCAPES[found[0]], text)


def _fitted(text: str, width: str) -> str:
    found = _WIDTH.fullmatch(width)
    if not width or found is None:
        return text
    side, least, most = found.groups()
    return aligned(cut(text, int(most)) if most else text, side or "<", int(least or 0))


def _said(value: Any) -> str:
    """Return a value as text: null as nothing, and of counts by name their sum."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case dict():
            return str(sum(value.values()))
        case _:
            return line(str(value))
