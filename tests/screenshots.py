"""`make screenshots`: draw screenshots/ again, from the real program and the tests' scenario."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))

from textual.pilot import Pilot

from support import mode_scenes, scenario, scenes, svg, triage_scenes

FOLDER = Path(__file__).parents[1] / "screenshots"


class Shot(NamedTuple):
    """A picture: its name without the size, what to do for it, columns and rows."""

    name: str
    scene: Callable[[Pilot[Any]], Awaitable[None]]
    columns: int
    rows: int
    theme: str = "mmstui-dark"
    no_color: bool = False

    @property
    def file(self) -> str:
        """Its file name."""
        return f"{self.name}-{self.columns}x{self.rows}.svg"


SHOTS = (
    Shot("inbox-dark", scenes.compose_mms, 120, 36),
    Shot("inbox-light", scenes.compose_mms, 120, 36, theme="mmstui-light"),
    Shot("list", scenes.listing, 80, 24),
    Shot("thread", scenes.thread_at_failed, 80, 24),
    Shot("compose-mms", scenes.compose_with_photo, 120, 36),
    Shot("attach", scenes.attach, 120, 36),
    Shot("new-message", scenes.new_message, 120, 36),
    Shot("did-picker", scenes.did_picker, 120, 36),
    Shot("inbox-no-color", scenes.listing, 80, 24, no_color=True),
    Shot("triage", mode_scenes.triage, 120, 36),
    Shot("marks", triage_scenes.marked, 120, 36),
    Shot("views", triage_scenes.views, 120, 36),
    Shot("snooze", triage_scenes.snooze, 120, 36),
    Shot("narrow", scenes.thread, 50, 20),
)


def draw(shot: Shot, built: Path) -> str:
    """One picture, as SVG."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place).resolve()
        scenes.set_environment(os.environ, home)
        if shot.no_color:
            os.environ["NO_COLOR"] = "1"
        os.chdir(scenes.make_photos(home))
        try:
            with scenes.inbox(built, home / "data", shot.theme) as app:

                async def show() -> str:
                    async with app.run_test(size=(shot.columns, shot.rows)) as pilot:
                        await shot.scene(pilot)
                        return svg.picture(app)

                return asyncio.run(show())
        finally:
            os.chdir("/")


def main() -> None:
    """Draw those named on the command line, or all."""
    wanted = sys.argv[1:]
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        built = Path(place)
        scenario.build(built)
        for shot in SHOTS:
            if not wanted or shot.name in wanted:
                (FOLDER / shot.file).write_text(draw(shot, built), encoding="utf-8")
                print(FOLDER.name + "/" + shot.file)


if __name__ == "__main__":
    main()
