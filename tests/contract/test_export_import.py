"""Messages out to files and in again, by commands; VoIP.ms lists what was imported, later."""

from __future__ import annotations

import json
import mailbox
import shutil
import sqlite3
import stat
import time
from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from email.utils import parsedate_to_datetime
from itertools import pairwise
from pathlib import Path

import pytest

from mmstui.cli.parser import build_parser
from mmstui.export import FORMATS
from mmstui.store import AccountKey, Store
from support.commands import Shell
from support.deleted import delete_messages
from support.simulated import SHOP, SUPPORT, ZOE, Simulated, simulator_thread
from support.terminal import Terminal

OTHER = "6135550188"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
TEXTS = ("From here\n>From there", "=1+1", "Bonjour Zoé 🐈\n.", "ok", "ok", "<b>&amp;</b>")
SUFFIXES = {each.suffixes[0]: name for name, each in FORMATS.items()}


@pytest.fixture(scope="module")
def account() -> Iterator[Simulated]:
    """Texts from both sides, seconds apart, and an MMS."""
    with simulator_thread() as sim:
        now = int(time.time())
        for place, text in enumerate(TEXTS):
            at = now - 3600 + place * 20
            sim.account.add("sms", SHOP, ZOE, text, at=at, outgoing=place % 2 == 1)
        picture = sim.account.make_media("image/png", "png", lambda: PNG, now - 60, outgoing=False)
        sim.account.add("mms", SUPPORT, OTHER, "Look", at=now - 60, media=[picture])
        yield sim


@pytest.fixture(scope="module")
def first(account: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """An account that was synced; no test changes it."""
    shell = Shell.of(tmp_path_factory.mktemp("first"), account)
    assert shell.run("sync").code == 0
    return shell


@pytest.fixture
def second(account: Simulated, tmp_path: Path) -> Shell:
    home = tmp_path / "second"
    home.mkdir()
    return Shell.of(home, account)


def exported(shell: Shell, path: Path, *words: str) -> Path:
    ran = shell.run("export", str(path), *words)
    assert (ran.code, ran.err) == (0, "")
    return path


def taken(shell: Shell, path: Path, *words: str) -> dict[str, object]:
    ran = shell.run("import", str(path), "--json", *words)
    told = ran.json["import"]
    assert ran.code == (1 if told["unreadable"] else 0)
    return {key: told[key] for key in ("added", "here", "deleted", "not_sent", "unreadable")}


def all_texts(shell: Shell) -> list[str]:
    found = shell.run("export", "--format", "jsonl", "-").out.splitlines()
    return sorted(json.loads(line)["text"] for line in found)


def test_jsonl_into_a_second_home_and_what_voipms_lists_then(
    first: Shell, second: Shell, account: Simulated, tmp_path: Path
) -> None:
    path = exported(first, tmp_path / "all.jsonl", "--media")
    assert second.run("contacts").code == 0  # A store, and nothing in it.
    nothing = {"added": 0, "here": 0, "deleted": 0, "not_sent": 0, "unreadable": 0}
    assert taken(second, path, "--dry-run") == {**nothing, "added": 7}
    assert second.run("list", "--json").json["conversations"] == []
    assert taken(second, path) == {**nothing, "added": 7}
    assert taken(second, path) == {**nothing, "here": 7}
    names = '"name": "Zo\\u00e9 Tremblay"', '"name": null'
    again = exported(second, tmp_path / "again.jsonl", "--media").read_text()
    assert again == path.read_text().replace(*names)

    assert second.run("sync").code == 0
    assert exported(second, tmp_path / "synced.jsonl", "--media").read_text() == path.read_text()
    assert second.run("sync", "--verify").code == 0
    assert account.account.accepted == []


def test_a_deleted_message_comes_back_neither_by_file_nor_by_list(
    first: Shell, second: Shell, tmp_path: Path
) -> None:
    path = exported(first, tmp_path / "all.jsonl")
    assert taken(second, path)["added"] == 7
    (store,) = (second.home / "mmstui").rglob("messages.sqlite3")
    key = AccountKey.of(second.env["MMSTUI_API_URL"], second.env["MMSTUI_API_USERNAME"])
    with closing(Store.open(store.parents[2], key)) as opened:
        delete_messages(opened, [1])
    assert taken(second, path) == {
        "added": 0, "here": 6, "deleted": 1, "not_sent": 0, "unreadable": 0
    }  # fmt: skip
    assert second.run("sync").code == 0
    assert len(all_texts(second)) == 6


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_is_private_and_never_replaced(first: Shell, suffix: str, tmp_path: Path) -> None:
    path = exported(first, tmp_path / f"out{suffix}")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    assert len(before) > 400
    ran = first.run("export", str(path), "--json")
    assert (ran.code, ran.json["error"]["code"]) == (1, "exists")
    assert path.read_bytes() == before
    printed = first.run("export", "--format", SUFFIXES[suffix], "-")
    lines = printed.out.splitlines()[3 if suffix == ".json" else 0 :]
    assert lines == before.decode().splitlines()[3 if suffix == ".json" else 0 :]
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_folder_of_pages(first: Shell, tmp_path: Path) -> None:
    site = exported(first, tmp_path / "site", "--media")
    found = sorted(str(path.relative_to(site)) for path in site.rglob("*"))
    (picture,) = (name for name in found if name.startswith("media/"))
    assert found == ["1.html", "2.html", "index.html", "media", picture]
    assert (site / picture).read_bytes() == PNG
    assert {stat.S_IMODE(path.stat().st_mode) for path in site.rglob("*.*")} == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in (site, site / "media")} == {0o700}
    assert picture in "".join((site / name).read_text() for name in ("1.html", "2.html"))


