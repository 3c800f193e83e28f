"""Files and links are opened by the user's program, as arguments, and only harmless ones."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from mmstui.domain.messages import MediaState
from mmstui.tui.terminal.opener import OpenProblem, checked_path, open_command
from support.screens import wait_until
from support.thread_host import FakeCenter, ThreadHost
from support.threads import at, incoming, photo

NARROW = (80, 22)


@pytest.fixture
def browser(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A program that writes down what it was asked to open."""
    script, log = tmp_path / "browser.py", tmp_path / "opened"
    script.write_text(
        f"import sys\nopen({str(log)!r}, 'a').write('|'.join(sys.argv[1:]) + '\\n')\n"
    )
    monkeypatch.setenv("BROWSER", f"{sys.executable} {script} --new")
    return log


def opened(log: Path) -> list[str]:
    """What was opened."""
    return log.read_text().splitlines() if log.exists() else []


async def test_o_opens_the_file_of_a_message_as_one_argument(tmp_path: Path, browser: Path) -> None:
    path = str(tmp_path / "a $(touch x).jpg")
    Image.new("RGB", (9, 9)).save(path)
    app = ThreadHost(FakeCenter([incoming(1, at(20, 9, 0), "", media=(photo(1, "x", 5, path),))]))
    async with app.run_test(size=NARROW) as pilot:
        for count in (1, 2):
            await pilot.press("o")
            await wait_until(pilot, lambda count=count: len(opened(browser)) == count)  # type: ignore[misc]
        assert opened(browser) == [f"--new|{path}"] * 2


async def test_of_several_files_none_is_opened_before_one_is_chosen(
    tmp_path: Path, browser: Path
) -> None:
    paths = [str(tmp_path / name) for name in ("a.png", "b.png")]
    for path in paths:
        Image.new("RGB", (9, 9)).save(path)
    media = tuple(photo(number, "x.jpg", 5, path) for number, path in enumerate(paths))
    app = ThreadHost(FakeCenter([incoming(1, at(20, 9, 0), "", media=media)]))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("o")
        await wait_until(pilot, lambda: app.posted)
        assert app.posted[0].message.id == 1
        assert opened(browser) == []


async def test_o_opens_a_link_where_there_is_no_file(browser: Path) -> None:
    text = "see (https://example.com/a?b=c). javascript:alert(1)"
    app = ThreadHost(FakeCenter([incoming(1, at(20, 9, 0), text)]))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.press("o")
        await wait_until(pilot, lambda: opened(browser) == ["--new|https://example.com/a?b=c"])


async def test_without_file_and_link_there_is_nothing_to_open() -> None:
    app = ThreadHost(FakeCenter([incoming(1, at(20, 9, 0), "file:///etc/passwd")]))
    async with app.run_test(size=NARROW) as pilot:
        await pilot.pause()
        assert app.pane.view.check_action("message", ("thread.open",)) is False


def test_only_pictures_sounds_and_videos_by_their_content(tmp_path: Path) -> None:
    page = tmp_path / "photo.jpg"
    page.write_text("<html><script>")
    media = photo(1, "photo.jpg", 5, str(page))
    with pytest.raises(OpenProblem, match="no picture, sound or video"):
        checked_path(media)
    with pytest.raises(OpenProblem, match="not here any more"):
        checked_path(replace(media, path=str(tmp_path / "none.jpg")))
    with pytest.raises(OpenProblem, match="not here"):
        checked_path(replace(media, state=MediaState.EXPIRED))


def test_which_program(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"w3m", "firefox", "xdg-open"}
    monkeypatch.setattr("shutil.which", lambda name: name if name in here else None)
    assert open_command("x", {"BROWSER": "none:firefox -P 'my own':w3m"}) == [
        "firefox", "-P", "my own", "x",
    ]  # fmt: skip
    assert open_command("a b", {"BROWSER": "w3m -o url=%s"}) == ["w3m", "-o", "url=a b"]
    assert open_command("x", {}) == ["xdg-open", "x"]
    here.clear()
    with pytest.raises(OpenProblem, match="set BROWSER"):
        open_command("x", {"BROWSER": "'"})


def test_the_program_of_the_setting_goes_before_all_others(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"feh", "xdg-open"}
    monkeypatch.setattr("shutil.which", lambda name: name if name in here else None)
    environ = {"BROWSER": "xdg-open"}
    assert open_command("a;b", environ, ("feh", "-F")) == ["feh", "-F", "a;b"]
    assert open_command("a b", environ, ("feh", "--x=%s", "y")) == ["feh", "--x=a b", "y"]
    with pytest.raises(OpenProblem, match="gone of the setting open_command is not there"):
        open_command("x", environ, ("gone",))
