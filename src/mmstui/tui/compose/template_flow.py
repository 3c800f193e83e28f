"""The flow that puts a template into the compose box."""

from __future__ import annotations

import asyncio
from datetime import datetime, tzinfo

from mmstui.domain.messages import SEVERAL
from mmstui.domain.routing import route
from mmstui.domain.text.templates import Filled, values_of
from mmstui.tui.compose.badge import badge
from mmstui.tui.compose.commands import TEMPLATE
from mmstui.tui.compose.pane import ComposePane
from mmstui.tui.jobs import job


@job(f"No template was put in: press {TEMPLATE.key} again.", group="dialog")
async def put_in_template(pane: ComposePane, zone: tzinfo) -> None:
    """Let the user choose a template, and put it in the box at the caret."""
    from mmstui.tui.compose.template_file import TemplateFile
    from mmstui.tui.compose.templates import TemplatePicker

    if (key := pane.key) is None:
        return
    settings = pane.center.settings
    file = TemplateFile(settings.config_file, settings.account)
    templates, values = await asyncio.gather(
        asyncio.to_thread(file.read),
        asyncio.to_thread(_values, pane, key, pane.clock(), zone),
    )
    picker = TemplatePicker(
        file, templates, values, lambda text: _count(pane, text), pane.box.draft.text
    )
    filled = await pane.app.push_screen_wait(picker)
    if pane.key != key:
        return
    pane.focus_box()
    if filled is not None:
        pane.box.input.put_in(filled.text, filled.caret)
        pane.box.complain(_left_out(filled, several=key == SEVERAL))


def _values(pane: ComposePane, key: tuple[str, str], now: datetime, zone: tzinfo) -> dict[str, str]:
    """Return the value of each placeholder, "" for those that are unknown here."""
    contact, did = key[1], pane.box.did
    people = pane.center.directory.contacts() if contact else ()
    name = next((each.name for each in people if each.number == contact), "")
    return values_of(name, contact, did.number if did is not None else "", now, zone)


def _count(pane: ComposePane, text: str) -> str:
    """Return how the message would go with a text added: `SMS 43/160`."""
    outgoing = pane.box.signed(f"{pane.box.input.text}{text}")
    shown = badge(route(outgoing, pane.box.files, pane.box.did))
    return f"{shown.kind} {shown.number}"


def _left_out(filled: Filled, *, several: bool) -> str:
    """Return what of a template has no value here, "" if nothing."""
    if not filled.empty:
        return ""
    names = " and ".join(f"{{{name}}}" for name in filled.empty)
    why = "each of several people has another" if several else "this is not known"
    return f"{names} left empty: {why}. Write it yourself."
