"""The scenario's inbox, made once for all pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from mmstui.domain.times.zones import Release
from mmstui.tui.app import InboxApp
from mmstui.tui.inbox import list_order
from support import scenario, scenes
from support.screens import screen_lines
from support.views import Look, Scene, View


@pytest.fixture
def open_inbox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., InboxApp]]:
    """Opens the inbox of a workshop whose home shows nothing of this machine's."""
    built, wanted, home = scenario.built(), dict(os.environ), tmp_path.resolve()
    scenes.set_environment(wanted, home)
    for name in os.environ.keys() - wanted.keys():
        monkeypatch.delenv(name)
    for name, value in wanted.items():
        if os.environ.get(name) != value:
            monkeypatch.setenv(name, value)
    with ExitStack() as stack:

        def open_it(*, no_color: bool = False, theme: str = "mmstui-dark") -> InboxApp:
            if no_color:
                monkeypatch.setenv("NO_COLOR", "1")
            return stack.enter_context(scenes.inbox(built, home / "data", theme))

        yield open_it


@pytest.fixture
def look(snap_compare: Callable[..., bool]) -> Look:
    """Plays a scene, then looks."""

    def looked(app: InboxApp, scene: Scene, size: tuple[int, int]) -> View:
        lines: list[str] = []

        async def before(pilot: Pilot[Any]) -> None:
            await scene(pilot)
            lines.extend(screen_lines(pilot.app))

        return View(lines, snap_compare(app, terminal_size=size, run_before=before))

    return looked


@pytest.fixture
def photos(open_inbox: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that files are chosen from: the inbox was started there."""
    folder = scenes.make_photos(tmp_path.resolve())
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(autouse=True)
def data_of_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on every machine."""
    monkeypatch.setattr("mmstui.domain.times.zones.RELEASE", Release("2026f", True, "2025b"))


@pytest.fixture(autouse=True)
def shape_of_the_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in every terminal that the tests are run in."""
    monkeypatch.setattr("mmstui.tui.terminal.cell_size.cell_pixels", lambda: (10, 20))


@pytest.fixture(autouse=True)
def order_of_the_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same on every machine: that of the moment when the inbox was opened."""
    monkeypatch.setattr(list_order, "QUIET", 3600.0)
