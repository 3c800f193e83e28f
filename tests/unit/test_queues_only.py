"""A person of a team who has no password: the inbox opens, and leaves sending to others."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.store.account.leader_file import FILE_NAME
from support.inboxes import make_center


@pytest.fixture
def center(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[MessageCenter]:
    monkeypatch.delenv("MMSTUI_API_PASSWORD", raising=False)
    center = make_center(tmp_path)
    yield center
    center.close()


def of_team(center: MessageCenter, *command: str) -> MessageCenter:
    center.settings = replace(center.settings, team=center.settings.home, password_command=command)
    return center


def test_who_is_alone_needs_the_password(center: MessageCenter) -> None:
    with pytest.raises(settings.MissingCredentials, match=r"No VoIP\.ms account is set up yet"):
        center.sync.leave_terminal()


async def test_the_inbox_works_without_a_password_in_a_team(center: MessageCenter) -> None:
    sync = of_team(center).sync
    assert not center.status().trouble
    sync.leave_terminal()
    working = asyncio.create_task(sync.run())
    await asyncio.sleep(0)
    assert center.status().trouble == (
        "no process with the API password runs: what you send is queued"
    )
    sync.check_now()
    for _ in range(3):
        await asyncio.to_thread(lambda: None)  # its look for the password was before
    working.cancel()
    await asyncio.gather(working, return_exceptions=True)
    assert working.cancelled(), "it neither failed nor ended"
    assert not (center.folder / FILE_NAME).exists(), "it never asks to lead"
    with pytest.raises(settings.QueuesOnly, match="polls and sends"):
        sync.engine()


@pytest.mark.parametrize("leads", [False, True])
async def test_a_teams_failing_password_command_is_told(center: MessageCenter, leads: bool) -> None:
    sync = of_team(center, "false").sync
    with pytest.raises(settings.PasswordCommandFailed):
        await (sync.run() if leads else asyncio.to_thread(sync.sends))


async def test_who_has_a_password_leads_in_a_team_too(center: MessageCenter) -> None:
    sync = of_team(center, "echo", "secret").sync
    assert sync.sends()
    assert not sync.queues_only
