"""`make team`: three Unix users answer one account for a day, in processes of their own.

    PYTHONPATH=tests python -m team

Needs root, to run processes as other users; these are numbers that nobody has, so that nothing of
the machine is changed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from support.commands import accepted_texts
from support.photos import photo
from support.simulated import SHOP, USERNAME, ZOE, Simulated, bare_account, simulator_thread
from support.teams import CANARY, reachable_folder, wrong_rights

#: The Unix group of the team, and its people. Each has a group of their own, as on most systems.
TEAM: Final = 64_000
#: Seconds until something must have happened.
PATIENCE: Final = 30.0

#: Opens the store as a program of one's own would, and stays.
HOLD: Final = """
import sys, time
from mmstui import settings
from mmstui.center import MessageCenter
center = MessageCenter.open(settings.load())
center.drafts.save("5145550100", "4385550123", __import__("mmstui.domain.messages", fromlist=["x"])
                   .Draft("Half a thought")).result()
print("open", flush=True)
time.sleep(600)
"""
#: Answers as the box does, having seen the message of this id.
ANSWER: Final = """
import sys
from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.domain.outgoing import Seen, Then
from mmstui.domain.problems import Changed
center = MessageCenter.open(settings.load())
seen = Seen("5145550100", "4385550123", int(sys.argv[1]))
try:
    center.outbox.send(did=seen.did, contacts=[seen.contact], text=sys.argv[2],
                       then=Then(seen=seen)).result()
    print("queued")
except Changed as changed:
    print("stopped", changed.answered_by)
"""
#: Queues a message with a file of another user, by a link.
REACH: Final = """
import os, sys
from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.domain.messages import Attachment, MediaKind
center = MessageCenter.open(settings.load())
link = center.folder / "attachments" / "x.gif"
os.symlink(sys.argv[1], link)
file = Attachment(str(link), "x.gif", "image/gif", 9, MediaKind.PHOTO)
ids = center.outbox.send(did="5145550100", contacts=["4385550123"], text="Look", attachments=[file])
print(ids.result()[0])
"""
#: Tells which files below the given folders this user can read, and in which the password is.
HUNT: Final = """
import os, sys
for top in sys.argv[2:]:
    for folder, _, names in os.walk(top):
        for name in names:
            try:
                data = open(os.path.join(folder, name), "rb").read()
            except OSError:
                continue
            print("canary" if sys.argv[1].encode() in data else "read", os.path.join(folder, name))
"""
#: Tries to change what the password's address is read from.
MEDDLE: Final = """
import os, sys
home = sys.argv[1]
for change in (
    lambda: open(home + "/team.toml", "a"), lambda: os.unlink(home + "/team.toml"),
    lambda: os.rename(home + "/team.toml", home + "/x"), lambda: open(home + "/new", "w"),
    lambda: os.chmod(home, 0o777), lambda: os.mkdir(home + "/accounts/other"),
):
    try:
        change()
    except PermissionError:
        continue
    print("changed")
"""


class Ran(NamedTuple):
    """The result of a process."""

    code: int
    out: str
    err: str


class Person:
    """A Unix user with a home of their own; `umask` is that of their processes."""

    def __init__(self, uid: int, home: Path, umask: int, groups: tuple[int, ...] = (TEAM,)) -> None:
        self.uid, self.umask, self.groups = uid, umask, groups
        self.home = home
        home.mkdir(mode=0o700)
        (home / ".config" / "mmstui").mkdir(parents=True)
        self.env = {
            "PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "TZ": "UTC",
            "PYTHONPATH": ":".join(each for each in sys.path if each),
            "PYTHONDONTWRITEBYTECODE": "1",
        }  # fmt: skip
        self._own()

    def configure(self, text: str) -> None:
        """Write config.toml."""
        (self.home / ".config" / "mmstui" / "config.toml").write_text(text)
        self._own()

    def _own(self) -> None:
        for path in (self.home, *self.home.rglob("*")):
            os.chown(path, self.uid, self.uid)

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a process of this user."""
        return subprocess.Popen(
            command, env=self.env, cwd="/", user=self.uid, group=self.uid,
            extra_groups=self.groups, umask=self.umask, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *command: str) -> Ran:
        """Run a process of this user to its end."""
        with self.start(*command) as process:
            out, err = process.communicate(timeout=PATIENCE * 2)
        return Ran(process.returncode, out, err)

    def mmstui(self, *words: str) -> Ran:
        """Run `mmstui WORDS`."""
        return self.run(PYTHON, "-m", "mmstui", *words)

    def messages(self) -> list[dict[str, Any]]:
        """Return the messages with the customer."""
        told = self.mmstui("read", ZOE, "--json")
        assert told.code == 0, told
        found: list[dict[str, Any]] = json.loads(told.out)["messages"]
        return found


