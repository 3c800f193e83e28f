"""Everything that can happen to the outbox, in any order, against a server that tells the truth.

Whatever the order: nothing goes without the user's word for it, no two requests of a conversation
are under way at once, answers stand, and when all is quiet the store says what the server has.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from support.outbox_world import World

#: More worlds, for whoever has changed something here: `MMSTUI_WORLDS=2000 pytest ...`.
WORLDS = int(os.environ.get("MMSTUI_WORLDS", "30"))
#: Waiting for a disk is most of the time otherwise, and disks are not what is tried here.
MEMORY = Path("/dev/shm")


@pytest.mark.parametrize("seed", range(WORLDS))
def test_a_world(seed: int) -> None:
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as home:
        world = World(seed, Path(home))
        try:
            world.live(steps=50)
        except AssertionError as error:
            raise AssertionError("\n".join([str(error), *world.story])) from error
        finally:
            world.store.close()
