"""Checks of the section `[notices]` of config.toml."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import time
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from mmstui.domain.notice_settings import BURST, NoticeRule, NoticeSettings, QuietHours, Wire
from mmstui.domain.phone.numbers import canonical
from mmstui.settings import values
from mmstui.settings.values import did_number, meant_key, phone_number

if TYPE_CHECKING:
    from mmstui.domain.push_targets import PushTarget

#: Reports a problem of the value that these keys lead to.
Complain: TypeAlias = Callable[[tuple[str, ...], str], None]

#: The name of the section.
NAME: Final = "notices"
_LONGEST_BURST: Final = 3600
_QUIET: Final = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)", re.ASCII)


def _wires(value: object) -> tuple[Wire, ...] | None:
    if value == "auto":
        return None
    if not isinstance(value, list) or not all(each in tuple(Wire) for each in value):
        raise ValueError(f'"auto", or a list of any of {", ".join(Wire)}')
    return tuple(Wire(each) for each in dict.fromkeys(value))


def _quiet_hours(value: object) -> QuietHours | None:
    if value == "":
        return None
    found = _QUIET.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is not None:
        hour, minute, end_hour, end_minute = map(int, found.groups())
        with suppress(ValueError):  # no hour, or no minute
            begin, end = time(hour, minute), time(end_hour, end_minute)
            if begin != end:
                return QuietHours(begin, end)
    raise ValueError('two times of day, as "22:00-7:00"')


def _command(value: object) -> tuple[str, ...]:
    return () if value == [] else values.command(value)


def _burst(value: object) -> float:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= _LONGEST_BURST:  # type: ignore[operator]  # it is a number
        raise ValueError(f"a number of seconds, 0 to {_LONGEST_BURST}")
    return float(value)  # type: ignore[arg-type]


def _title(value: object) -> bool | None:
    return None if value == "auto" else values.yes_or_no(value)


def _push(value: object) -> tuple[PushTarget, ...]:
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise ValueError('a list of texts, as ["ntfy:https://HOST/TOPIC"]')
    from mmstui.domain.push_targets import push_target

    return tuple(push_target(each) for each in value)


#: The keys of a rule, which the tables of numbers may have too, and the sentence after a wrong one.
_RULE: Final[dict[str, tuple[Callable[[object], Any], str]]] = {
    "on": (values.yes_or_no, "There are notices."),
    "use": (_wires, "What works in the terminal is used."),
    "command": (_command, "No command is run."),
    "text": (values.yes_or_no, "Texts are not shown."),
    "quiet_hours": (_quiet_hours, "There are none."),
}
_GENERAL: Final = _RULE | {
    "burst": (_burst, f"{BURST:g} is used."),
    "title": (_title, "It is set where it can be restored."),
    "push": (_push, "Nothing is told by push."),
}


def section(table: object, complain: Complain) -> NoticeSettings:
    """Return the settings of the section; what is wrong is reported and left out."""
    if not isinstance(table, dict):
        complain((NAME,), "wants a table, [notices]. It is left out.")
        return NoticeSettings()
    tables = {name: table[name] for name in ("numbers", "conversations") if name in table}
    plain = {name: value for name, value in table.items() if name not in tables}
    found = _checked(plain, _GENERAL, (NAME,), complain)
    general = {name: found.pop(name) for name in ("burst", "title", "push") if name in found}
    changes: dict[str, dict[tuple[str, str], Mapping[str, Any]]] = {name: {} for name in tables}
    for name, entries in tables.items():
        for written, values_of in _entries(name, entries, complain):
            try:
                key = _key(written, own=name == "numbers")
            except ValueError as problem:
                complain((NAME, name, written), f"is left out. {problem}")
            else:
                changes[name][key] = _checked(values_of, _RULE, (NAME, name, written), complain)
    return NoticeSettings(
        NoticeRule(**found),
        numbers={did: each for (_, did), each in changes.get("numbers", {}).items()},
        conversations=changes.get("conversations", {}),
        **general,
    )


def _key(written: str, *, own: bool) -> tuple[str, str]:
    """Return contact and DID of the name of a table: `DID`, `CONTACT` or `CONTACT/DID`.

    Raises ValueError with a sentence.
    """
    if own:
        return "", did_number(written)
    contact, slash, did = written.partition("/")
    name = contact.strip()
    # Some senders are names.
    contact = name if any(map(str.isalpha, name)) else phone_number(name)
    return canonical(contact), did_number(did) if slash else ""


def _entries(
    name: str, entries: object, complain: Complain
) -> list[tuple[str, Mapping[str, object]]]:
    if not isinstance(entries, dict):
        complain((NAME, name), "wants tables with phone numbers as names. It is left out.")
        return []
    found: list[tuple[str, Mapping[str, object]]] = []
    for written, value in entries.items():
        if isinstance(value, dict):
            found.append((written, value))
        else:
            complain((NAME, name, written), "wants a table, as { text = true }. It is left out.")
    return found


def _checked(
    table: Mapping[str, object],
    checks: Mapping[str, tuple[Callable[[object], Any], str]],
    above: tuple[str, ...],
    complain: Complain,
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in table.items():
        if name not in checks:
            above_it = " It belongs above [notices]." if name in values.KEYS else ""
            words = f"is not a setting of notices{meant_key(name, checks)}.{above_it}"
            complain((*above, name), f"{words} It is left out.")
            continue
        check, instead = checks[name]
        try:
            found[name] = check(value)
        except ValueError as wanted:
            complain((*above, name), f"wants {wanted}. {instead}")
    return found
