"""The parts of docs/ that are made from tables: `PYTHONPATH=tests python -m support.pages`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from mmstui.settings.descriptions import DESCRIPTIONS
from mmstui.tui.keys.panes import PANES
from mmstui.tui.ui.commands import Command, display
from mmstui.voipms.statuses import TABLE

DOCS: Final = Path(__file__).parents[2] / "docs"
#: Begins the part of a page that is made.
_MADE: Final = "<!-- Made by tests/support/pages.py from the table in {source}. -->\n"
#: A command of so many panes is listed once.
_COMMON: Final = 5


def keys() -> str:
    """All commands by pane, with their keys and ids."""
    used = Counter(command.id for pane in PANES for command in {*pane.commands})
    common = {command.id: command for pane in PANES for command in pane.commands
              if used[command.id] >= _COMMON}  # fmt: skip
    lines = ["### In many places", *_keys_table(common.values())]
    for pane in PANES:
        own = [command for command in dict.fromkeys(pane.commands) if command.id not in common]
        if own:
            lines += ["", f"### In {pane.name}", *_keys_table(own)]
    return "\n".join(lines)


def _keys_table(commands: Iterable[Command]) -> Iterator[str]:
    yield from ("", "| keys | | id |", "|---|---|---|")
    for command in commands:
        shown = " ".join(_code(display(key)) for key in command.keys.split(","))
        yield f"| {shown} | {command.description.replace('|', chr(92) + '|')} | `{command.id}` |"


def _code(key: str) -> str:
    fence = "``" if "`" in key else "`"
    return f"{fence}{key.replace('|', chr(92) + '|')}{fence}"


def settings() -> str:
    """All settings, with their defaults."""
    rows = (f"| `{name}` | {each.default} | {each.words} |" for name, each in DESCRIPTIONS.items())
    return "\n".join(("| key | default | |", "|---|---|---|", *rows))


def statuses() -> str:
    """What VoIP.ms says, and mmstui of the network, with what to do."""
    rows = (
        f"| `{status.code}` | {_cell(status.happened)} | {_cell(status.todo)} |"
        for status in TABLE.values()
    )
    return "\n".join(("| word | what happened | what to do |", "|---|---|---|", *rows))


def _cell(words: str) -> str:
    return " ".join(words.replace("|", "\\|").replace("{", "").replace("}", "").split())


#: The pages, with what makes their last part, and the table that it is made from.
PAGES: Final[dict[str, tuple[Callable[[], str], str]]] = {
    "keys.md": (keys, "src/mmstui/tui/keys/panes.py"),
    "settings.md": (settings, "src/mmstui/settings/descriptions.py"),
    "troubleshooting.md": (statuses, "src/mmstui/voipms/statuses.py"),
}


def made(name: str) -> tuple[str, str]:
    """Return the comment before the part of a page that is made, and that part."""
    make, source = PAGES[name]
    return _MADE.format(source=source), f"\n{make()}\n"


def main() -> None:
    """Write the made parts of all pages again."""
    for name in PAGES:
        path = DOCS / name
        comment, part = made(name)
        written, _, _ = path.read_text(encoding="utf-8").partition(comment)
        path.write_text(f"{written}{comment}{part}", encoding="utf-8")


if __name__ == "__main__":
    main()
