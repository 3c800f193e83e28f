"""Numbers live once: in `domain/limits.py`, `sync/intervals.py`, `tui/layout.py`, or where used."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

import mmstui
from mmstui.domain import limits
from mmstui.domain.text.plurals import spelled

SOURCE = Path(mmstui.__file__).parent
LIMITS = {name: value for name, value in vars(limits).items() if name.isupper()}
LENGTHS = {value for value in LIMITS.values() if isinstance(value, timedelta)}
UNITS = {unit: timedelta(**{f"{unit}s": 1}) for unit in ("day", "hour", "minute", "second")}

#: Constants that have a limit's value by chance.
COINCIDENCES = {
    ("cli/send_options.py", "_WAIT"): "patience of who calls `send`, not the time to take back",
    (
        "store/receiving/polls.py",
        "_WRONG_CLOCK",
    ): "of our clock, not of when VoIP.ms dates a message",
    ("store/sending/reconcile.py", "_LOOK_BACK"): "days of our history; nothing was ported",
    ("store/deleting/server_deletes.py", "_LATE_LIST"): "how long an answer is on its way",
    ("store/sqlite/sql_functions.py", "LINE"): "a preview's characters, for the list's width",
    ("store/receiving/watermarks.py", "_OFTEN"): "between two writes of ours",
    ("sync/quarantine_retry.py", "NEWS"): "how long a message is news to its reader",
    ("tui/layout.py", "THREE"): "columns of a screen",
    ("tui/terminal/clipboard.py", "MOST_BYTES"): "of a clipboard, for our memory",
    ("voipms/statuses.py", "FIVE_MINUTES"): "the wait after a refusal",
}
#: Numbers that many things have: they are looked for in sentences only.
ROUND = {1, 2, 3, 5, 10, 15, 30, 60, 100, 300, 600, 1_000_000}
#: Names that say what kind of number it is, and not which; so the same number is no second home.
GENERAL = {
    **dict.fromkeys(("DAY", "MS"), "a unit"),
    **dict.fromkeys(("GAP", "MOST", "STEP"), "each of something else"),
    "NARROW_TEXT_COLUMN": "as each dialog's labels are long",
}


@cache
def trees() -> dict[str, ast.Module]:
    """All modules but the simulator's, which is to contradict us and imports nothing of ours."""
    return {
        name: ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(SOURCE.rglob("*.py"))
        if not (name := path.relative_to(SOURCE).as_posix()).startswith("simulator/")
    }


def number(node: ast.expr | None) -> int | float | timedelta | None:
    """The number that an expression is, written out."""
    match node:
        case ast.Constant(value=bool()):
            return None
        case ast.Constant(value=int() | float() as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            found = number(operand)
            return None if found is None else -found
        case ast.BinOp(left=left, op=ast.Mult() | ast.LShift() as op, right=right):
            one, other = number(left), number(right)
            if isinstance(one, int) and isinstance(other, int):
                return one * other if isinstance(op, ast.Mult) else one << other
        case ast.Call(func=ast.Name(id="timedelta"), args=[], keywords=keywords):
            parts = {part.arg: number(part.value) for part in keywords}
            if all(isinstance(value, int | float) for value in parts.values()):
                return timedelta(**parts)  # type: ignore[arg-type]
    return None


def constants(tree: ast.AST) -> Iterator[tuple[str, int | float | timedelta]]:
    """Numbers with a name: constants, fields, and defaults of arguments."""
    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pairs = [(name, value)]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pairs = [(name, value)]
            case ast.arguments(args=args, defaults=defaults, kwonlyargs=only, kw_defaults=others):
                pairs = [
                    (argument.arg, default)
                    for argument, default in [
                        *zip(args[len(args) - len(defaults) :], defaults, strict=True),
                        *zip(only, others, strict=True),
                    ]
                    if default is not None
                ]
            case _:
                continue
        for name, value in pairs:
            if (found := number(value)) is not None:
                yield name, found


def sentences(tree: ast.AST) -> Iterator[str]:
    """Strings that are no docstrings."""
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(words)) if id(node) not in documents:
                yield words


def spoken() -> Iterator[str]:
    """How a person would write each limit, as patterns."""
    for name, value in LIMITS.items():
        if isinstance(value, timedelta):
            for unit, length in UNITS.items():
                count, rest = divmod(value, length)
                if count > 1 and not rest:
                    yield rf"(?:{count}|{spelled(count)})[ -](?:{unit}s?|{unit[0]}|{unit[:3]})\b"
        elif name == "ATTACHMENTS":
            yield rf"(?:{value}|{spelled(value)}) files"
        elif "BYTES" in name and value >= 1_000_000:
            megabytes = f"{value / 1_000_000:g}".replace(".", r"\.")
            yield rf"{megabytes}(?:\.0)? ?MB\b"
            yield rf"{value // 1_000}|{value // 1_000:,} ?KB\b"
        elif isinstance(value, int) and value >= 10:
            yield rf"(?:{value}|{value:,})(?= ?[a-z])"


SPOKEN = re.compile(rf"(?<![\w.,:;#+=|?-])(?:{'|'.join(spoken())})")


@pytest.mark.parametrize(
    "words",
    [
        "for 30 seconds z takes it back", "within 30 s", "text only, 160 at most", "100 a day",
        "three files at most", "3 files at most", "over 1.3 MB", "1300 KB each", "last 48 hours",
        "over 2048 bytes", "every 30 minutes", "more than 92 days",
    ],
)  # fmt: skip
def test_a_limit_in_a_sentence_is_seen(words: str) -> None:
    assert SPOKEN.search(words)


def test_no_sentence_has_a_limit_typed_into_it() -> None:
    found = [
        f"{name}: {said[0]} in {words!r}"
        for name, tree in trees().items()
        if name != "domain/limits.py"
        for words in sentences(tree)
        if " " in words and "\n" not in words and (said := SPOKEN.search(words))
    ]
    assert found == []


def test_no_limit_is_typed_again() -> None:
    telling = {
        value for value in LIMITS.values() if isinstance(value, int) and value not in ROUND
    } | {length for length in LENGTHS if length not in UNITS.values()}
    found = {
        (name, constant)
        for name, tree in trees().items()
        if name not in {"domain/limits.py", "sync/intervals.py"}
        for constant, value in constants(tree)
        if value in telling
    }
    assert found == set(COINCIDENCES)


def test_no_constant_lives_in_two_modules() -> None:
    """The same name and the same number: one of the two would be forgotten."""
    homes = defaultdict(set)
    for name, tree in trees().items():
        for constant, value in constants(tree):
            size = value.total_seconds() if isinstance(value, timedelta) else value
            if size not in {0, 1, 2}:
                homes[constant.strip("_").upper(), size].add(name)
    found = {key: names for key, names in homes.items() if len(names) > 1}
    assert {key: names for key, names in found.items() if key[0] not in GENERAL} == {}
    assert {constant for constant, _ in found} == set(GENERAL)
