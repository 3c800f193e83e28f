"""The program: its version, and the libraries that it runs on."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from functools import partial
from importlib import metadata
from typing import Final

from mmstui import __version__
from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.result import CheckResult, Public, fine, said, wrong
from mmstui.domain.problems import StoreProblem
from mmstui.store.sqlite.connections import require_sqlite, sqlite_version
from mmstui.tui.terminal.textual_private import PartMissing, check

_VERSIONS: Final = "program.versions"
_LIBRARIES: Final = ("textual", "rich", "httpx", "pydantic")


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    return [partial(_versions), partial(_textual), partial(_sqlite)]


FAMILY: Final = CheckFamily("program", _checks)


def _versions() -> Iterator[CheckResult]:
    libraries = ", ".join(f"{name} {_version(name)}" for name in _LIBRARIES)
    yield fine(
        _VERSIONS,
        said("mmstui {version} on Python {python}, SQLite {sqlite}, {libraries}; {system}.",
             version=Public(__version__), python=Public(platform.python_version()),
             sqlite=Public(sqlite_version()), libraries=Public(libraries),
             system=Public(_system())),
    )  # fmt: skip


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "of no known version"


def _system() -> str:
    """Return name and number of the system, without what its owner may have named it."""
    number = re.match(r"[\d.]*", platform.release())
    return f"{platform.system()} {number[0] if number else ''}".strip()


def _textual() -> Iterator[CheckResult]:
    try:
        check()
    except PartMissing as problem:
        words = said("{sentence}", sentence=Public(problem.what))
        fix = said("{sentence}", sentence=Public(problem.hint))
        yield wrong("program.textual", "textual", words, fix)


def _sqlite() -> Iterator[CheckResult]:
    try:
        require_sqlite()
    except StoreProblem as problem:
        words = said("{sentence}", sentence=Public(problem.what))
        fix = said("{sentence}", sentence=Public(problem.hint))
        yield wrong("program.sqlite", "old_sqlite", words, fix)
