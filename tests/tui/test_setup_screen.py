"""The set-up in full screen: a flow of ours asks, keys answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.setup.face import Choice, Face, LeftSetup, Mark, Step
from mmstui.tui.setup.app import SetupApp
from support.screens import screen_text, wait_until

SIZES = pytest.mark.parametrize("size", [(120, 36), (80, 24), (50, 20)])
PLACES = [Choice("keyring", "in the keyring"), Choice("file", "in a file that only you can read")]


async def flow(face: Face) -> list[str]:
    """All that a face can be asked."""
    face.mark(Step.ACCOUNT, Mark.NOW)
    face.say("The e-mail address with which you sign in.")
    answers = [await face.ask("Your e-mail", "old@example.com")]
    face.mark(Step.ACCOUNT, Mark.DONE, answers[0])
    face.mark(Step.PASSWORD, Mark.NOW)
    answers.append(await face.choose("Where is it to live?", PLACES, "keyring"))
    answers.append(await face.ask_secret("API password"))
    face.mark(Step.PASSWORD, Mark.DONE, "the API password")
    face.mark(Step.ADDRESS, Mark.REFUSED, "VoIP.ms takes no calls from this address.")
    face.show_address("203.0.113.47")
    await face.wait(30.0, "Trying again")
    face.mark(Step.ADDRESS, Mark.DONE, "VoIP.ms answers this machine")
    return answers


async def sees(pilot: Pilot[Any], text: str) -> None:
    await wait_until(pilot, lambda: text in screen_text(pilot.app))


@SIZES
async def test_every_question_is_answered_from_the_keyboard(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = SetupApp(flow, "mmstui-dark")
    copied: list[str] = []
    monkeypatch.setattr(app, "copy_to_clipboard", copied.append)
    async with app.run_test(size=size) as pilot:
        await sees(pilot, "Your e-mail")
        assert "step 1 of 5" in screen_text(app)
        await pilot.press("ctrl+u", *"me@example.com", "enter")
        await sees(pilot, "Where is it to live?")
        assert "✓ me@example.com" in screen_text(app)
        await pilot.press("j", "enter")
        await sees(pilot, "API password")
        await pilot.press(*"s3cret")
        await sees(pilot, "••••••")
        assert "s3cret" not in screen_text(app)
        await pilot.press("ctrl+s")
        await sees(pilot, "s3cret")
        await pilot.press("enter")
        await sees(pilot, "203.0.113.47")
        assert "s3cret" not in screen_text(app)
        await pilot.press("y")
        assert copied == ["203.0.113.47"]
        await pilot.press("enter")
        await wait_until(pilot, lambda: not app.is_running)
    assert app.return_value == ["me@example.com", "file", "s3cret"]


@pytest.mark.parametrize("keys", [("2",), ("down", "up", "up", "enter")])
async def test_a_choice_by_its_number_or_with_arrows(keys: tuple[str, ...]) -> None:
    async def choose(face: Face) -> str:
        return await face.choose("Where?", PLACES, "keyring")

    app = SetupApp(choose, "mmstui-dark")
    async with app.run_test() as pilot:
        await sees(pilot, "Where?")
        await pilot.press(*keys)
        await wait_until(pilot, lambda: not app.is_running)
    assert app.return_value == "file"


async def waiting(face: Face) -> None:
    await face.wait(30.0, "Trying again")


async def asking(face: Face) -> None:
    await face.ask("Anything?")


@pytest.mark.parametrize("question", [waiting, asking])
async def test_esc_leaves_it(question: Callable[[Face], Awaitable[None]]) -> None:
    app = SetupApp(question, "mmstui-dark")
    async with app.run_test() as pilot:
        await sees(pilot, "finish later")
        await pilot.press("escape")
        await wait_until(pilot, lambda: not app.is_running)
    assert isinstance(app.return_value, LeftSetup)


async def test_what_ends_the_flow_reaches_the_command() -> None:
    async def broken(face: Face) -> None:
        raise RuntimeError("gone")

    app = SetupApp(broken, "a theme that there is not")
    async with app.run_test() as pilot:
        await wait_until(pilot, lambda: not app.is_running)
    assert isinstance(app.return_value, RuntimeError)