def test_what_is_chosen(first: Shell, tmp_path: Path) -> None:
    def count(*words: str) -> int:
        return len(first.run("export", "-", *words, "--format", "jsonl").out.splitlines())

    assert count() == count("Zoé", OTHER) == count("--since", "2026-01-01") == 7
    assert count("Zoé") == count("--did", SHOP) == 6
    assert first.run("export", "-", "--format", "csv", "--until", "2026-01-01").code == 1
    for words in (["x.pdf"], ["x.csv", "--media"], ["x.csv", "--since", "2026-07-05",
                  "--until", "2026-07-04"], ["-"]):  # fmt: skip
        assert first.run("export", *words).code == 2
    assert first.run("export", str(tmp_path / "no" / "x.csv")).code == 1


def test_a_mailbox_as_python_reads_it(first: Shell, tmp_path: Path) -> None:
    with closing(mailbox.mbox(exported(first, tmp_path / "all.mbox"))) as box:
        mails = list(box)
    assert [mail.get_payload(decode=True) for mail in mails[1:]] == [
        f"{text}\n".encode() for text in TEXTS
    ]
    assert len({mail["Message-ID"] for mail in mails}) == len(mails) == 7
    root, *answers = mails[1:]
    assert root["In-Reply-To"] is None
    assert {(mail["In-Reply-To"], mail["References"]) for mail in answers} == {
        (root["Message-ID"],) * 2
    }
    times = [parsedate_to_datetime(str(mail["Date"])) for mail in mails[1:]]
    assert {(b - a).seconds for a, b in pairwise(times)} == {20}
    assert {at.utcoffset() for at in times} <= {timedelta(hours=-5), timedelta(hours=-4)}
    text, picture = list(mails[0].walk())[1:]
    assert text.get_payload(decode=True) == b"Look"
    assert (picture.get_content_type(), picture.get_payload(decode=True)) == ("image/png", PNG)
    assert str(picture.get_filename()).endswith(".png")


