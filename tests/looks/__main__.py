"""`make looks`: pictures of the demo in real terminals, for people to look at.

    PYTHONPATH=tests python -m looks FOLDER [--only kitty,tmux] [--sizes 120x36,80x24,40x12]

It needs Debian's xvfb, openbox, xdotool, imagemagick, weston, xterm, kitty, foot, lxterminal, tmux,
screen and mosh, and leaves out what is not installed. In each terminal and size it opens the inbox,
a thread, writes behind emoji, opens the key help, and leaves: `NAME-SIZE-STEP.png`.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

Command = list[str]
#: The text of the compose box: a skin tone is two columns more in most terminals.
EMOJI = "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}" * 2 + " not today"
#: The steps: the name of the picture, the keys before it, and the least seconds until it is taken.
STEPS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("1-list", (), 12.0),
    ("2-thread", ("Return",), 1.0),
    # Not every terminal can be typed emoji into: the editor writes them.
    ("3-box", ("r", "F4"), 2.0),
    ("4-bubble", ("Return",), 4.0),
    # A lone escape, then the key help of the thread.
    ("5-help", ("Escape", "question"), 1.0),
    ("6-left", ("Escape", "ctrl+q"), 2.0),
)
#: Seconds that a picture may take to stand still.
PATIENCE = 30.0


class Kind(NamedTuple):
    """A terminal: its programs, and its command for a program in so many columns and rows."""

    needs: tuple[str, ...]
    command: Callable[[int, int, Command], Command]
    wayland: bool = False


def _xterm(columns: int, rows: int, inside: Command) -> Command:
    return ["xterm", "-geometry", f"{columns}x{rows}", "-e", *inside]


def _kitty(columns: int, rows: int, inside: Command) -> Command:
    size = ["-o", f"initial_window_width={columns}c", "-o", f"initial_window_height={rows}c"]
    return ["kitty", "--config", "NONE", "-o", "remember_window_size=no", *size, *inside]


def _foot(columns: int, rows: int, inside: Command) -> Command:
    return ["foot", "--config=/dev/null", f"--window-size-chars={columns}x{rows}", *inside]


def _vte(columns: int, rows: int, inside: Command) -> Command:
    return ["lxterminal", f"--geometry={columns}x{rows}", "-e", shlex.join(inside)]


def _tmux(columns: int, rows: int, inside: Command) -> Command:
    # Its status line has a row.
    return _xterm(columns, rows + 1, ["tmux", "-L", "looks", "-f", "/dev/null", "new", *inside])


def _screen(columns: int, rows: int, inside: Command) -> Command:
    return _xterm(columns, rows, ["screen", "-c", "/dev/null", *inside])


def _mosh(columns: int, rows: int, inside: Command) -> Command:
    """Without ssh: the server tells its port and key, the client takes them."""
    started = subprocess.run(
        ["mosh-server", "new", "-i", "127.0.0.1", "--", *inside],
        capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    found = re.search(r"MOSH CONNECT (\d+) (\S+)", started.stdout)
    if found is None:
        raise SystemExit(f"mosh-server said: {started.stdout} {started.stderr}")
    client = ["env", f"MOSH_KEY={found[2]}", "mosh-client", "127.0.0.1", found[1]]
    return _xterm(columns, rows, client)


KINDS = {
    "xterm": Kind(("xterm",), _xterm),
    "kitty": Kind(("kitty",), _kitty),
    "foot": Kind(("foot", "weston"), _foot, wayland=True),
    "vte": Kind(("lxterminal",), _vte),
    "tmux": Kind(("tmux", "xterm"), _tmux),
    "screen": Kind(("screen", "xterm"), _screen),
    "mosh": Kind(("mosh-server", "mosh-client", "xterm"), _mosh),
}
DISPLAY = (1400, 1000)


@contextlib.contextmanager
def running(command: Command, env: dict[str, str], pause: float) -> Iterator[None]:
    """A program beside us, ended at the end."""
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL)
    # A terminal or an X server tells nobody when it is ready.
    time.sleep(pause)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def desktop(env: dict[str, str]) -> Iterator[None]:
    """An X server with a window manager."""
    size = f"{DISPLAY[0]}x{DISPLAY[1]}x24"
    with (
        running(["Xvfb", env["DISPLAY"], "-screen", "0", size, "-nolisten", "tcp"], env, 2.0),
        running(["openbox"], env, 1.0),
    ):
        yield


@contextlib.contextmanager
def compositor(env: dict[str, str]) -> Iterator[None]:
    """Weston in a window of the X server."""
    weston = [
        "weston", "--backend=x11-backend.so", "--socket=looks", "--shell=desktop-shell.so",
        f"--width={DISPLAY[0]}", f"--height={DISPLAY[1]}",
    ]  # fmt: skip
    with running(weston, env, 3.0):
        yield


def still(env: dict[str, str]) -> bytes:
    """Return a picture of the screen that is the same a second later."""
    until = time.monotonic() + PATIENCE
    before = b""
    while True:
        shot = ["import", "-window", "root", "ppm:-"]
        now = subprocess.run(shot, env=env, check=True, capture_output=True).stdout
        if now == before or time.monotonic() > until:
            return now
        before = now
        # Nothing tells when a terminal has painted: two pictures that are the same do.
        time.sleep(1.0)


def look(name: str, size: tuple[int, int], folder: Path, env: dict[str, str]) -> None:
    """Walk through the demo in one terminal of one size."""
    kind = KINDS[name]
    with tempfile.TemporaryDirectory(prefix="looks-") as home, contextlib.ExitStack() as stack:
        editor = Path(home) / "editor"
        editor.write_text(f"#!/bin/sh\nprintf '{EMOJI}' >\"$1\"\n")
        editor.chmod(0o755)
        env = env | {"HOME": home}
        if kind.wayland:
            stack.enter_context(compositor(env))
            env |= {"WAYLAND_DISPLAY": "looks"}
        inside = Path(home) / "inside"
        inside.write_text(
            f"export HOME={home} MMSTUI_HOME={home}/mmstui VISUAL={editor}\n"
            f"{shlex.quote(sys.executable)} -m mmstui demo\necho 'the prompt'\nexec cat\n"
        )
        stack.enter_context(running(kind.command(*size, ["sh", str(inside)]), env, 0.0))
        for step, keys, pause in STEPS:
            for key in keys:
                subprocess.run(["xdotool", "key", key], env=env, check=True)
                # A key at a time, as a person presses them: together they could be one sequence.
                time.sleep(1.0)
            time.sleep(pause)
            picture = still(env)
            file = folder / f"{name}-{size[0]}x{size[1]}-{step}.png"
            subprocess.run(["convert", "ppm:-", "-trim", str(file)], input=picture, check=True)
        # The end of input ends `cat`, and so the session of tmux, screen or mosh.
        subprocess.run(["xdotool", "key", "ctrl+d"], env=env, check=True)
        # Servers of tmux, screen and mosh end by themselves, but not at once.
        time.sleep(1.0)


def main(arguments: Sequence[str] | None = None) -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="looks", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default=",".join(KINDS))
    parser.add_argument("--sizes", default="120x36,80x24,40x12")
    options = parser.parse_args(arguments)
    folder: Path = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    runtime = tempfile.mkdtemp(prefix="looks-run-")
    kept = {name: os.environ[name] for name in ("PATH",)}
    env = kept | {
        "DISPLAY": f":{90 + os.getpid() % 900}",
        "LANG": "C.UTF-8",
        "LIBGL_ALWAYS_SOFTWARE": "1",
        "XDG_RUNTIME_DIR": runtime,
        "SCREENDIR": runtime,
    }
    with desktop(env):
        for name in options.only.split(","):
            missing = [each for each in KINDS[name].needs if shutil.which(each) is None]
            if missing:
                print(f"{name}: {', '.join(missing)} missing")
                continue
            for size in options.sizes.split(","):
                columns, _, rows = size.partition("x")
                look(name, (int(columns), int(rows)), folder, env)
                print(f"{name} {size}")
    shutil.rmtree(runtime)


if __name__ == "__main__":
    main()
