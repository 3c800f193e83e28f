"""The API password is in the body of requests and nowhere else; files are for their owner alone.

The canary is the password of the account: it must work, and must not be found anywhere.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import ClassVar

import pytest

from support import seldom, warm
from support.commands import Shell
from support.drawings import picture as drawing
from support.simulated import SHOP, ZOE, Simulated, bare_account, simulator_thread
from support.terminal import Terminal

CANARY = "cAnary-5150-\"Zx'%&"
#: As it would be after being escaped, quoted, encoded or cut.
TRACES = ("cAnary", "5150-", "Y0FuYXJ5")  # the last: in base64
PNG = drawing("red", 20_000)

#: Everything that can be heard is logged, as far down as it goes.
LOUD = """
import logging, sys
from mmstui.cli import log
quiet = log.start_logging
def start_logging(home):
    quiet(home)
    logging.getLogger().setLevel(logging.DEBUG)
    for name in ("httpx", "httpcore", "httpcore.http11", "asyncio", "mmstui", "textual"):
        logging.getLogger(name).setLevel(logging.DEBUG)
        logging.getLogger(name).disabled = False
log.start_logging = start_logging
"""
END = """
from mmstui.cli import main
sys.exit(main(sys.argv[1:]))
"""
BREAK_THE_LIST = """
from mmstui.tui.inbox.conversation_list import ConversationList
def broken(self, *a, **k):
    raise RuntimeError("broken on purpose")
ConversationList.on_key = broken
"""
BREAK_THE_CLIENT = """
from mmstui.voipms import Client
async def broken(self, *args, **kwargs):
    credentials = self._credentials
    await credentials.ready()
    raise RuntimeError("broken on purpose")
Client.history = Client.dids = broken
"""
BREAK_THE_SEND = """
from mmstui.center.sync import Sync
async def broken(self, *args, **kwargs):
    engine, password = self.engine(), self._password
    raise RuntimeError("broken on purpose")
Sync.deliver = broken
"""
BREAK_THE_STORE = """
from mmstui.store.sending.outbox import Outbox
def broken(self, *a, **k):
    raise RuntimeError("broken on purpose")
