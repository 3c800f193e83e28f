"""`send --to-file`: recipients from a file, and a text with fields of each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.domain.phone import number_text, numbers
from mmstui.domain.records import NamedTuple
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import is_no_text

if TYPE_CHECKING:
    from mmstui.cli.line_format import LineFormat

#: The column with the number, by its heading.
_NUMBER: Final = ("number", "to", "phone")
#: Delimiters of columns, the first that the heading has.
_DELIMITERS: Final = ("\t", ";", ",")
#: So many wrong lines, or recipients, are told.
TOLD: Final = 5
#: The longest file that is read.
_MOST_BYTES: Final = 8_000_000


class Outgoing(NamedTuple):
    """A text for a contact's canonical number; `values`: the contact's columns, for a template."""

    contact: str
    text: str
    values: Mapping[str, str] = MappingProxyType({})


class _Recipient(NamedTuple):
    line: int
    number: str
    values: Mapping[str, str]


def from_file(path: Path, text: str | None) -> list[Outgoing]:
    """Return the text for each recipient in a file. Raises CommandError, which names the lines.

    The file has a number on each line, or columns with a heading, which are fields of the text:
    `Hello {name}`. Without a text, they are the `values` of a template.
    """
    import csv

    from mmstui.cli.line_format import LineFormat

    lines = _lines(path)
    first = next(iter(lines), "")
    delimiter = next((each for each in _DELIMITERS if each in first), ",")
    rows = [*csv.reader(lines, delimiter=delimiter)]
    heading = [cell.strip() for cell in rows[0]] if rows else []
    column = next((n for n, cell in enumerate(heading) if cell.casefold() in _NUMBER), None)
    template = None
    if column is None:
        recipients = list(_listed(rows))
    else:
        recipients = list(_in_columns(rows, heading, column))
        if text is not None:
            template = LineFormat(text, [*filter(None, heading)], what="The text", escapes=False)
    _complain(path, list(_problems(recipients, template)))
    found: dict[str, Outgoing] = {}
    for each in recipients:
        filled = (text or "") if template is None else template.filled(each.values)
        made = Outgoing(_canonical(each.number), filled, each.values if text is None else {})
        if found.setdefault(made.contact, made) != made:
            _complain(path, [(each.line, f"{each.number} is there before, with another text")])
    if not found:
        raise CommandError(Exit.USAGE, "no_recipient", f"{path} has no numbers.")
    return list(found.values())


def _lines(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise CommandError(Exit.USAGE, "to_file", f"{path} cannot be read: {why}.") from None
    text = data.decode("utf-8-sig", "surrogateescape")
    if len(data) > _MOST_BYTES or is_no_text(text):
        raise CommandError(
            Exit.USAGE, "to_file", f"{path} is no list of recipients: it is not text in UTF-8, or "
            "far too long.", "Give a number on each line, or CSV with a heading: number,name",
        )  # fmt: skip
    return text.splitlines()


def _listed(rows: Sequence[Sequence[str]]) -> Iterator[_Recipient]:
    for line, row in enumerate(rows, 1):
        written = ",".join(row).strip()
        if written and not written.startswith("#"):
            yield from (_Recipient(line, each, {}) for each in number_text.split(written))


def _in_columns(
    rows: Sequence[Sequence[str]], heading: Sequence[str], column: int
) -> Iterator[_Recipient]:
    for line, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            cells = [cell.strip() for cell in row] + [""] * (len(heading) - len(row))
            yield _Recipient(line, cells[column], dict(zip(heading, cells, strict=False)))


def _problems(
    recipients: Sequence[_Recipient], template: LineFormat | None
) -> Iterator[tuple[int, str]]:
    for each in recipients:
        written = numbers.parse(each.number)
        if not written.sendable:
            yield each.line, f"{each.number or 'no number'}: {written.problem}"
        elif template is not None:
            for name in template.fields:
                if not each.values[name]:
                    yield each.line, f"{each.number} has no {name}, which the text wants"


def _canonical(number: str) -> str:
    return numbers.parse(number).number


def _complain(path: Path, problems: Sequence[tuple[int, str]]) -> None:
    """Raise CommandError if there are problems."""
    if not problems:
        return
    told = "\n".join(f"{path}, line {line}: {words}" for line, words in problems[:TOLD])
    more = len(problems) - TOLD
    hint = f"And {count_of(more, 'more line')}. " if more > 0 else ""
    raise CommandError(Exit.USAGE, "recipients", told, f"{hint}Nothing was sent.")
