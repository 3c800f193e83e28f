"""Private parts of Textual and Rich: all are in a list, and one that is gone is told."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.drivers.linux_driver import LinuxDriver

import mmstui.tui
from mmstui import settings
from mmstui.cli import inbox
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.tui.terminal import textual_private
from mmstui.tui.terminal.textual_private import TESTED, WEB_PARTS

PARTS = textual_private.PARTS | WEB_PARTS
TUI = Path(mmstui.tui.__file__).parent
FILES = sorted(TUI.rglob("*.py"))
LIBRARIES = ("textual", "rich")
#: Of every named tuple, and part of what Python documents of them.
NAMED_TUPLE = {"_asdict", "_fields", "_make", "_replace"}
#: The last word of each part.
LISTED = {re.split(r"[:.]", part)[-1] for part in PARTS}


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


@cache
def tree_of_file(path: Path) -> ast.AST:
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """What is imported from the libraries: modules, each with a name of it or none."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                found = [(module, alias.name) for alias in names]
            case ast.Import(names=names):
                found = [(alias.name, "") for alias in names]
            case _:
                continue
        yield from (each for each in found if each[0].partition(".")[0] in LIBRARIES)


def names_in(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Private names that code uses or makes, each with what stands before its dot."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=value, attr=name):
                found = (ast.unparse(value), name)
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "hasattr" | "delattr"),
                args=[value, ast.Constant(value=str(name)), *_],
            ):
                found = (ast.unparse(value), name)
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found = ("self", name)
            case ast.ClassDef(body=body):
                yield from (("self", name) for name in assigned(body) if is_private(name))
                continue
            case _:
                continue
        if is_private(found[1]):
            yield found


def assigned(body: list[ast.stmt]) -> Iterator[str]:
    """The names that statements of a class give to its attributes."""
    for statement in body:
        match statement:
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


@cache
def owned(tree: ast.AST) -> set[str]:
    """Private names that a module or a class gives to what it makes itself."""
    return {name for owner, name in names_in(tree) if owner in {"self", "cls"}}


def test_private_modules_and_names_are_imported_from_the_list() -> None:
    for path in FILES:
        for module, name in imports(tree_of_file(path)):
            if any(map(is_private, [*module.split("."), name])):
                whole = f"{module}:{name}"
                listed = any(part == whole or part.startswith(f"{whole}.") for part in PARTS)
                assert listed, f"{path}: {whole}"


def test_private_parts_of_other_objects_are_listed() -> None:
    for path in FILES:
        tree = tree_of_file(path)
        for owner, name in names_in(tree):
            ours = owned(tree) if owner in {"self", "cls"} else NAMED_TUPLE
            assert name in ours | LISTED, f"{path}: {owner}.{name}"


def classes() -> Iterator[type]:
    for path in FILES:
        parts = path.relative_to(TUI.parent.parent).with_suffix("").parts
        name = ".".join(parts).removesuffix(".__init__")
        for value in vars(import_module(name)).values():
            if inspect.isclass(value) and value.__module__ == name:
                yield value


def is_of_a_library(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in LIBRARIES


@cache
def classes_in(module: str) -> dict[str, ast.AST]:
    tree = ast.parse(inspect.getsource(import_module(module)))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def tree_of(kind: type) -> ast.AST:
    return classes_in(kind.__module__)[kind.__name__]


def shared_with_bases(kind: type) -> Iterator[str]:
    """Private names that one of our classes uses, and the library's classes that it extends."""
    ours = {name for owner, name in names_in(tree_of(kind)) if owner in {"self", "cls", "super()"}}
    for base in filter(is_of_a_library, kind.__mro__):
        theirs = owned(tree_of(base)) | {name for name in vars(base) if is_private(name)}
        yield from ours & theirs


def test_our_widgets_use_and_replace_only_listed_parts_of_what_they_extend() -> None:
    """Also by chance: an attribute of ours that Textual has under the same name is shared."""
    found = {
        (kind.__name__, name)
        for kind in classes()
        for name in shared_with_bases(kind)
        if not any(part.rpartition(".")[2] == name and extends(kind, part) for part in PARTS)
    }
    assert found == set()


def extends(kind: type, part: str) -> bool:
    """Whether a class has the part's class among its bases."""
    name = part.partition(":")[2].partition(".")[0].removesuffix("()")
    return name in {base.__name__ for base in kind.__mro__}


def test_nothing_is_listed_that_is_not_used() -> None:
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in FILES if path.stem != "textual_private"
    )
    assert [name for name in sorted(LISTED) if not re.search(rf"\b{name}\b", source)] == []


def test_all_parts_are_there() -> None:
    assert list(textual_private.missing(in_browser=True)) == []


def test_the_versions_told_are_those_required() -> None:
    project = tomllib.loads((TUI.parents[2] / "pyproject.toml").read_text(encoding="utf-8"))
    required = project["project"]["dependencies"]
    assert {f"{name}{versions}" for name, versions in TESTED.items()} <= set(required)


def gone(monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    """Let a part be looked for under a name that there is not."""
    parts = {f"{part}_of_old" if name == part else name: why for name, why in PARTS.items()}
    monkeypatch.setattr(textual_private, "PARTS", parts)


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_missed(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    gone(monkeypatch, part)
    assert list(textual_private.missing()) == [f"{part}_of_old"]


def test_a_module_that_is_gone_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(textual_private, "PARTS", {"textual._gone:Parser.feed": "read keys"})
    assert list(textual_private.missing()) == ["textual._gone:Parser.feed"]


def test_the_inbox_says_which_part_is_gone_before_it_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(*_: Any, **__: Any) -> None:
        pytest.fail("the screen was opened")

    monkeypatch.setattr(App, "run", opened)
    monkeypatch.delattr(LinuxDriver, "_sigcont_application")
    monkeypatch.setenv("MMSTUI_API_PASSWORD", "secret")
    monkeypatch.setattr(inbox, "require_terminal", lambda: None)
    configured = settings.Settings(
        home=tmp_path, config_file=tmp_path / "config.toml", username="demo@example.com"
    )
    with pytest.raises(CommandError) as told:
        inbox.open_inbox(configured)
    assert told.value.exit_code is Exit.FAILURE
    assert re.fullmatch(
        r"This mmstui does not run with Textual 8\.[\d.]+: LinuxDriver\._sigcont_application is "
        r"gone, which it needs to come back after SIGSTOP\.",
        told.value.words,
    )
    assert told.value.hint == "Install the version it was tested with: 'textual>=8.2.8,<8.3'."
