"""Keeps for the next first sight what the screen has resolved: see `first_sight`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from mmstui.domain.text.sanitise import line
from mmstui.domain.times.zones import EASTERN, data_folder, key_of, zone_name
from mmstui.tui.inbox import first_sight
from mmstui.tui.inbox.summary import summary_keys
from mmstui.tui.theme.did_colors import DidColors
from mmstui.tui.theme.palette import Palette, Surface
from mmstui.tui.theme.roles import Role
from mmstui.tui.ui import app_commands
from mmstui.tui.ui.commands import key_of as command_key
from mmstui.tui.ui.footer import end_hints, pane_hints
from mmstui.tui.ui.header import WHY

if TYPE_CHECKING:
    from mmstui.tui.inbox.screen import InboxScreen

_CODES: Final = re.compile(r"\x1b\[([\d;]*)mx")
_STYLES: Final = (
    "blank",
    "text",
    "strong",
    "soft",
    "faint",
    "rule",
    "accent",
    "error",
    "warn",
    "bar",
    "bar_away",
)


def keep(inbox: InboxScreen, environ: Mapping[str, str]) -> None:
    """Write what the next first sight needs, or remove the file if it cannot be as the inbox."""
    data = str(inbox.center.settings.home)
    try:
        if (kept := kept_of(inbox, environ)) is not None:
            first_sight.write(data, kept)
        else:
            os.unlink(os.path.join(data, first_sight.FILE_NAME))
    except OSError:
        return  # The next start shows itself.


def kept_of(inbox: InboxScreen, environ: Mapping[str, str]) -> dict[str, Any] | None:
    """Return what the next first sight needs; None if it could not paint what the inbox does."""
    settings = inbox.center.settings
    zone, eastern = _zone_file(inbox.home_zone), _zone_file(EASTERN)
    plain = not (settings.complaints or settings.password_prompts or settings.signs == "ascii")
    if not plain or zone is None or eastern is None:
        return None
    palette = Palette.of(inbox)
    owners = {"t0": inbox.summary, "t1": inbox.list, "cursor": inbox.list}
    surfaces = {name: getattr(palette, name) for name in first_sight.SURFACES}
    colors = DidColors.of(inbox)
    return {
        "fingerprint": first_sight.fingerprint(environ, str(settings.config_file)),
        "looks": {name: _inks(surface, owners[name]) for name, surface in surfaces.items()},
        "bars": [palette.bar, palette.bar_below],
        "colors": {
            did: {
                name: _ink(colors.style(did, surface, surface.faint), owners[name])
                for name, surface in surfaces.items()
            }
            for did in settings.did_colors
            if settings.did_colors[did].color
        },
        "names": {did: line(look.name) for did, look in settings.did_colors.items() if look.name},
        "compact": settings.density == "compact",
        "zone": zone,
        "eastern": eastern,
        "zone_name": zone_name(inbox.home_zone),
        "why": command_key(WHY),
        "hints": pane_hints(inbox),
        "end_hints": end_hints(app_commands.KEYS),
        "summary_keys": summary_keys(),
        "sends_limit": settings.sends_per_day,
        **inbox.center.first_sight_facts(),
    }


def _inks(surface: Surface, owner: Widget) -> dict[str, Any]:
    inks = {name: _ink(getattr(surface, name), owner) for name in _STYLES}
    return inks | {f"{role} bold": _ink(surface.of(role, bold=True), owner) for role in Role}


def _ink(style: Style, owner: Widget) -> list[Any]:
    """Return the codes of a style as the terminal gets them, and what decides where blanks go."""
    strip = Strip([Segment("x", style)], 1)
    for each in owner.get_line_filters():
        strip = strip.apply_filter(each, owner.background_colors[1])
    found = _CODES.match(strip.render(owner.app.console))
    codes = found[1] if found else ""
    ground = style.bgcolor.name if style.bgcolor is not None else ""
    return [codes, ground, bool(style.reverse), bool(style.underline)]


def _zone_file(zone: tzinfo) -> tuple[str, str] | None:
    """Return the file of a zone and its key; None if it has none."""
    key = key_of(zone)
    for path in (Path(data_folder(), key), Path("/etc/localtime")):
        with suppress(OSError, ValueError):
            from zoneinfo import ZoneInfo

            with path.open("rb") as file:
                if path.is_file() and key in (path.name, key) and ZoneInfo.from_file(file, key):
                    return str(path), key
    return None
