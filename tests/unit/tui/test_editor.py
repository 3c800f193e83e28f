"""Whatever an editor saved is taken, or kept in a file that is named."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from textual.app import App

from mmstui.tui.terminal import editor
from mmstui.tui.terminal.editor import Edited, EditorProblem


class Screen:
    """A terminal that can be given away."""

    @contextlib.contextmanager
    def batch_update(self) -> Iterator[None]:
        yield

    given_away = False

    @contextlib.contextmanager
    def suspend(self) -> Iterator[None]:
        """As Textual's: an error in here leaves the terminal to whom it was given."""
        self.given_away = True
        yield
        self.given_away = False


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The system's folder for temporary files."""
    folder = tmp_path / "tmp"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def left_in(folder: Path) -> dict[Path, str]:
    """The files that were not taken away, and what is in them."""
    return {path: path.read_text(errors="replace") for path in folder.glob("*/*")}


def write(path: str, text: str) -> None:
    """What an editor does."""
    Path(path).write_text(text)


async def edited_by(tmp_path: Path, program: str, text: str = "before") -> Edited:
    """What comes back from an editor that is a Python program; `path` is the file."""
    script = tmp_path / "ed.py"
    script.write_text(
        f"import os, sys, time\nfrom pathlib import Path\npath = Path(sys.argv[1])\n{program}\n"
    )
    environ = {"VISUAL": f"{sys.executable} '{script}'"}
    return await editor.edit_text(cast(App[Any], Screen()), text, environ)


@pytest.mark.parametrize(
    ("program", "text", "warning"),
    [
        ("path.write_text('after\\n')", "after", ""),
        ("path.write_bytes(b'\\xef\\xbb\\xbfafter\\r\\n')", "after", ""),
        ("path.write_text('')", "", ""),
        ("path.write_text('after'); sys.exit(1)", "after", "ended with 1: what was saved is here."),
        (
            "path.write_text('after'); os.kill(os.getpid(), 15)",
            "after",
            "was ended by SIGTERM: what was saved is here.",
        ),
        ("sys.exit(130)", "before", "ended with 130: nothing was saved."),
        # Saved by another file in its place, as many editors do.
        (
            "path.with_name('new').write_text('after'); path.with_name('new').rename(path)",
            "after",
            "",
        ),
    ],
)
async def test_what_was_saved_comes_back_and_no_file_stays(
    tmp_path: Path, temporary: Path, program: str, text: str, warning: str
) -> None:
    edited = await edited_by(tmp_path, program)
    assert edited.text == text
    assert edited.warning.endswith(warning)
    assert bool(edited.warning) == bool(warning)
    assert left_in(temporary) == {}


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("path.write_bytes(b'caf\\xe9')", "not UTF-8"),
        ("path.write_text('x' * 1_000_001)", "too long for a message"),
    ],
)
async def test_what_is_no_message_is_kept_in_a_file_that_is_named(
    tmp_path: Path, temporary: Path, program: str, told: str
) -> None:
    with pytest.raises(EditorProblem, match=told) as problem:
        await edited_by(tmp_path, program)
    (kept,) = left_in(temporary)
    assert str(kept) in str(problem.value)


async def test_what_a_killed_editor_rescued_is_named(tmp_path: Path, temporary: Path) -> None:
    rescued = "Path(f'{path}.save').write_text('not saved'); os.kill(os.getpid(), 1)"
    edited = await edited_by(tmp_path, rescued)
    (_message, kept) = sorted(left_in(temporary))
    assert edited.text == "before"
    assert (
        f"was ended by SIGHUP. It left {kept}: what was not saved may be there." in edited.warning
    )
    assert left_in(temporary)[kept] == "not saved"


async def test_a_message_that_the_editor_took_away_is_as_it_was(tmp_path: Path) -> None:
    with pytest.raises(EditorProblem, match="left no text behind: it is as it was"):
        await edited_by(tmp_path, "path.unlink()")


async def test_an_editor_that_returns_at_once_is_said_and_its_file_stays(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "AT_ONCE", 3600.0)
    edited = await edited_by(tmp_path, "")
    (kept,) = left_in(temporary)
    assert edited.text == "before"
    assert "returned at once and changed nothing" in edited.warning
    assert "code --wait" in edited.warning
    assert edited.warning.endswith(f"what you save there now is in {kept}.")


async def test_leaving_an_editor_without_a_change_is_nothing_to_say(
    tmp_path: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "AT_ONCE", 0.0)
    assert await edited_by(tmp_path, "") == Edited("before")
    assert left_in(temporary) == {}


@pytest.mark.parametrize("saves", [True, False])
async def test_an_editor_still_open_when_mmstui_ends_keeps_what_it_saved(
    temporary: Path, monkeypatch: pytest.MonkeyPatch, saves: bool
) -> None:
    opened = asyncio.Event()

    async def never_ends(command: list[str]) -> int:
        if saves:
            write(command[-1], "after")
        opened.set()
        await asyncio.Event().wait()
        return 0

    monkeypatch.setattr(editor, "_run", never_ends)
    task = asyncio.create_task(
        editor.edit_text(cast(App[Any], Screen()), "before", {"EDITOR": "vi"})
    )
    await opened.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert list(left_in(temporary).values()) == ["after"] * saves


@pytest.mark.parametrize("command", ["/nowhere/vi -n", "''", "/", "/etc/passwd"])
async def test_after_an_editor_that_cannot_be_started_the_screen_is_ours(
    command: str, temporary: Path
) -> None:
    screen = Screen()
    with pytest.raises(EditorProblem, match="cannot be started"):
        await editor.edit_text(cast(App[Any], screen), "before", {"VISUAL": command})
    assert not screen.given_away
    assert left_in(temporary) == {}


async def test_a_folder_that_is_taken_away_whole_changes_nothing(tmp_path: Path) -> None:
    for code in (0, 1):
        program = f"path.unlink()\npath.parent.rmdir()\nraise SystemExit({code})"
        with pytest.raises(EditorProblem, match="left no text behind"):
            await edited_by(tmp_path, program)


async def test_another_encoding_that_is_utf_8_by_chance_is_kept_in_its_file(
    tmp_path: Path, temporary: Path
) -> None:
    with pytest.raises(EditorProblem, match=r"not UTF-8\. It is kept in"):
        await edited_by(tmp_path, "path.write_text('Да', encoding='utf-16-le')")
    assert list(left_in(temporary).values()) == ["\x14\x040\x04"]
