"""The settings: where each comes from, and what is wrong in config.toml."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.result import (
    CheckResult,
    Public,
    Wording,
    fine,
    known,
    said,
    warning,
    wrong,
)  # fmt: skip
from mmstui.settings import REAL_API, Settings, SettingSource
from mmstui.settings.values import KEYS

#: Settings that a report shows: their values are numbers, flags, or from lists of ours.
_OPEN: Final = frozenset(
    {
        "password_prompts", "active_interval", "idle_interval", "hold_after", "theme",
        "sends_per_day", "colors", "mouse", "pictures", "thumbnails", "keep_metadata",
        "warnings_off",
    }
)  # fmt: skip
#: Settings whose values may have a secret in them, so that they are never shown.
_SHUT: Final = frozenset({"password_command"})


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    return [
        partial(_file, setup.settings),
        partial(_sources, setup.settings),
        partial(_api_url, setup.settings),
    ]


FAMILY: Final = CheckFamily("settings", _checks)


def _file(settings: Settings) -> Iterator[CheckResult]:
    path = str(settings.config_file)
    for complaint in settings.complaints:
        yield warning(
            "settings.file", "wrong_setting", said("{sentence}", sentence=complaint),
            said("Correct {path}.", path=path),
        )  # fmt: skip
    if settings.complaints:
        return
    if settings.config_file.exists():
        yield fine("settings.file", said("{path} is in order.", path=path))
    else:
        yield fine("settings.file", said("There is no {path}; none is needed.", path=path))


def _sources(settings: Settings) -> Iterator[CheckResult]:
    """Say of each setting that is set where its value comes from."""
    for name, source in settings.sources.items():
        yield fine("settings.source", _sourced(settings, name, source))
    left = len(KEYS) - len(settings.sources)
    if left:
        yield fine("settings.source", said("The other {count} settings have defaults.", count=left))


def _sourced(settings: Settings, name: str, source: SettingSource) -> Wording:
    where = Public(source)
    if name in _SHUT:
        return said("{setting} is from {where}.", setting=Public(name), where=where)
    value = _written(getattr(settings, name))
    shown = Public(value) if name in _OPEN else known(value, REAL_API.replace(".", r"\."))
    return said(
        "{setting} is {value}, from {where}.", setting=Public(name), value=shown, where=where
    )


def _written(value: object) -> str:
    match value:
        case tuple() | frozenset():
            return " ".join(map(str, value)) or "none"
        case bool():
            return "true" if value else "false"
        case float():
            return f"{value:g}"
    return str(value)


def _api_url(settings: Settings) -> Iterator[CheckResult]:
    """Look at the API's address: every request has the password in it."""
    from mmstui.voipms import BadAddress, Client

    try:
        Client(settings.api_url, "", "")
    except BadAddress as problem:
        yield wrong("settings.api_url", "bad_address", said("{words}", words=Public(problem.words)),
                    said("Correct api_url, or MMSTUI_API_URL."))  # fmt: skip
