"""The server of `support.warm`: imports modules, and forks for each program that is asked for.

Its standard input is the socket of the tests. Nothing of mmstui runs here, or a copy would find
what another environment has left there, and none of its screens is imported: they bind keys that
the user's configuration has chosen before.
"""

from __future__ import annotations

import fcntl
import gc
import io
import json
import os
import pkgutil
import runpy
import signal
import socket
import sys
import termios
import time
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

#: What commands import while they run.
_USED = (
    "anyio._backends._asyncio", "certifi", "concurrent.futures.thread", "encodings.idna",
    "httpcore._async.http11", "mmstui.center.account", "mmstui.center.outbox", "mmstui.center.sync",
    "mmstui.domain.folding", "mmstui.domain.text.tapbacks", "mmstui.simulator.server",
    "mmstui.store.reading.account_counts", "mmstui.store.reading.thread_pages",
    "mmstui.store.sqlite.sql_functions", "socksio",
)  # fmt: skip
_SCREENS = (
    "textual.app", "textual.drivers.linux_driver", "textual.widgets._directory_tree",
    "textual.widgets._input", "textual.widgets._text_area", "textual.widgets._toast",
    "textual.widgets._tooltip", "rich.pager", "rich.table",
)  # fmt: skip


def load(what: str) -> None:
    """Import the modules of all commands, and those of Textual if they are wanted."""
    import mmstui.cli

    commands = [module.name for module in pkgutil.iter_modules(mmstui.cli.__path__, "mmstui.cli.")]
    for name in (*commands, *_USED):
        import_module(name)
    if what == "screens":
        # As the product sets them before it imports Textual, in the terminal of `warm.STANDARD`.
        os.environ |= {"TEXTUAL_ANIMATIONS": "none", "TEXTUAL_COLOR_SYSTEM": "truecolor"}
        for name in _SCREENS:
            import_module(name)
    gc.collect()
    gc.freeze()


def serve(requests: socket.socket) -> tuple[dict[str, Any], list[int]]:
    """Fork at each request; in the copy, return it: what to run, and files."""
    while True:
        message, files, _, _ = socket.recv_fds(requests, 200_000, 8)
        if not message:
            os._exit(0)  # The tests have ended.
        if _is_copy():
            requests.close()
            return json.loads(message), files
        for file in files:
            os.close(file)


def _is_copy() -> bool:
    """Fork twice: the copy is an orphan, whom the tests adopt before it goes on."""
    waits, adopted = os.pipe()
    if between := os.fork():
        os.close(waits)
        os.waitpid(between, 0)
        os.close(adopted)
        return False
    if os.fork():
        os._exit(0)
    os.close(adopted)
    os.read(waits, 1)
    os.close(waits)
    return True


def become(request: dict[str, Any], files: list[int]) -> None:
    """Be as a program is at its start."""
    os.umask(request["umask"])
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["env"])
    time.tzset()
    if request["apart"]:
        os.setsid()
    tells, *given = files
    for number, is_open in enumerate(request["open"]):
        if is_open:
            os.dup2(given.pop(0), number)
        else:
            os.close(number)
    if request["terminal"]:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    for number in request["ignored"]:
        signal.signal(number, signal.SIG_IGN)
    if signal.SIGINT not in request["ignored"]:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        stream = _stream(number, getattr(sys, name), f"<{name}>")
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    os.write(tells, str(os.getpid()).encode())
    os.closerange(3, max(files) + 1)
    gc.enable()


def _stream(number: int, like: TextIO, name: str) -> Any:
    """Return a standard stream as Python makes it; None if it is closed."""
    try:
        os.fstat(number)
    except OSError:
        return None
    file: Any = open(number, "wb" if number else "rb", closefd=False)  # noqa: SIM115
    file.raw.name = name
    by_line = number == 2 or file.isatty()
    stream: Any = io.TextIOWrapper(file, like.encoding, like.errors, "\n", by_line)
    stream.mode = "w" if number else "r"
    return stream


def run(words: list[str]) -> None:
    """Run what stands after `python`."""
    sys.path[1:1] = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    match words:
        case ["-m", module, *rest]:
            sys.path[0], sys.argv = os.getcwd(), ["-m", *rest]
            runpy._run_module_as_main(module)  # type: ignore[attr-defined]
        case ["-c", source, *rest]:
            sys.path[0], sys.argv = "", ["-c", *rest]
            exec(compile(source, "<string>", "exec"), {"__name__": "__main__"})
        case [path, *rest]:
            sys.path[0], sys.argv = str(Path(path).parent), [path, *rest]
            runpy.run_path(path, run_name="__main__")


if __name__ == "__main__":
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    load(sys.argv[1])
    asked, opened = serve(socket.socket(fileno=os.dup(0)))
    become(asked, opened)
    run(asked["words"])
