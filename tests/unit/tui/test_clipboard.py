"""A picture from the clipboard: by whichever tool there is, without a shell, never for long."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mmstui.tui.terminal import clipboard
from mmstui.tui.terminal.clipboard import ClipboardProblem, save_picture, tool
from support.clipboards import asked, fake_tool, shows
from support.dialogs import png

WAYLAND = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}


@pytest.fixture
def bin(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "picture"
    path.write_bytes(png())
    return path


def save(bin: Path, monkeypatch: pytest.MonkeyPatch, **environ: str) -> Path:
    """The picture that is saved where only these tools and displays are."""
    monkeypatch.setenv("PATH", str(bin))
    folder = bin.parent / "pasted"
    folder.mkdir(exist_ok=True)
    return save_picture(folder, {"PATH": str(bin), **environ})


def listing(types: str, then: str) -> str:
    """A tool that lists types first, and then gives a picture."""
    return (
        f"if '--list-types' in args or 'TARGETS' in args:\n    print({types!r})\nelse:\n    {then}"
    )


def test_wl_paste_gives_the_best_type(
    bin: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    types = "text/html\nimage/jpeg\nimage/png\nimage/bmp"
    fake_tool(bin, "wl-paste", listing(types, shows(picture)))
    path = save(bin, monkeypatch, **WAYLAND)
    assert (path.name, path.read_bytes()) == ("pasted-1.png", png())
    assert asked(bin) == ["--list-types", "--no-newline --type image/png"]


def test_xclip_gives_it_where_there_is_no_wayland(
    bin: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tool(bin, "wl-paste", "sys.exit('no display')")
    fake_tool(bin, "xclip", listing("TARGETS\nimage/png", shows(picture)))
    assert save(bin, monkeypatch, DISPLAY=":0").read_bytes() == png()
    assert asked(bin) == [
        "-selection clipboard -out -target TARGETS",
        "-selection clipboard -out -target image/png",
    ]


def test_pngpaste_knows_one_type_and_files_do_not_overwrite_each_other(
    bin: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_tool(bin, "pngpaste", shows(picture))
    names = [save(bin, monkeypatch).name for _ in range(2)]
    assert names == ["pasted-1.png", "pasted-2.png"]
    assert asked(bin) == ["-", "-"]


def test_the_name_is_that_of_the_content(
    bin: Path, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture.write_bytes(b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 50)
    fake_tool(bin, "pngpaste", shows(picture))
    assert save(bin, monkeypatch).name == "pasted-1.webp"


def test_without_a_tool_it_names_them(bin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_tool(bin, "xclip", "pass")
    with pytest.raises(ClipboardProblem) as problem:
        save(bin, monkeypatch)  # xclip is there, but no display
    assert str(problem.value) == (
        "No tool here reads a picture from the clipboard: wl-paste, xclip or pngpaste."
    )
    assert asked(bin) == []


@pytest.mark.parametrize(
    "script",
    [
        "print('text/plain')",
        "sys.exit(1)",
        "print('image/png') if '--list-types' in args else sys.exit(1)",
        "print('image/png')",  # says so, and gives words
        "pass",
    ],
)
def test_a_clipboard_without_a_picture_says_so(
    bin: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    fake_tool(bin, "wl-paste", script)
    with pytest.raises(ClipboardProblem, match=r"^wl-paste found no picture in the clipboard\.$"):
        save(bin, monkeypatch, **WAYLAND)
    assert list((bin.parent / "pasted").iterdir()) == []


def test_a_tool_that_hangs_is_ended_with_all_it_started(
    bin: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clipboard, "SECONDS", 0.5)
    child = tmp_path / "child"
    # The child keeps standard output open when its parent is gone.
    fake_tool(
        bin, "pngpaste",
        "import select\n"
        "if os.fork() == 0:\n"
        f"    open({str(child)!r}, 'w').write(str(os.getpid()))\n"
        "select.select([], [], [], 60)",
    )  # fmt: skip
    with pytest.raises(ClipboardProblem, match="pngpaste gave no answer in"):
        save(bin, monkeypatch)
    while child.exists() and _runs(int(child.read_text())):
        pass  # the signal is on its way; a child that lives on ends the test's own time


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_more_than_a_picture_is_not_read(bin: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clipboard, "MOST_BYTES", 1_000_000)
    # Endless: what ends it is that nobody reads on.
    fake_tool(bin, "pngpaste", "while True:\n    sys.stdout.buffer.write(b'\\x89PNG' * 10000)")
    with pytest.raises(ClipboardProblem) as problem:
        save(bin, monkeypatch)
    assert str(problem.value) == "The picture in the clipboard is too big: over 1.0 MB."


def test_no_word_of_the_clipboard_reaches_a_shell(
    bin: Path, picture: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    types = f"image/png;touch {mark}\n$(touch {mark})\nimage/png"
    fake_tool(bin, "wl-paste", listing(types, shows(picture)))
    save(bin, monkeypatch, **WAYLAND)
    assert asked(bin)[-1] == "--no-newline --type image/png"
    assert not mark.exists()


def test_a_file_that_cannot_be_started_is_no_crash(
    bin: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = bin / "pngpaste"
    path.write_text("#!/nowhere/at/all\n")
    path.chmod(0o755)
    with pytest.raises(ClipboardProblem, match=r"^pngpaste cannot be started\.$"):
        save(bin, monkeypatch)


def test_the_environment_says_which_tool(bin: Path) -> None:
    for name in ("wl-paste", "xclip", "pngpaste"):
        fake_tool(bin, name, "pass")
    path = str(bin)
    found = [tool({"PATH": path, **environ}) for environ in (WAYLAND, {"DISPLAY": ":0"}, {})]
    assert [each.name if each else None for each in found] == ["wl-paste", "xclip", "pngpaste"]
    assert tool({"PATH": os.devnull, **WAYLAND}) is None
