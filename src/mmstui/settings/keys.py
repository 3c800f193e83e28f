"""The section `[keys]` of config.toml: keys by the id of their command.

Only its form is checked here. Which ids and keys there are, and which keys clash, is known to
`mmstui.tui.keys`, which need not be loaded without this section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, TypeAlias

from mmstui.domain.records import record

#: The name of the section.
NAME: Final = "keys"
#: Keys as other programs have them: the names of the tables in `mmstui.tui.keys.presets`.
PRESETS: Final = ("mutt", "vim", "gmail")

#: Returns where the value that these keys lead to stands, as `config.toml, line 3: keys.preset`.
Where: TypeAlias = Callable[[tuple[str, ...]], str]


@record
class KeyLine:
    """A command's keys, as the user wrote them, and where, for a complaint."""

    command: str
    keys: tuple[str, ...]
    where: str

    def __str__(self) -> str:
        return f"{self.command}={','.join(self.keys)}"


@record
class KeySettings:
    """The user's keys: those of the preset, then the lines, which win over it."""

    preset: str = ""
    lines: tuple[KeyLine, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.preset or self.lines)

    def __str__(self) -> str:
        return " ".join([*([self.preset] if self.preset else []), *map(str, self.lines)])


def section(table: object, where: Where) -> tuple[KeySettings, list[str]]:
    """Return the settings of the section, and a sentence on each value of a wrong form."""
    if not isinstance(table, dict):
        return KeySettings(), [f"{where((NAME,))} wants a table, [keys]. It is left out."]
    complaints: list[str] = []
    lines: list[KeyLine] = []
    preset = ""
    for names, value in _leaves(table):
        place = where((NAME, ".".join(names)))
        if names == ("preset",):
            if value in PRESETS:
                preset = str(value)
            else:
                complaints.append(
                    f"{place} wants one of {', '.join(PRESETS)}. The keys are mmstui's own."
                )
        elif isinstance(value, str):
            lines.append(KeyLine(".".join(names), _parted(value), place))
        elif isinstance(value, list) and all(isinstance(each, str) for each in value):
            lines.append(KeyLine(".".join(names), tuple(value), place))
        else:
            complaints.append(f'{place} wants keys, as "j,down". It is left out.')
    return KeySettings(preset, tuple(lines)), complaints


def _leaves(
    table: Mapping[str, object], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    """Yield the values with their names: TOML reads `list.down = "j"` as a table in a table."""
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*above, name))
        else:
            yield (*above, name), value


def _parted(value: str) -> tuple[str, ...]:
    """Return the keys of a text with commas between them; a comma alone is the key."""
    if value.strip() == ",":
        return (",",)
    return tuple(part for each in value.split(",") if (part := each.strip() or each))
