"""The log holds no message and no password: neither by an exception's words nor by our own."""

from __future__ import annotations

import ast
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

import mmstui
from mmstui.cli.log import start_logging

SECRET = "Regardez [/] hunter2"
SOURCE = Path(mmstui.__file__).parent
#: All that a line of ours may name, as its source has it: codes, types, places, counts, paths.
NAMED = {
    "by",
    "error.status",
    "answer.status",
    "failure.status",
    "change.kind",
    "outcome.state",
    "kind",
    "name",
    "self.name",
    "path",
    "place_of(error)",
    "place_of(second)",
    "place_of(error) if error else 'unknown'",
    "problem.trouble.value",
    "type(error).__name__",
    "shown_by()",
}


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        start_logging(tmp_path)
        yield tmp_path / "mmstui.log"
    finally:
        for handler in root.handlers:
            handler.close()
        root.handlers[:] = handlers
        root.setLevel(level)


@pytest.mark.parametrize("name", ["mmstui.sync", "asyncio", "textual", "httpx"])
def test_an_exceptions_words_are_left_out(log: Path, name: str) -> None:
    try:
        raise ValueError(SECRET)
    except ValueError:
        logging.getLogger(name).exception("it broke")
    written = log.read_text()
    assert "ValueError at test_log.py:" in written
    assert not any(word in written for word in SECRET.split())


def test_of_other_peoples_code_the_log_has_the_place_and_no_words(log: Path) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved: %s", SECRET)
    written = log.read_text()
    assert "ERROR asyncio: test_log.py:" in written
    assert not any(word in written for word in SECRET.split())


def test_each_of_our_lines_names_only_what_nobody_wrote() -> None:
    seen = 0
    for path in SOURCE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        for call in ast.walk(ast.parse(source)) if "log." in source else ():
            if not (isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute)):
                continue
            if ast.unparse(call.func.value) not in {"log", "_log"}:
                continue
            seen += 1
            assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}"
            assert not call.keywords, f"{path}:{call.lineno}"
            named = {ast.unparse(each) for each in call.args[1:]}
            assert named <= NAMED, f"{path}:{call.lineno}"
    assert seen > 10
