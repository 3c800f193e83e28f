"""Meaning is in types: no code decides by reading a sentence that other code wrote."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import mmstui

SOURCE = Path(mmstui.__file__).parent
ROOMS = ("tui", "cli", "center", "sync", "store", "doctor")
FILES = sorted(path for room in ROOMS for path in (SOURCE / room).rglob("*.py"))

#: Signs of a sentence: of a warning at its begin, and of its end.
_SIGNS = {"startswith": {"!"}, "endswith": {".", "?", "!"}}


def readings(source: str) -> Iterator[int]:
    """The lines where a sentence of several words, or the sign at its end, is compared."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Compare(left=left, comparators=others):
                if any(_is_sentence(each) for each in (left, *others)):
                    yield node.lineno
            case ast.Call(func=ast.Attribute(attr="startswith" | "endswith" as attr), args=[x, *_]):
                if _is_sentence(x) or _text(x).strip() in _SIGNS[attr]:
                    yield node.lineno
            case ast.match_case(pattern=ast.MatchValue(value=value)) if _is_sentence(value):
                yield value.lineno


def _text(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _is_sentence(node: ast.expr) -> bool:
    words = _text(node).split(" ")
    return len(words) > 1 and all(word[:1].isalpha() for word in words)


def test_nothing_is_decided_by_reading_a_sentence() -> None:
    assert len(FILES) > 400
    found = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in FILES
        for line in readings(path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_what_would_be_found() -> None:
    for line in (
        'x = "gone at server" in notes',
        'x = words.endswith(".")',
        'x = words.startswith("!")',
        'x = words == "Not sent yet"',
    ):
        assert list(readings(line)) == [1], line
    assert list(readings('x = text.endswith("/") or key == "ctrl+o" or sql.startswith(")")')) == []