def python_of_all(someone: int) -> str:
    """Return a Python that any user can run; exit with 2 without one."""
    path = ":".join(each for each in sys.path if each)
    for each in (sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"):
        try:
            done = subprocess.run(
                [each, "-c", "import mmstui.cli.main, httpx, pydantic"],
                user=someone, group=someone, cwd="/",
                env={"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}, capture_output=True,
            )  # fmt: skip
        except PermissionError:
            continue
        if done.returncode == 0:
            return each
    print(
        "Other users cannot run this Python, or cannot read mmstui: see the modes of its folders."
    )
    sys.exit(2)


def wait_until(done: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, f"not within {PATIENCE:g} seconds: {what}"
        time.sleep(0.1)


def told(words: str) -> None:
    print(f"  {words}", flush=True)


def main() -> None:
    """Play the day."""
    if os.geteuid():
        print("make team needs root: it runs processes as several users.")
        sys.exit(2)
    account = bare_account()
    account.password = CANARY
    with simulator_thread(account) as sim, reachable_folder() as folder:
        day(sim, folder)
    print("A team's day: nothing lost, nothing doubled, nothing readable by others.")


def day(sim: Simulated, folder: Path) -> None:
    service = Person(64_001, folder / "service", 0o022)
    ana = Person(64_002, folder / "ana", 0o077)
    ben = Person(64_003, folder / "ben", 0o000)
    deputy = Person(64_004, folder / "deputy", 0o277)
    stranger = Person(64_009, folder / "stranger", 0o022, groups=())
    team = folder / "team"
    team.mkdir()
    os.chown(team, service.uid, service.uid)

    service.configure(f'username = "{USERNAME}"\napi_url = "{sim.url}"\n')
    made = service.mmstui("team", "create", "--group", str(TEAM), "--home", str(team))
    assert made.code == 0, made
    for each in (service, ana, ben, deputy, stranger):
        each.configure(f'team = "{team}"\n')
    for each in (service, deputy):
        each.env |= {"MMSTUI_API_USERNAME": USERNAME, "MMSTUI_API_PASSWORD": CANARY}
    told("the owner makes the folder; each has one line in config.toml")

    at = time.time() - 60
    media = sim.account.make_media("image/jpeg", "jpg", lambda: photo(64, 48), at, outgoing=False)
    sim.account.add("mms", SHOP, ZOE, "Is it open?", at=at, media=[media])
    watch = service.start(PYTHON, "-m", "mmstui", "sync", "--watch")
    wait_until(lambda: ana.mmstui("read", ZOE).code == 0, "ana reads what the service fetched")
    wait_until(lambda: ana.messages()[0]["media"][0]["path"], "the picture is here")
    assert Path(ana.messages()[0]["media"][0]["path"]).stat().st_mode & 0o777 == 0o660
    told("the service fetches, ana reads")

    sent = ana.mmstui("send", "--to", ZOE, "Yes", "--json")
    assert sent.code == 0, sent
    assert accepted_texts(sim, ZOE) == ["Yes"]
    assert [each["written_by"] for each in ben.messages()] == [None, ana.uid]
    told("ana has no password: she writes, the service sends, ben sees who wrote it")

    seen = str(ben.messages()[-1]["id"])
    first = ana.run(PYTHON, "-c", ANSWER, seen, "Until six.")
    second = ben.run(PYTHON, "-c", ANSWER, seen, "Until five.")
    assert (first.out, second.out) == ("queued\n", f"stopped {ana.uid}\n"), (first, second)
    wait_until(lambda: len(accepted_texts(sim, ZOE)) == 2, "one answer is sent")
    told("both answer at once: one is stopped, exactly one message goes")

    holding = ben.start(PYTHON, "-c", HOLD)
    assert holding.stdout is not None
    assert holding.stdout.readline() == "open\n"
    for process in (holding, watch):
        process.send_signal(signal.SIGKILL)
        process.communicate()
    waits = ana.mmstui("send", "--to", ZOE, "Still there?", "--json")
    assert waits.code == 8, waits
    assert wrong_rights(team, TEAM) == []
    told("ben and the service are killed: ana's message waits, and nobody is locked out")

    watch = deputy.start(PYTHON, "-m", "mmstui", "sync", "--watch")
    wait_until(lambda: len(accepted_texts(sim, ZOE)) == 3, "the deputy sends")
    sim.account.add("sms", SHOP, ZOE, "Thanks", at=time.time())
    assert ben.mmstui("done", ZOE).code == 0
    watch.send_signal(signal.SIGTERM)
    watch.communicate()
    assert service.mmstui("sync").code == 0
    assert accepted_texts(sim, ZOE) == ["Yes", "Until six.", "Still there?"]
    assert [each["text"] for each in ana.messages()][-1] == "Thanks"
    told("another user with the password takes over, and the service again: nothing twice")

    secret = service.home / "password"
    secret.write_text(CANARY)
    os.chown(secret, service.uid, service.uid)
    secret.chmod(0o600)
    reached = ben.run(PYTHON, "-c", REACH, str(secret))
    assert reached.code == 0, reached
    service.mmstui("sync")
    assert ben.messages()[-1]["error"]["code"] == "file_unreadable", ben.messages()[-1]
    assert len(accepted_texts(sim, ZOE)) == 3
    next(team.glob("accounts/*/attachments/x.gif")).unlink()
    secret.unlink()
    told("a link to the service's own file is not sent")

    log = json.loads(service.mmstui("log", "--json").out)["log"]
    assert [(each["uid"], each["verb"]) for each in log] == [
        (ana.uid, "send"), (ana.uid, "send"), (ana.uid, "send"), (ben.uid, "done"),
        (ben.uid, "send"),
    ]  # fmt: skip
    told("the log has who did what")

    hunt(team, folder, service, [ana, ben, deputy], stranger)
    out = ana.groups
    ana.groups = ()
    refused = ana.mmstui("list")
    assert refused.code in {1, 3}, refused
    assert "Traceback" not in refused.err
    ana.groups = out
    told("who has left the group is refused with a sentence")


def hunt(
    team: Path, folder: Path, service: Person, members: list[Person], stranger: Person
) -> None:
    """Look for rights that are too wide or too narrow, and for the password."""
    assert wrong_rights(team, TEAM) == []
    everything = [path for path in team.rglob("*") if path.is_file()]
    for each in (service, *members):
        lines = each.run(PYTHON, "-c", HUNT, CANARY, str(team)).out.splitlines()
        assert len(lines) == len(everything), (each.uid, set(everything), lines)
        around = each.run(PYTHON, "-c", HUNT, CANARY, str(folder)).out
        assert "canary" not in " ".join([*lines, around]).split(), each.uid
    assert stranger.run(PYTHON, "-c", HUNT, CANARY, str(team)).out == ""
    assert stranger.mmstui("list").code != 0
    for each in (*members, stranger):
        assert each.run(PYTHON, "-c", MEDDLE, str(team)).out == "", each.uid
    told("members read every file, a stranger none; the password is in none; nobody but the owner "
         "can change team.toml")  # fmt: skip


PYTHON = python_of_all(64_002)
if __name__ == "__main__":
    main()
