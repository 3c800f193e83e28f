"""Copies of files that were chosen and never sent do not stay for ever."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from mmstui.domain.messages import Attachment, Draft
from support.fake_service import SHOP, ZOE
from support.world import World


def chosen(world: World, tmp_path: Path, name: str, age: timedelta) -> Attachment:
    """Our copy of a file that was chosen so long ago."""
    source = tmp_path / name
    source.write_bytes(b"GIF89a")
    copy = world.store.drafts.adopt_attachment(source)
    at = (world.time.datetime() - age).timestamp()
    os.utime(copy.path, (at, at))
    return copy


def is_there(copy: Attachment) -> bool:
    return Path(copy.path).exists()


async def test_an_inbox_that_leads_tidies_up_once(world: World, tmp_path: Path) -> None:
    unused = chosen(world, tmp_path, "unused.gif", timedelta(days=8))
    recent = chosen(world, tmp_path, "recent.gif", timedelta(days=6))
    drafted = chosen(world, tmp_path, "drafted.gif", timedelta(days=30))
    world.store.drafts.save(SHOP, ZOE, Draft("", (drafted,)))
    async with world.running(world.engine()):
        await world.time.advance(1)
        assert [is_there(copy) for copy in (unused, recent, drafted)] == [False, True, True]
        assert world.signal("trouble") is None
