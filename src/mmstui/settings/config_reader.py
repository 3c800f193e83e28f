"""Reads the text of config.toml: a wrong or unknown key is reported with its line and ignored."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from mmstui.settings import accounts, notices
from mmstui.settings import keys as key_section
from mmstui.settings.accounts import AccountSection
from mmstui.settings.config_file import ALL_LEFT_OUT, ConfigFile
from mmstui.settings.model import Settings
from mmstui.settings.values import KEYS, meant_key


class ConfigReader:
    """Reads the text of one file."""

    def __init__(self, path: Path, source: str) -> None:
        self._path = path
        self._source = source
        self._found = ConfigFile()
        #: The accounts whose sections are not TOML, in a file whose other parts are.
        self._broken: dict[str, AccountSection] = {}

    def read(self) -> ConfigFile:
        """Return what the text has."""
        try:
            table = tomllib.loads(self._source)
        except tomllib.TOMLDecodeError:
            table = self._table_of_whole_parts()
        self._section((), table, self._found.top)
        if self._broken:
            found = self._found.accounts | self._broken
            order = accounts.apart(self._source)
            self._found.accounts = {name: found[name] for name in order if name in found}
        return self._found

    def _table_of_whole_parts(self) -> dict[str, Any]:
        """Return the tables of a file that is not TOML as far as they are, each by itself."""
        table: dict[str, Any] = {}
        whole: dict[str, Any] = {}
        for name, part in accounts.apart(self._source).items():
            try:
                read = tomllib.loads(part)
            except tomllib.TOMLDecodeError as error:
                words, line = _place(str(error), part)
                left_out = _ACCOUNT_LEFT_OUT if name else ALL_LEFT_OUT
                complaint = f"{self._path}, line {line}: this is not TOML: {words}. {left_out}"
                if name:
                    self._broken[name] = AccountSection({}, [complaint])
                else:
                    self._found.top.complaints.append(complaint)
                continue
            if name:
                whole |= read[accounts.NAME]
            else:
                table = read
        return table | ({accounts.NAME: whole} if whole else {})

    def _place(self, keys: tuple[str, ...]) -> str:
        return f"{self._path}, line {_line_of(self._source, *keys)}: {'.'.join(keys)}"

    def _section(
        self, above: tuple[str, ...], table: Mapping[str, Any], into: AccountSection
    ) -> None:
        """Read the settings of a table: at the top, or of an account, whose keys are `above`."""
        complaints = into.complaints

        def complain(keys: tuple[str, ...], words: str) -> None:
            complaints.append(f"{self._place((*above, *keys))} {words}")

        for key, value in table.items():
            where = f"{self._path}, line {_line_of(self._source, *above, key)}"
            if key in {"password", "api_password"}:
                complaints.append(
                    f"{where}: {key} does not belong in a file; use password_command."
                )
            elif key == notices.NAME:
                into.values[key] = notices.section(value, complain)
            elif key == key_section.NAME and not above:
                into.values[key], wrong = key_section.section(value, self._place)
                complaints += wrong
            elif key == accounts.NAME and not above:
                self._found.accounts |= accounts.sections(
                    value, has_top="username" in table, read=self._account, complain=complain
                )
            elif key not in KEYS:
                complaints.append(f"{where}: {_no_setting(key, value)} It is left out.")
            else:
                try:
                    into.values[key] = KEYS[key](value)
                except ValueError as wanted:
                    end = "" if str(wanted).endswith("?") else "."
                    complaints.append(f"{where}: {key} wants {wanted}{end} {_instead(key)}")

    def _account(self, name: str, table: Mapping[str, Any]) -> AccountSection:
        found = AccountSection()
        self._section((accounts.NAME, name), table, found)
        return found


def _no_setting(key: str, value: object) -> str:
    where_to = " Settings stand at the top, in no table." if isinstance(value, dict) else ""
    meant = meant_key(key, (*KEYS, notices.NAME, key_section.NAME, accounts.NAME))
    return f"{key} is not a setting of mmstui{meant}.{where_to}"


#: Texts on the defaults of settings, where the value itself is not clear enough.
_DEFAULTS: dict[str, str] = {
    "username": "Without it there is no account.",
    "password_command": "The password is looked for elsewhere.",
    "since": "History is fetched from the first of your numbers on.",
    "team": "Your own messages are opened.",
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
_ACCOUNT_LEFT_OUT = "The settings of this account are left out."


def _instead(key: str) -> str:
    """Return a sentence on the value used instead of a wrong one."""
    if key in _DEFAULTS:
        return _DEFAULTS[key]
    from dataclasses import fields

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
