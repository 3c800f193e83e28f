"""What the documents name is there."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from dataclasses import fields
from io import StringIO
from pathlib import Path

import pytest

from mmstui.cli.parser import build_parser
from mmstui.simulator import Switches
from mmstui.simulator.switches import table

ROOT = Path(__file__).parents[2]


def test_the_tests_that_security_rests_on_are_there() -> None:
    named = re.findall(r"`(tests/[^`]+)`", (ROOT / "SECURITY.md").read_text())
    assert len(named) >= 15
    assert [path for path in named if not (ROOT / path).is_file()] == []


def test_every_place_that_the_architecture_sends_one_to_is_there() -> None:
    _, _, table = (ROOT / "docs" / "architecture.md").read_text().partition("## To change X")
    rows = [row.split("|")[2] for row in table.splitlines() if row.startswith("| ")][1:]
    named = [path for row in rows for path in re.findall(r"`([^`]+)`", row)]
    assert len(rows) >= 24
    assert [path for path in named if not (ROOT / "src" / "mmstui" / path).exists()] == []


@pytest.mark.parametrize("command", ["backup", "repair", "status", "sync --verify", "sync --full"])
def test_commands_that_the_documents_send_one_to(command: str) -> None:
    assert build_parser("").parse_args(command.split())


def test_every_command_is_in_the_documents() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    usage = build_parser("").format_help()
    commands = re.findall(r"^    (\w+)\b", usage, re.MULTILINE)
    assert len(commands) >= 10
    assert [name for name in commands if f"mmstui {name}" not in page
            and f"| {name}" not in page] == []  # fmt: skip


def test_the_documents_name_every_option_of_send() -> None:
    page = (ROOT / "docs" / "commands.md").read_text()
    _, _, rest = page.partition("mmstui send --to")
    told = "--to" + rest.partition("\nmmstui ")[0]
    usage = build_parser("").parse_args(["send", "--to", "4385550123", "x"])
    assert usage.module == "send"
    found = set(re.findall(r"--[a-z-]+", told))
    assert found == set(re.findall(r"--[a-z-]+", _help_of("send"))) - {"--help", "--account"}


def _help_of(command: str) -> str:
    printed = StringIO()
    with redirect_stdout(printed), pytest.raises(SystemExit):
        build_parser("").parse_args([command, "--help"])
    return printed.getvalue()


#: The sections of voipms-api.md that tell what the service answers; 7 is push, 9 is for clients.
SECTIONS = {
    *("0", "1", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.8", "2.9", "2.10", "2.11"),
    *("3", "4", "5", "6", "8", "10"),
}


def test_each_section_of_the_fact_sheet_is_held_by_tests_of_the_simulator() -> None:
    first_lines = [
        path.read_text().partition("\n")[0]
        for path in (ROOT / "tests" / "unit" / "simulator").glob("test_*.py")
    ]
    named = {
        number
        for line in first_lines
        if (sections := re.search(r"voipms-api\.md sections? ([^:]+):", line))
        for number in re.findall(r"\d+(?:\.\d+)?", re.sub(r"\(.*?\)", "", sections[1]))
    }
    assert sorted(SECTIONS - named) == []


def test_each_finding_says_what_it_shows() -> None:
    for script in sorted((ROOT / "findings").glob("*.sh")):
        head = script.read_text(encoding="utf-8").split("\nset -", 1)[0]
        for part in ("Versions:", "Seen:", "One would have guessed:", "Hurts:"):
            assert f"# {part}" in head, f"{script.name} has no {part}"


def test_the_simulators_switches_are_a_table() -> None:
    page = (ROOT / "docs" / "simulator.md").read_text()
    names = [entry.name for entry in fields(Switches)]
    assert re.findall(r"^\| `(\w+)` \|", table(), re.MULTILINE) == names, "each has a docstring"
    assert names[:3] == ["latency", "slow_methods", "error_messages"]
    assert page.endswith(f"\n\n{table()}\n"), "print(table()) of simulator/switches.py makes it"