Outbox.next_due_at = broken
"""


@pytest.fixture
def sim() -> Iterator[Simulated]:
    account = bare_account()
    account.password = CANARY
    with simulator_thread(account) as running:
        at = time.time() - 60
        media = account.make_media("image/png", "png", lambda: PNG, at, outgoing=False)
        account.add("mms", SHOP, ZOE, "Bonjour !", at=at, media=[media])
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    return Shell.of(tmp_path, sim)


def traces(data: bytes) -> list[str]:
    text = data.decode("utf-8", "replace")
    return [trace for trace in TRACES if trace in text]


def files_with_a_trace(folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 3
    return [path for path in files if traces(path.read_bytes())]


def script(tmp_path: Path, *parts: str) -> list[str]:
    path = tmp_path / "run.py"
    path.write_text("".join([LOUD, *parts, END]))
    return [sys.executable, str(path)]


def picture(tmp_path: Path) -> str:
    path = tmp_path / "cat.png"
    path.write_bytes(PNG)
    return str(path)


def test_no_command_prints_or_keeps_it(
    sim: Simulated, shell: Shell, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    send = ["send", "--to", ZOE, "--from", SHOP]
    commands = [
        ["sync"], ["list"], ["read", ZOE], ["dids"], ["status"], ["sync", "--verify"],
        ["backup", str(tmp_path / "mmstui" / "copy")], ["repair"],
        [*send, "hello"], [*send, "--attach", picture(tmp_path), "look"], [*send, "x" * 3000],
    ]  # fmt: skip
    for command in commands:
        for words in (command, [*command, "--json"]):
            ran = shell.run(*words)
            assert not traces(ran.raw), words
    assert sim.account.accepted, "it was the right password"
    for statuses in ("invalid_credentials", f"odd {CANARY}", CANARY):
        sim.switches.statuses = dict.fromkeys(["sendSMS", "getSMS", "getDIDsInfo"], statuses)
        for words in ([*send, "--json", "hello"], ["sync"], ["sync", "--json"], ["status"]):
            assert not traces(shell.run(*words).raw), (statuses, words)
    assert not traces(caplog.text.encode())
    assert files_with_a_trace(tmp_path / "mmstui") == []


@pytest.mark.parametrize("url", ["not an url", "http://example.com/", "https://127.0.0.1:1/x"])
def test_no_refusal_to_connect_prints_it(tmp_path: Path, sim: Simulated, url: str) -> None:
    shell = Shell.of(tmp_path, sim, MMSTUI_API_URL=url)
    for words in (["sync"], ["sync", "--json"]):
        ran = shell.run(*words)
        assert ran.code in {2, 4}
        assert not traces(ran.raw)


def test_a_password_command_that_fails_prints_nothing_it_said(shell: Shell, tmp_path: Path) -> None:
    home = Path(shell.env["MMSTUI_HOME"])
    for command in ("echo {0}; echo {0} >&2; exit 3", "echo; echo {0}"):
        (tmp_path / "vault").write_text(command.format("cAnary-5150-x"))
        (home / "config.toml").write_text(f'password_command = ["sh", "{tmp_path}/vault"]\n')
        for words in (["sync"], ["sync", "--json"]):
            ran = shell.run(*words, env={"MMSTUI_API_PASSWORD": ""})
            assert ran.code == 3
            assert not traces(ran.raw)


@pytest.mark.parametrize(
    "broken",
    [BREAK_THE_LIST, BREAK_THE_CLIENT, BREAK_THE_STORE],
    ids=["a widget", "a worker", "the store"],
)
def test_an_inbox_that_crashes_shows_and_keeps_nothing_of_it(
    broken: str, shell: Shell, tmp_path: Path
) -> None:
    shell.run("sync")
    with Terminal(script(tmp_path, broken), shell.env) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("j")
        if broken is BREAK_THE_LIST:
            assert terminal.wait_for_exit() == 1
            assert b"broken on purpose" in terminal.raw
        else:
            log = tmp_path / "mmstui" / "mmstui.log"
            terminal.wait_for(lambda: "RuntimeError" in log.read_text())
            assert files_with_a_trace(tmp_path / "mmstui") == []
            terminal.press("ctrl+q")
            assert terminal.wait_for_exit() == 0
        assert not traces(bytes(terminal.raw))
    assert files_with_a_trace(tmp_path / "mmstui") == []
    assert list(tmp_path.glob("*crash*")) == []


@pytest.mark.parametrize(
    ("words", "broken"),
    [
        (["sync"], BREAK_THE_CLIENT),
        (["sync", "--verify"], BREAK_THE_CLIENT),
        (["send", "--to", ZOE, "--from", SHOP, "hello"], BREAK_THE_SEND),
    ],
)
def test_a_command_that_crashes_shows_nothing_of_it(
    words: list[str], broken: str, shell: Shell, tmp_path: Path
) -> None:
    shell.run("sync")
    done = warm.run([*script(tmp_path, broken), *words], env=shell.env)
    assert done.returncode != 0
    assert b"broken on purpose" in done.stderr, "it did crash"
    assert not traces(done.stdout + done.stderr)
    assert files_with_a_trace(tmp_path / "mmstui") == []


def test_an_open_inbox_has_it_in_no_file_and_no_command_line(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    """Log at DEBUG, store, write-ahead log, lock, and what ps shows, with everything going on."""
    vault = tmp_path / "vault"
    vault.write_text(CANARY)
    Path(shell.env["MMSTUI_HOME"], "config.toml").write_text(
        f'username = "demo@example.com"\npassword_command = ["cat", "{vault}"]\n'
    )
    for name in ("MMSTUI_API_PASSWORD", "MMSTUI_API_USERNAME"):
        del shell.env[name]
    with Terminal(script(tmp_path), shell.env, from_nothing=True) as terminal:
        terminal.wait_for("Zoé Tremblay")
        terminal.press("enter", "r")
        terminal.wait_for("enter send")
        terminal.write("hello")
        terminal.wait_for("5/160")
        terminal.press("enter")
        terminal.wait_for("sent")
        assert sim.account.accepted
        names = {path.name for path in (tmp_path / "mmstui").rglob("*")}
        assert {"messages.sqlite3-wal", "messages.sqlite3-shm", "mmstui.log"} <= names
        assert "leader.lock" in names
        log = (tmp_path / "mmstui" / "mmstui.log").read_text()
        assert log, "there is something to look at"
        assert not [text for text in ("hello", "Bonjour", ZOE) if text in log], "no message either"
        assert files_with_a_trace(tmp_path / "mmstui") == []
        for path in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                assert not traces(path.read_bytes())
        sim.account.password = "changed"
        terminal.press("esc", "ctrl+r")
        terminal.wait_for("access refused")
        terminal.press("ctrl+q")
        assert terminal.wait_for_exit() == 0
        assert not traces(bytes(terminal.raw))
    assert files_with_a_trace(tmp_path / "mmstui") == []


class Recorder(BaseHTTPRequestHandler):
    """Keeps what it is asked, and knows no method."""

    heads: ClassVar[list[str]] = []
    bodies: ClassVar[list[bytes]] = []

    def do_POST(self) -> None:
        self.heads.append(f"{self.requestline}\n{self.headers}")
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(302)
        self.send_header("Location", "/elsewhere?again=1")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_POST

    def log_message(self, *_: object) -> None: ...


def test_it_travels_in_the_body_only_and_follows_no_redirect(tmp_path: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), Recorder)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        shell = Shell.of(
            tmp_path,
            MMSTUI_API_URL=f"http://127.0.0.1:{server.server_port}/api/v1/rest.php",
            MMSTUI_API_USERNAME="demo@example.com",
            MMSTUI_API_PASSWORD=CANARY,
        )
        shell.run("sync")
        shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "1", "hello")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
    assert any(b"sendSMS" in body for body in Recorder.bodies)
    assert all(CANARY.encode() in body for body in Recorder.bodies)
    assert not [head for head in Recorder.heads if traces(head.encode())]
    assert not [head for head in Recorder.heads if "elsewhere" in head]


async def test_an_exported_screenshot_does_not_show_it(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mmstui import settings
    from mmstui.center import MessageCenter
    from mmstui.tui.app import InboxApp

    shell.spawn("sync")
    for name, value in shell.env.items():
        monkeypatch.setenv(name, value)
    center = MessageCenter.open(settings.load())
    center.sync.unlock()
    app = InboxApp(center, clock=center.now, zone=center.now().tzinfo, engine=False)  # type: ignore[arg-type]
    async with app.run_test(size=(120, 36)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        assert "Bonjour" in app.export_screenshot()
        assert not traces(app.export_screenshot().encode())
    shown = repr([center, center.settings, vars(center), app])
    center.close()
    assert not traces(shown.encode())


@pytest.mark.parametrize("umask", seldom.but(bool, [0o000, 0o022, 0o077]))
def test_everything_kept_is_for_its_owner_alone(
    umask: int, sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    """Store, log, lock, received files, copies of files to send, backups: whatever the umask."""
    home = tmp_path / "mmstui"
    before = os.umask(umask)
    try:
        shell.run("sync")
        send = ("send", "--to", ZOE, "--from", SHOP, "--attach", picture(tmp_path))
        shell.run(*send, "--wait", "0", "look")
        shell.run("backup", str(tmp_path / "copy"))
        shell.run("backup", "--media", str(tmp_path / "folder"))
        with Terminal(script(tmp_path), shell.env) as terminal:
            terminal.wait_for("Zoé Tremblay")
            terminal.wait_for(lambda: bool(sim.account.accepted))
            names = {path.name for path in home.rglob("*")}
            _assert_private(home)
            terminal.press("ctrl+q")
            assert terminal.wait_for_exit() == 0
    finally:
        os.umask(before)
    assert {
        "messages.sqlite3", "messages.sqlite3-wal", "messages.sqlite3-shm", "leader.lock",
        "mmstui.log", "media", "attachments", "cat.png",
    } <= names  # fmt: skip
    assert [name for name in names if name.endswith(".png") and name != "cat.png"], "one received"
    for place in (home, tmp_path / "copy", tmp_path / "folder"):
        _assert_private(place)


def _assert_private(place: Path) -> None:
    for path in (place, *place.rglob("*")):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path
