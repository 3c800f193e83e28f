"""Copies of files that were chosen and never sent do not stay for ever."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from mmstui.domain.messages import Draft
from support.fake_service import SHOP, ZOE
from support.world import World


def chosen(world: World, tmp_path: Path, name: str, age: timedelta) -> Path:
    """Our copy of a file that was chosen so long ago."""
    source = tmp_path / name
    source.write_bytes(b"GIF89a")
    copy = Path(world.store.drafts.adopt_attachment(source).path)
    at = (world.time.datetime() - age).timestamp()
    os.utime(copy, (at, at))
    return copy


async def test_an_inbox_that_leads_tidies_up_once(world: World, tmp_path: Path) -> None:
    unused = chosen(world, tmp_path, "unused.gif", timedelta(days=8))
    recent = chosen(world, tmp_path, "recent.gif", timedelta(days=6))
    source = tmp_path / "drafted.gif"
    source.write_bytes(b"GIF89a")
    drafted = world.store.drafts.adopt_attachment(source)
    kept = Path(drafted.path)
    old = (world.time.datetime() - timedelta(days=30)).timestamp()
    os.utime(kept, (old, old))
    world.store.drafts.save(SHOP, ZOE, Draft("", (drafted,)))
    async with world.running(world.engine()):
        await world.time.advance(1)
        assert not unused.exists()
        assert recent.exists()
        assert kept.exists()
        assert world.signal("trouble") is None