@pytest.mark.skipif(shutil.which("neomutt") is None, reason="neomutt is not installed")
def test_a_mailbox_as_neomutt_reads_it(first: Shell, tmp_path: Path) -> None:
    """Run by `.ci/beside`, which installs it."""
    path = exported(first, tmp_path / "all.mbox")
    sink, got = tmp_path / "sink", tmp_path / "got"
    sink.write_text(f"#!/bin/sh\ncat >>{got}\necho ==END== >>{got}\n")
    sink.chmod(0o700)
    rc = tmp_path / "muttrc"
    rc.write_text(
        "set sort=threads sleep_time=0 pipe_split=yes pipe_decode=yes wait_key=no quit=yes\n"
        f"set charset=utf-8 folder={tmp_path}\nignore *\nunignore subject\n"
    )

    def bodies(pattern: str, count: int) -> list[str]:
        got.unlink(missing_ok=True)
        words = ["neomutt", "-n", "-F", str(rc), "-R", "-f", str(path)]
        with Terminal(words, first.env) as terminal:
            terminal.wait_for("Msgs:7")
            terminal.send(f"T{pattern}\r".encode())
            terminal.wait_for(f"Tag:{count} ")
            terminal.send(f";|{sink}\r".encode())
            terminal.wait_for(lambda: got.exists() and got.read_text().count("==END==") == count)
            terminal.send(b"x")
            assert terminal.wait_for_exit() == 0
        mails = got.read_text().split("==END==\n")[:-1]
        return [mail.partition("\n\n")[2].strip() for mail in mails]

    assert sorted(bodies("~A", 7)) == sorted(["Look", *(text.strip() for text in TEXTS)])
    assert len(bodies("~<(~A)", 5)) == len(TEXTS) - 1  # All but the first of each thread.


def test_the_xml_of_a_phone(first: Shell, second: Shell, tmp_path: Path) -> None:
    path = exported(first, tmp_path / "phone.xml", "--did", SHOP)
    assert second.run("import", str(path)).code == 2  # Three numbers, and the file tells none.
    assert second.run("sync").code == 0
    assert taken(second, path, "--did", SHOP) == {
        "added": 0, "here": 6, "deleted": 0, "not_sent": 0, "unreadable": 0
    }  # fmt: skip
    picture = b64encode(PNG).decode()
    path.write_text(
        "<smses>\n"
        f'<mms date="1772470800000" msg_box="2" address="{ZOE}"><parts>'
        f'<part ct="image/png" cl="a.png" data="{picture}"/></parts></mms>\n'
        '<sms address="x" date="soon" type="1" body="a"/>\n</smses>'
    )
    ran = second.run("import", str(path), "--did", SHOP)
    assert ran.code == 1
    assert ran.out == "Took over 1 message with 1 file.\n      1 could not be read\n"
    assert ran.err == "mmstui: line 3: its date is no number.\n"


def test_the_database_of_the_android_client(first: Shell, second: Shell, tmp_path: Path) -> None:
    rows = [json.loads(line) for line in
            exported(first, tmp_path / "a.jsonl").read_text().splitlines()]  # fmt: skip
    path = tmp_path / "sms.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE sms (DatabaseId INTEGER PRIMARY KEY, VoipId, Date, Type, Did, Contact, "
            "Text, Unread, Delivered)"
        )
        connection.executemany(
            "INSERT INTO sms (VoipId, Date, Type, Did, Contact, Text, Unread, Delivered) "
            "VALUES (?, unixepoch(?), ?, ?, ?, ?, 0, 1)",
            [
                (row["server_id"], row["sent_at"], row["direction"] == "in", row["did"][2:],
                 row["contact"][2:], row["text"])
                for row in rows
            ],
        )  # fmt: skip
        connection.commit()
    assert taken(second, path)["added"] == 7
    assert second.run("sync").code == 0
    assert all_texts(second) == all_texts(first)
    assert second.run("sync", "--verify").code == 0


def test_the_formats_of_the_parser_are_those_that_there_are() -> None:
    for name in FORMATS:
        assert build_parser("").parse_args(["export", "x", "--format", name]).format == name
