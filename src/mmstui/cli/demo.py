"""`mmstui demo`: the inbox on a simulated account, in a child process and a temporary home."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.inbox import open_inbox, require_terminal
from mmstui.settings import Settings

USERNAME = "demo@example.com"
PASSWORD = "demo"  # noqa: S105  # the simulator's own, printed in its help


def run(options: argparse.Namespace) -> int:
    """Open the inbox on a live simulated account; keep nothing."""
    require_terminal()
    with (
        tempfile.TemporaryDirectory(prefix="mmstui-demo-") as home,
        _simulator(options.seed) as url,
        _password_in_environment(),
    ):
        return open_inbox(
            Settings(
                home=Path(home),
                config_file=Path(home) / "config.toml",
                api_url=url,
                username=USERNAME,
                active_interval=2.0,
                idle_interval=2.0,
            )
        )


@contextmanager
def _password_in_environment() -> Iterator[None]:
    before = os.environ.get("MMSTUI_API_PASSWORD")
    os.environ["MMSTUI_API_PASSWORD"] = PASSWORD
    try:
        yield
    finally:
        if before is None:
            del os.environ["MMSTUI_API_PASSWORD"]
        else:
            os.environ["MMSTUI_API_PASSWORD"] = before


@contextmanager
def _simulator(seed: int) -> Iterator[str]:
    """Run a simulator, and yield its address. It ends with this process, however this ends."""
    child = subprocess.Popen(
        [sys.executable, "-m", "mmstui.simulator", "--demo", "--port", "0",
         "--seed", str(seed), "--die-with-parent"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        start_new_session=True,  # ctrl+c and ctrl+z must not reach the simulator.
    )  # fmt: skip
    try:
        yield _address(child)
    finally:
        child.terminate()
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _address(child: subprocess.Popen[str]) -> str:
    assert child.stdout is not None  # noqa: S101  # stdout=PIPE
    for line in child.stdout:
        for word in line.split():
            if word.startswith("http://127.0.0.1:"):
                return word.rstrip(".,")
    raise CommandError(Exit.FAILURE, "simulator", "The simulated account did not start.")
