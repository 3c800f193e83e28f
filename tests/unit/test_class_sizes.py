"""Nothing grows too large to read: classes by their methods, modules by their lines."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import Final

import mmstui

ROOT: Final = Path(mmstui.__file__).parent
MOST_METHODS: Final = 40
MOST_LINES: Final = 400

FUNCTIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in ROOT.rglob("*.py")}


def methods_of(name: str, classes: dict[str, list[ast.ClassDef]]) -> set[str]:
    """Return the names of a class's methods and of its bases', as far as they are ours."""
    found: set[str] = set()
    for each in classes.get(name, ()):
        found |= {node.name for node in each.body if isinstance(node, FUNCTIONS)}
        for base in each.bases:
            called = base.value if isinstance(base, ast.Subscript) else base
            base_name = ast.unparse(called).rpartition(".")[2]
            if base_name != name:
                found |= methods_of(base_name, classes)
    return found


def test_no_class_has_more_methods_than_one_can_keep_in_mind() -> None:
    classes: dict[str, list[ast.ClassDef]] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                classes.setdefault(node.name, []).append(node)
    counts = {name: len(methods_of(name, classes)) for name in classes}
    assert len(counts) > 500
    assert {name: count for name, count in counts.items() if count > MOST_METHODS} == {}


def test_only_tables_make_a_module_long() -> None:
    """A table is a constant of a module: it may have as many lines as it has rows."""
    long = {}
    for path, tree in trees().items():
        tables = (node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign))
        rows = sum((node.end_lineno or node.lineno) - node.lineno for node in tables)
        lines = len(path.read_text(encoding="utf-8").splitlines()) - rows
        if lines > MOST_LINES:
            long[path.relative_to(ROOT).as_posix()] = lines
    assert long == {}
