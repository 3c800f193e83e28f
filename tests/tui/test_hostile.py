"""Whatever comes from outside, wherever it is shown: no crash, no effect, no cell too many."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from textual import events
from textual.pilot import Pilot

from mmstui.center import MessageCenter
from mmstui.domain.messages import Attachment, Direction, Draft, MediaKind, State
from mmstui.domain.text.sanitise import line, without_surrogates
from mmstui.domain.wire import PhonebookEntry, ServerDid
from support.dialogs import png
from support.hostile import NASTY, faults_on, texts
from support.inboxes import NOW, OTTAWA, SHOP, make_center, store_of
from support.opened import open_inbox
from support.screens import screen_text, wait_until
from support.stores import put

PNG = png()
SIZES = ((120, 36), (90, 24), (80, 24), (40, 12), (61, 17))
#: A whole app for each example takes seconds: few of them, and none to make a failure smaller.
FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
_STATES = (State.SENT, State.FAILED, State.HELD, State.UNKNOWN, State.UNCONFIRMED, State.QUEUED)


def fill(center: MessageCenter, words: Sequence[str]) -> None:
    """Every place of the store that outside text can reach, as the store itself takes it in."""
    store = store_of(center)

    def word(number: int) -> str:
        return without_surrogates(words[number % len(words)])

    store.directory.replace_dids(
        [
            ServerDid(SHOP, word(0), word(1), True, True, None),
            ServerDid(OTTAWA, word(2), word(3), True, False, None),
        ]
    )
    people = [f"43855501{number:02}" for number in range(8)]
    store.directory.replace_phonebook(
        [PhonebookEntry(str(n), word(n + 4), number) for n, number in enumerate(people)]
    )
    for number, text in enumerate(words):
        out = number % 3 == 0
        state = _STATES[number % len(_STATES)] if out else None
        problem: dict[str, Any] = {}
        if state in {State.FAILED, State.HELD, State.UNKNOWN, State.UNCONFIRMED}:
            problem = {"problem_code": "sms_failed", "problem_words": line(word(number + 1))}
        put(
            store, without_surrogates(text),
            did=(SHOP, OTTAWA)[number % 2], contact=people[number % len(people)],
            at=NOW - timedelta(minutes=number), direction=Direction.OUT if out else Direction.IN,
            state=state, unread=not out and number % 5 == 1, origin="inbox" if out else "server",
            batch="all" if out else None, **problem,
        )  # fmt: skip
    files = tuple(
        Attachment(f"/nowhere/{n}", word(n), "image/jpeg", 10, MediaKind.PHOTO) for n in range(3)
    )
    store.drafts.save(SHOP, people[0], Draft(word(5), files))
    store.drafts.save(OTTAWA, people[1], Draft(word(6)))
    for name in ("progress", "trouble"):
        store.signals.set(name, without_surrogates("".join(words)), NOW)


@contextlib.contextmanager
def filled(words: Sequence[str]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        center = make_center(Path(folder))
        try:
            fill(center, words)
            yield center
        finally:
            center.close()


def files(folder: Path, words: Sequence[str]) -> Path:
    """A folder of files with these names, as far as a file system takes them."""
    folder.mkdir(parents=True)
    for word in words:
        name = os.fsencode(word.encode("utf-8", "replace").decode().replace("/", "|"))[:200]
        with contextlib.suppress(OSError, ValueError):
            (Path(os.fsdecode(os.fsencode(folder) + b"/" + name + b"\xff.png"))).write_bytes(PNG)
    return folder


async def press(pilot: Pilot[Any], *keys: str) -> None:
    await pilot.press(*keys)
    await pilot.pause()
    assert faults_on(pilot.app) == [], screen_text(pilot.app)


async def paste(pilot: Pilot[Any], text: str) -> None:
    pilot.app.post_message(events.Paste(text))
    await pilot.pause()
    assert faults_on(pilot.app) == [], screen_text(pilot.app)


async def read_everything(words: Sequence[str], size: tuple[int, int]) -> None:
    """Go through the inbox as a reader."""
    with filled(words) as center:
        async with open_inbox(center, size=size, notifications=True) as (app, pilot):
            await wait_until(pilot, lambda: app.inbox.list.ids)
            await press(pilot, "j", "j")
            app.inbox.problem = line(words[0])
            await press(pilot, "G")
            await press(pilot, "g", "enter")
            await press(pilot, "g")
            for _ in range(min(8, len(words))):
                await press(pilot, "k", "pageup", "pagedown", "G")
                await press(pilot, "J")
            for opens in ("!", "B"):
                await press(pilot, opens)
                await wait_until(pilot, lambda: len(app.screen_stack) > 1)
                await press(pilot, "j", "G")
                await press(pilot, "escape")
            await press(pilot, "y")
            app.inbox.problem = ""
            assert app.return_code is None


async def write_everything(words: Sequence[str], size: tuple[int, int]) -> None:
    """Go through the box and the dialogs as a writer."""
    with filled(words) as center:
        async with open_inbox(center, size=size, notifications=True) as (app, pilot):
            await wait_until(pilot, lambda: app.inbox.list.ids)
            await press(pilot, "enter", "r")
            for text in words[:12]:
                await paste(pilot, text)
            await press(pilot, "ctrl+o")
            await press(pilot, "escape")
            app.inbox.pane.writing.folder = files(center.settings.home / "files", words)
            await press(pilot, "ctrl+t")
            # Their names may all be too long for the screen; their size is not.
            await wait_until(pilot, lambda: f"{len(PNG)} B" in screen_text(app))
            await press(pilot, "G", "g", "space", "down", "space", "~")
            await press(pilot, "escape")
            app.notify(line(words[0]), markup=False)
            await press(pilot, "f1")
            await press(pilot, "escape")
            await press(pilot, "escape", "D")
            await press(pilot, "escape", "m")
            for text in words[:6]:
                await paste(pilot, text)
            await press(pilot, "escape")
            await press(pilot, "ctrl+p")
            for text in words[:6]:
                await paste(pilot, text)
            await press(pilot, "escape")
            assert app.return_code is None


async def test_what_once_broke_something_is_harmless_to_read() -> None:
    await read_everything(NASTY, (120, 36))


async def test_what_once_broke_something_is_harmless_to_read_on_a_small_screen() -> None:
    await read_everything(NASTY, (40, 12))


async def test_what_once_broke_something_is_harmless_to_write() -> None:
    await write_everything(NASTY, (120, 36))


@pytest.mark.slow
@pytest.mark.timeout(300)
@FEW
@given(words=st.lists(texts, min_size=8, max_size=14), size=st.sampled_from(SIZES))
async def test_anything_is_harmless_to_read(words: list[str], size: tuple[int, int]) -> None:
    await read_everything(words, size)


@pytest.mark.slow
@pytest.mark.timeout(300)
@FEW
@given(words=st.lists(texts, min_size=8, max_size=10), size=st.sampled_from(SIZES))
async def test_anything_is_harmless_to_write(words: list[str], size: tuple[int, int]) -> None:
    await write_everything(words, size)
