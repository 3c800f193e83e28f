"""What the documents name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mmstui.cli.parser import build_parser

ROOT = Path(__file__).parents[2]


def test_the_tests_that_security_rests_on_are_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text())
    assert len(named) >= 15
    assert [path for path in named if not (ROOT / path).is_file()] == []


@pytest.mark.parametrize("command", ["backup", "repair", "status", "sync --verify", "sync --full"])
def test_commands_that_the_documents_send_one_to(command: str) -> None:
    assert build_parser("").parse_args(command.split())


def test_every_command_is_in_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    usage = build_parser("").format_help()
    commands = re.findall(r"^    (\w+)\b", usage, re.MULTILINE)
    assert len(commands) >= 10
    assert [name for name in commands if f"mmstui {name}" not in readme
            and f"| {name}" not in readme] == []  # fmt: skip
