"""`mmstui web`: the inbox through a websocket, as a page has it. tests/browser has a browser."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("textual_serve", reason="the extra web is not installed")

from aiohttp import ClientSession, WSCloseCode

from mmstui.web.server import IN_USE, TAKEN_OVER
from support.browser import page, running_web
from support.commands import Shell, accepted_texts
from support.photos import photo
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

ACCOUNTS = """
[accounts.work]
username = "demo@example.com"
password_command = ["echo", "demo"]
api_url = "{work}"
[accounts.home]
username = "demo@example.com"
password_command = ["echo", "demo"]
api_url = "{home}"
"""


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        running.account.add("sms", SHOP, ZOE, "Voir https://example.com/a", at=time.time() - 60)
        yield running


async def test_the_inbox_in_one_page_at_a_time(tmp_path: Path, sim: Simulated) -> None:
    shell = Shell.of(tmp_path, sim, TMUX="/nowhere,1,0", TERM="screen")
    async with running_web(shell) as web, ClientSession() as client:
        async with page(client, web.address) as first:
            await first.wait_for("Zoé Tremblay")
            second = asyncio.ensure_future(refused(client, web.address))
            await first.press(["enter"])
            await first.wait_for("r reply")
            await first.press(["o", "ctrl+z", "r", *"Oui !", "enter"])
            await first.wait_for("sent")
            assert accepted_texts(sim, ZOE) == ["Oui !"]
            assert ["open_url", {"url": "https://example.com/a", "new_tab": True}] in first.told
            await first.press("not yet")
            await first.wait_for("not yet")
            assert await second == IN_USE
            closed = asyncio.ensure_future(first.wait_for_close())
            answer = await client.post(f"{web.address}take-over", allow_redirects=False)
            assert (answer.status, answer.headers["Location"]) == (303, "./")
            assert await closed == TAKEN_OVER
        async with page(client, web.address) as taker:
            await taker.wait_for("not yet")
            await taker.press(["enter", "r", *" or never"])
            await taker.wait_for("not yet or never")
            (inbox,) = web.inboxes()
        await until(lambda: not web.inboxes())
        assert not runs(inbox)
        async with page(client, web.address) as last:
            await last.wait_for("not yet or never")
            closed = asyncio.ensure_future(last.wait_for_close())
            (inbox,) = web.inboxes()
            assert await web.end() == 0
            assert not runs(inbox)
            assert await closed == WSCloseCode.GOING_AWAY
    assert shell.run("list", "--format", "{draft}").out == "not yet or never\n"


async def test_another_account_and_the_end_of_a_server_that_is_killed(
    tmp_path: Path, sim: Simulated
) -> None:
    shell = Shell.of(tmp_path)
    (tmp_path / "mmstui").mkdir()
    with simulator_thread() as other:
        at, sent = time.time() - 60, photo(300, 400)
        media = other.account.make_media("image/jpeg", "jpg", lambda: sent, at, outgoing=False)
        other.account.add("mms", SHOP, "6475550144", "to the house", at=at, media=[media])
        config = ACCOUNTS.format(work=sim.url, home=other.url)
        (tmp_path / "mmstui" / "config.toml").write_text(config)
        async with (
            running_web(shell, "--account", "work") as web,
            ClientSession() as client,
            page(client, web.address) as only,
        ):
            await only.wait_for("Zoé Tremblay")
            # Three times as high as wide: a portrait of 7 rows takes 16 columns, not 10.
            for shape in (10**9, "3", True, 300, -1):
                await only.websocket.send_json(["cell", shape])
            await only.press(["ctrl+p", *"account home"])
            await only.wait_for("open the account home")
            await only.press(["enter"])
            await only.wait_for("to the house")
            await only.press(["enter"])
            await only.wait_for("▀" * 16)
            assert "▀" * 17 not in only.text
            await only.press(["r", *"kept"])
            await only.wait_for("kept")
            (inbox,) = web.inboxes()
            assert await web.end(signal.SIGKILL) == -signal.SIGKILL
            await until(lambda: not runs(inbox))
    assert shell.run("--account", "home", "list", "--format", "{draft}").out == "kept\n"


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


async def until(condition: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.02)


async def refused(client: ClientSession, address: str) -> int | None:
    async with page(client, address) as second:
        return await second.wait_for_close()
