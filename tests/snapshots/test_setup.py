"""The set-up in full screen, as a person meets it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.domain.access import refusal
from mmstui.setup.face import Choice, Face, Mark, Step
from mmstui.tui.setup.app import SetupApp
from support.screens import screen_text, wait_until

PLACES = [
    Choice("keyring", "in this machine's keyring"),
    Choice("command", "in your password manager: mmstui runs a command that prints it"),
]


async def password(face: Face) -> None:
    """Where the API password is to live."""
    face.mark(Step.ACCOUNT, Mark.DONE, "atelier@canots.example")
    face.mark(Step.PASSWORD, Mark.NOW)
    face.say("VoIP.ms has a password of its own for programs, the API password.")
    await face.choose("Where is the API password to live?", PLACES, "keyring")


async def address(face: Face) -> None:
    """This machine is not allowed yet."""
    what, fix = refusal("ip_not_enabled", "203.0.113.47")
    face.mark(Step.ACCOUNT, Mark.DONE, "atelier@canots.example")
    face.mark(Step.PASSWORD, Mark.DONE, "the API password")
    face.mark(Step.ADDRESS, Mark.REFUSED, f"{what} VoIP.ms said ip_not_enabled.")
    face.say(fix)
    face.show_address("203.0.113.47")
    await face.wait(30.0, "Trying again")


@pytest.mark.parametrize("size", [(120, 36), (80, 24), (50, 20)], ids=lambda size: f"{size[0]}")
@pytest.mark.parametrize("flow", [password, address], ids=lambda flow: str(flow.__name__))
@pytest.mark.parametrize("looks", ["mmstui-dark", "mmstui-light", "no colour"])
def test_setup(
    flow: Callable[[Face], Any],
    looks: str,
    size: tuple[int, int],
    snap_compare: Callable[..., bool],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if looks == "no colour":
        monkeypatch.setenv("NO_COLOR", "1")
    else:
        monkeypatch.delenv("NO_COLOR", raising=False)

    async def shown(pilot: Pilot[Any]) -> None:
        await wait_until(pilot, lambda: "finish later" in screen_text(pilot.app) or size[0] < 60)
        await pilot.pause()

    app = SetupApp(flow, "mmstui-dark" if looks == "no colour" else looks)
    assert snap_compare(app, terminal_size=size, run_before=shown)
