"""What a script may get wrong: variables that are not set, and disks that are not written to."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmstui.store import AccountKey, Store
from support import warm
from support.commands import Shell
from support.photos import photo
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

NOBODY = "4385550199"


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sim: Simulated) -> Shell:
    """A shell with a conversation with a contact, and one with a number without a name."""
    shell = Shell.of(tmp_path_factory.mktemp("home"), sim)
    for contact in (ZOE, NOBODY):
        sim.account.add("sms", SHOP, contact, "Bonjour", at=time.time() - 60)
    assert shell.run("sync").code == 0
    return shell


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["done", ""], "CONTACT is empty."),
        (["block", ZOE, " "], "CONTACT is empty."),
        (["read", ""], "CONTACT is empty."),
        (["export", "all.txt", ""], "CONTACT is empty."),
        (["search", "", ""], "There is nothing to search for."),
        (["list", "--view", ""], "--view is empty."),
        (["--account", "", "list"], "--account is empty."),
        (["send", "--to", ZOE, "--id", "", "hi"], "--id is empty."),
        (["send", "--to", ZOE, "", "--dry-run", "hi"], "A recipient is empty."),
        (["send", "--to", ZOE, "--attach", "", "hi"], "argument --attach: the name is empty"),
        (["backup", ""], "argument FILE: the name is empty"),
        (["man", "--folder", ""], "argument --folder: the name is empty"),
        (["--account", "shop", "list"], "section of its own there: [accounts.shop]. mmstui"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_an_empty_argument_is_meant_by_nobody(
    sim: Simulated, shell: Shell, words: list[str], told: str
) -> None:
    ran = shell.run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
    rows = json.loads(shell.run("list", "--all", "--json").out)["conversations"]
    assert [row["done"] or row["blocked"] for row in rows] == [False, False]
    assert shell.run("undo").code == 1


def test_a_contact_without_a_name_is_called_by_no_signs(shell: Shell) -> None:
    ran = shell.run("read", "...")
    assert (ran.code, ran.err) == (1, "mmstui: Nobody here is called ....\n")


def test_a_text_may_be_empty_beside_a_file(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(photo(64, 48))
    ran = shell.run("send", "--dry-run", "--attach", str(file), "--to", ZOE, "")
    assert (ran.code, "  MMS  \n" in ran.out) == (0, True)


def test_who_narrows_to_another_number_is_told_so(shell: Shell) -> None:
    for words in (["read"], ["done"]):
        ran = shell.run(*words, ZOE, "--did", "4385550175")
        assert (ran.code, f"No messages with {ZOE} at 4385550175." in ran.err) == (1, True)


def test_all_of_it_may_be_asked_for(shell: Shell) -> None:
    for words in (["list"], ["read", ZOE], ["search", "bonjour"]):
        ran = shell.run(*words, "--limit", "all")
        assert (ran.code, "Bonjour" in ran.out) == (0, True)


def test_a_pipe_is_imported_whole(shell: Shell, tmp_path: Path) -> None:
    exported = shell.run("export", "-", "--format", "jsonl").out
    other = Shell.of(tmp_path, MMSTUI_API_USERNAME="demo@example.com")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor() as pool:
        pool.submit(pipe.write_text, exported)
        ran = other.run("import", str(pipe))
    assert (ran.code, "Took over 2 messages." in ran.out) == (0, True)
    (tmp_path / "all.jsonl").write_text(exported)
    with (tmp_path / "all.jsonl").open("rb") as file:
        done = warm.run(other.command("import", "-"), env=other.env, stdin=file)
    assert b"2 were here already" in done.stdout


@pytest.mark.parametrize("reason", [errno.EROFS, errno.EACCES])
def test_what_only_reads_works_on_a_disk_that_is_not_written_to(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reason: int
) -> None:
    def refused(*_: object) -> None:
        raise OSError(reason, os.strerror(reason))

    monkeypatch.setattr("mmstui.store.sqlite.files.open_private_file", refused)
    for words in (
        ["list"], ["list", "--json"], ["read", ZOE], ["status"], ["contacts"], ["dids"],
        ["search", "bonjour"],
    ):  # fmt: skip
        assert shell.run(*words).code == 0
    ran = shell.run("done", ZOE)
    assert (ran.code, os.strerror(reason) in ran.err) == (1, True)


def test_who_queues_behind_a_suspended_process_is_told_of_it(shell: Shell) -> None:
    account = AccountKey.of(shell.env["MMSTUI_API_URL"], shell.env["MMSTUI_API_USERNAME"])
    with closing(Store.open(Path(shell.env["MMSTUI_HOME"]), account)) as store:
        store.signals.set("leader", "4711-1", datetime(2026, 3, 2, tzinfo=UTC))
        sent = shell.run("send", "--wait", "0", "--to", ZOE, "one")
        assert (sent.code, sent.err) == (8, "")  # it was killed
        with (store.folder / "leader.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            sent = shell.run("send", "--wait", "0", "--to", ZOE, "two")
            assert sent.code == 8
            told = "process 4711 holds the account and has been silent since 2026-03-01"
            assert told in sent.err
            assert store.inbox.leader(datetime.now(UTC)) == (
                (status := store.inbox.status(datetime.now(UTC))).leader_pid,
                status.leader_silent_since,
            )
