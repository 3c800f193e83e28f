"""Who wrote a message is named in a team, and for a user alone nowhere."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.center.people import People
from mmstui.cli.json_output import message_json
from mmstui.domain.messages import Direction, Message
from mmstui.tui.thread.details_text import entries
from support.inboxes import SHOP, ZOE, make_center, store_of
from support.stores import put


@pytest.fixture
def center(tmp_path: Path) -> Iterator[MessageCenter]:
    center = make_center(tmp_path)
    yield center
    center.close()


def told(center: MessageCenter, people: People, message: Message) -> str:
    details = center.inbox.details(message.id)
    assert details is not None
    writer = people.writer(message)
    return "\n".join(map(str, entries(details, UTC, Path("/home"), writer)))


def test_the_details_name_the_writer_in_a_team_only(center: MessageCenter, tmp_path: Path) -> None:
    came = put(store_of(center), "Allô", did=SHOP, contact=ZOE)
    elsewhere = put(store_of(center), "x", did=SHOP, contact=ZOE, direction=Direction.OUT)
    (ours,) = center.outbox.send(did=SHOP, contacts=[ZOE], text="Oui").result()
    messages = center.inbox.messages([came, elsewhere, ours])
    for message in messages:
        assert "written by" not in told(center, center.people, message)
    login = pwd.getpwuid(os.geteuid()).pw_name
    team = replace(center.settings, team=tmp_path, people={login: "Ana\x1b[31m Silva"})
    texts = [told(center, People(team), message) for message in messages]
    assert ["written by" in text for text in texts] == [False, True, True]
    assert "not known" in texts[1]
    assert f"[31m Silva ({login})" in texts[2]
    assert "\x1b" not in texts[2]
    assert People(team).name(4_000_000) == "user 4000000"
    assert [message_json(each, None)["written_by"] for each in messages] == [
        None, None, os.geteuid()
    ]  # fmt: skip
