"""Reading config.toml: a wrong or unknown key is reported with its line and ignored."""

from __future__ import annotations

import re
import tomllib
from dataclasses import fields
from datetime import time
from pathlib import Path
from typing import Any

from mmstui.settings import keys as key_section
from mmstui.settings import notices
from mmstui.settings.model import Settings
from mmstui.settings.values import KEYS, meant_key


def read_config(path: Path) -> tuple[dict[str, Any], list[str]]:
    """Return the valid values of the file, and a sentence on each problem. Never raises."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, []
    except UnicodeError:
        return {}, [f"{path} is not text in UTF-8. {_ALL_LEFT_OUT}"]
    except OSError as error:
        return {}, [f"{path} cannot be read ({type(error).__name__}). {_ALL_LEFT_OUT}"]
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        words, line = _place(str(error), source)
        return {}, [f"{path}, line {line}: this is not TOML: {words}. {_ALL_LEFT_OUT}"]
    values: dict[str, Any] = {}
    complaints: list[str] = []

    def place(keys: tuple[str, ...]) -> str:
        return f"{path}, line {_line_of(source, *keys)}: {'.'.join(keys)}"

    def complain(keys: tuple[str, ...], words: str) -> None:
        complaints.append(f"{place(keys)} {words}")

    for key, value in table.items():
        where = f"{path}, line {_line_of(source, key)}"
        if key in {"password", "api_password"}:
            complaints.append(f"{where}: {key} does not belong in a file; use password_command.")
        elif key == notices.NAME:
            values[key] = notices.section(value, complain)
        elif key == key_section.NAME:
            values[key], wrong = key_section.section(value, place)
            complaints += wrong
        elif key not in KEYS:
            where_to = " Settings stand at the top, in no table." if isinstance(value, dict) else ""
            meant = meant_key(key, (*KEYS, notices.NAME, key_section.NAME))
            words = f"{key} is not a setting of mmstui{meant}.{where_to}"
            complaints.append(f"{where}: {words} It is left out.")
        else:
            try:
                values[key] = KEYS[key](value)
            except ValueError as wanted:
                end = "" if str(wanted).endswith("?") else "."
                complaints.append(f"{where}: {key} wants {wanted}{end} {_instead(key)}")
    return values, complaints


#: Texts on the defaults of settings, where the value itself is not clear enough.
_DEFAULTS: dict[str, str] = {
    "username": "Without it there is no account.",
    "password_command": "The password is looked for elsewhere.",
    "since": "History is fetched from the first of your numbers on.",
    "zone": "The machine's own is used.",
    "mouse": "It is on, but in screen.",
    "thumbnails": "They are drawn where no slow line is known.",
    "keep_metadata": "They do not go with a picture.",
    "open_command": "BROWSER or the desktop's own is used.",
    "warnings_off": "All warnings are shown.",
    "searches": "There are no saved searches.",
    "templates": "There are no templates.",
    "did_colors": "Your numbers have no colors.",
    "signatures": "Nothing goes below your messages.",
}
_ALL_LEFT_OUT = "All its settings are left out: the defaults are used."


def _instead(key: str) -> str:
    """Return a sentence on the value used instead of a wrong one."""
    if key in _DEFAULTS:
        return _DEFAULTS[key]
    default = next(one.default for one in fields(Settings) if one.name == key)
    if isinstance(default, time):
        return f"{default:%H:%M} is used."
    return f"{default:g} is used." if isinstance(default, float) else f"{default} is used."


def _place(error: str, source: str) -> tuple[str, int]:
    """Return the message and the line of a TOML error."""
    words, _, where = error.rpartition(" (at ")
    if found := re.match(r"line (\d+)", where):
        return words, int(found[1])
    # An error at the end of the document: the last line that is not empty.
    return words or error, max(1, len(source.rstrip().splitlines()))


def _line_of(source: str, *keys: str) -> int:
    """Return the line of the last of some keys, each in the table of the one before."""
    lines = source.splitlines()
    found = 0
    for key in keys:
        name = rf"""["']?{re.escape(key)}["']?"""
        pattern = re.compile(rf"""^\s*\[?(?:[^=#]*\.)?{name}\s*[=\].]|[{{,]\s*{name}\s*=""")
        later = (n for n, line in enumerate(lines[found:], found) if pattern.search(line))
        found = next(later, found)
    return found + 1
