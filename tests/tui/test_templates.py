"""t, ctrl+f and f2: templates are put in, written and deleted; signatures go below messages."""

from __future__ import annotations

import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.tui.app import InboxApp
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.templates import TemplateForm, TemplatePicker
from support.inboxes import NOW, SHOP, TORONTO, ZOE, make_center_like_the_picture
from support.screens import screen_text, wait_until
from support.stores import FakeClock

CONFIG = """\
# Mine.
[templates]
hours = "Hi {first}, we are open until 18:00. {cursor}"  # every day
wrong = "Hi {nmae}"
when = "{date}, {time}, from {did}"
"""


class Templates:
    """The inbox with the box of Zoé's thread, on Friday 20 November, 14:02."""

    def __init__(self, app: InboxApp, pilot: Pilot[Any], center: MessageCenter) -> None:
        self.app, self.pilot, self.center = app, pilot, center
        self.config = center.settings.config_file

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)

    async def shows(self, *texts: str) -> None:
        await wait_until(self.pilot, lambda: all(text in screen_text(self.app) for text in texts))

    async def picker(self, key: str = "ctrl+f") -> None:
        await self.press(key)
        await wait_until(self.pilot, lambda: isinstance(self.app.screen, TemplatePicker))
        await self.shows("Put in a template")

    async def closed(self) -> None:
        await wait_until(self.pilot, lambda: isinstance(self.app.focused, MessageInput))

    @property
    def box(self) -> MessageInput:
        return self.app.inbox.pane.writing.box.input

    @property
    def written(self) -> object:
        return tomllib.loads(self.config.read_text(encoding="utf-8"))["templates"]


@asynccontextmanager
async def inbox(home: Path, config: str = CONFIG, **settings: object) -> AsyncIterator[Templates]:
    center = make_center_like_the_picture(home, FakeClock(NOW), more=3)
    center.settings = replace(
        center.settings, config_file=home / "config.toml", **settings  # type: ignore[arg-type]
    )  # fmt: skip
    center.settings.config_file.write_text(config, encoding="utf-8")
    app = InboxApp(center, clock=center.now, zone=TORONTO, engine=False)
    async with app.run_test(size=(100, 36), notifications=True) as pilot:
        await wait_until(pilot, lambda: "j k move" in screen_text(app))
        yield Templates(app, pilot, center)
    center.close()


async def test_a_template_is_found_filled_in_and_put_at_the_caret(tmp_path: Path) -> None:
    async with inbox(tmp_path) as seen:
        # From the list: the conversation under the cursor.
        await seen.picker("t")
        await seen.press(*"hou")
        await seen.shows("enter put in hours", "SMS 33/160", "Hi Zoé, we are open")
        await seen.press("enter")
        await seen.closed()
        assert seen.box.text == "Hi Zoé, we are open until 18:00. "
        await seen.press(*"yes")
        await seen.shows("36/160")
        await seen.press("escape")
        # From the thread, behind what is written.
        await seen.picker("t")
        await seen.press(*"from", "enter")
        await seen.closed()
        assert seen.box.text.endswith("yesFriday 20 November, 14:02, from (514) 555-0100")
        await seen.press("ctrl+underscore")
        assert seen.box.text == "Hi Zoé, we are open until 18:00. yes"


async def test_what_is_no_placeholder_is_told_and_never_put_in(tmp_path: Path) -> None:
    async with inbox(tmp_path) as seen:
        await seen.press("r")
        await seen.picker()
        await seen.press(*"wrong", "enter")
        await seen.shows("{nmae} is not a placeholder; {{ is a brace. There are {name}")
        await seen.press("escape")
        await seen.closed()
        assert seen.box.text == ""


async def test_templates_are_written_changed_and_deleted_in_the_configuration(
    tmp_path: Path,
) -> None:
    async with inbox(tmp_path) as seen:
        await seen.press("r", *"On my way")
        await seen.picker()
        await seen.press("ctrl+n")
        await wait_until(seen.pilot, lambda: isinstance(seen.app.screen, TemplateForm))
        # It begins with what is in the box.
        await seen.shows("A new template", "On my way")
        await seen.press("enter")
        await seen.shows("It needs a name")
        await seen.press(*"way", "tab", "ctrl+j", *"{x}", "enter")
        await seen.shows("{x} is not a placeholder")
        await seen.press("backspace", "backspace", "backspace", *"soon", "enter")
        await wait_until(seen.pilot, lambda: isinstance(seen.app.screen, TemplatePicker))
        await seen.press(*"soon")
        await seen.shows("enter put in way")
        assert seen.written["way"] == "On my way\nsoon"  # type: ignore[index]
        # A new name for it.
        await seen.press("f4")
        await wait_until(seen.pilot, lambda: isinstance(seen.app.screen, TemplateForm))
        await seen.press("2", "enter")
        await seen.shows("enter put in way2")
        # f8 asks; esc keeps it, enter deletes it.
        await seen.press("f8")
        await seen.shows("enter delete way2")
        await seen.press("escape")
        await seen.shows("enter put in way2")
        await seen.press("f8", "enter")
        await seen.shows("No template has “soon” in it.")
        assert seen.config.read_text(encoding="utf-8") == CONFIG
        await seen.press("escape")
        await seen.closed()
        assert seen.box.text == "On my way"


async def test_a_template_that_cannot_be_saved_stays_on_the_screen(tmp_path: Path) -> None:
    async with inbox(tmp_path, "") as seen:
        await seen.press("r")
        await seen.picker()
        await seen.shows("No templates yet: ctrl+n writes the first.")
        await seen.press("ctrl+n")
        await wait_until(seen.pilot, lambda: isinstance(seen.app.screen, TemplateForm))
        seen.config.write_text("[[oops", encoding="utf-8")
        await seen.press("a", "tab", "b", "enter")
        await seen.shows("is not TOML, so nothing was changed in it", "A new template")


async def test_a_signature_is_shown_counted_sent_and_left_off(tmp_path: Path) -> None:
    async with inbox(tmp_path, signatures={SHOP: "Ann, Shop"}) as seen:
        await seen.press("r", *"Yes")
        await seen.shows("signed  Ann, Shop  f2 off", "13/160")
        await seen.press("enter")
        await wait_until(seen.pilot, lambda: seen.box.text == "")
        assert sent(seen) == "Yes\nAnn, Shop"
        await seen.press(*"No", "f2")
        await seen.shows("2/160")
        assert "signed" not in screen_text(seen.app)
        await seen.press("enter")
        await wait_until(seen.pilot, lambda: seen.box.text == "")
        assert sent(seen) == "No"
        # Off for that message only.
        await seen.press("x")
        await seen.shows("signed  Ann, Shop")


async def test_a_number_without_a_signature_says_so(tmp_path: Path) -> None:
    async with inbox(tmp_path) as seen:
        await seen.press("r", "f2")
        await seen.shows("[signatures] in config.toml has none for")


def sent(seen: Templates) -> str:
    row = seen.center.inbox.conversation(SHOP, ZOE)
    assert row is not None
    return seen.center.inbox.thread(row.id)[-1].text
