"""The commands, against the simulator over real HTTP."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from support import damage
from support.bombs import png_bomb
from support.commands import Shell, accepted_texts
from support.simulated import FAX, SHOP, SUPPORT, ZOE, Simulated, simulator_thread

PNG = png_bomb(8, 8)
HOSTILE = "[/] a [@click=app.quit]x[/] \x1b]52;c;eA==\x07 \x9b2J \u202edlrow \x00\x7f end"


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    return Shell.of(tmp_path, sim)


def hear(sim: Simulated, text: str, contact: str = ZOE, did: str = SHOP, ago: float = 60) -> None:
    sim.account.add("sms", did, contact, text, at=time.time() - ago)


def test_sync_then_list_and_read(sim: Simulated, shell: Shell) -> None:
    hear(sim, "Bonjour !", ago=120)
    hear(sim, "Êtes-vous là ?")
    hear(sim, "Your code is 483920", contact="29283", ago=3600)
    assert shell.run("sync").code == 0

    (zoe, code) = shell.run("list", "--json").json["conversations"]
    assert (zoe["did"], zoe["contact"], zoe["name"]) == (
        "+15145550100",
        "+14385550123",
        "Zoé Tremblay",
    )
    assert (zoe["preview"], zoe["total"], zoe["unread"]) == ("Êtes-vous là ?", 2, 0)
    assert (code["contact"], code["name"]) == ("29283", None)
    assert set(zoe) == {
        "did", "contact", "name", "last_at", "preview", "unread", "total", "done", "archived",
        "pinned", "blocked", "muted_until", "snoozed_until", "back_since", "remind_at", "draft",
    }  # fmt: skip

    messages = shell.run("read", "4385550123", "--json").json["messages"]
    assert [m["text"] for m in messages] == ["Bonjour !", "Êtes-vous là ?"]
    assert set(messages[0]) == {
        "id", "kind", "server_id", "direction", "state", "did", "contact", "name", "text", "media",
        "sent_at", "scheduled_at", "read", "written_by", "batch", "error", "notes", "legs", "parts",
        "reactions",
    }  # fmt: skip
    assert (messages[0]["kind"], messages[0]["direction"], messages[0]["state"]) == (
        "sms",
        "in",
        "received",
    )
    by_name = shell.run("read", "zoé tremblay", "--json").json["messages"]
    assert by_name == messages
    assert "Bonjour !" in shell.run("read", "Zoé").out
    for name in ("zoe", "ZOE TREMBLAY", "trem", "Zoe\u0301", "remblay"):
        assert "Bonjour !" in shell.run("read", name).out, name


def test_what_comes_after_the_first_sync_is_unread(sim: Simulated, shell: Shell) -> None:
    hear(sim, "old")
    shell.run("sync")
    hear(sim, "new", ago=0)
    shell.run("sync")
    (row,) = shell.run("list", "--unread", "--json").json["conversations"]
    assert row["unread"] == 1
    shell.run("read", "4385550123")
    assert shell.run("list", "--unread", "--json").json["conversations"], "no command marks read"


def test_send_and_its_outcome(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    ran = shell.run("send", "--to", "4385550123", "--from", SHOP, "--json", "hello")
    assert (ran.code, ran.err) == (0, "")
    (message,) = ran.json["messages"]
    assert (message["state"], message["kind"], message["text"]) == ("sent", "sms", "hello")
    assert message["server_id"] == sim.account.accepted[0].id
    assert accepted_texts(sim, ZOE) == ["hello"]
    # The row that a poll then brings is this message, not another one.
    shell.run("sync")
    (again,) = shell.run("read", "4385550123", "--json").json["messages"]
    assert again["id"] == message["id"]


@pytest.mark.parametrize("written", ["8615550123", "438 555-0123 poste 12", "tel:+1-787-555-0123"])
def test_a_number_that_may_be_one_is_sent_to_with_a_quiet_word(
    sim: Simulated, shell: Shell, written: str
) -> None:
    shell.run("sync")
    ran = shell.run("send", "--to", written, "--from", SHOP, "hello")
    assert ran.code == 0
    assert "Area code" in ran.err or "Extension 12 is left out." in ran.err
    (sent,) = sim.account.accepted
    assert sent.contact in {"8615550123", "4385550123", "7875550123"}


@pytest.mark.parametrize(
    "words",
    [
        ["--to", "+36 1 555 0123", "hi"],
        ["--to", "0036 1 555 0123", "hi"],
        ["--to", "tel:+32-3-555-01-23", "hi"],
        ["--to", ZOE, "+36 1 555 0123"],  # another recipient, and no text
        ["--to", f"{ZOE}, +36 1 555 0123", "hi"],
        ["--to", "(999) 999-9999", "hi"],
    ],
)
def test_nobody_elsewhere_is_sent_to(sim: Simulated, shell: Shell, words: list[str]) -> None:
    shell.run("sync")
    ran = shell.run("send", "--from", SHOP, *words)
    assert ran.code == 2
    assert not sim.account.accepted


def test_a_message_from_another_country_is_not_from_texas(sim: Simulated, shell: Shell) -> None:
    hear(sim, "szia", contact="+36 1 555 0123")
    shell.run("sync")
    (message,) = shell.run("read", "+36 1 555 0123", "--json").json["messages"]
    assert message["contact"] == "+3615550123"
    assert shell.run("read", "3615550123").code == 1
    assert shell.run("send", "--to", "+3615550123", "hi").code == 2


def test_a_reply_leaves_from_the_did_last_used(sim: Simulated, shell: Shell) -> None:
    hear(sim, "hi", did=SUPPORT)
    shell.run("sync")
    assert shell.run("send", "--to", "438-555-0123", "hello").code == 0
    assert sim.account.accepted[0].did == SUPPORT


def test_an_unclear_sender_is_a_usage_error(shell: Shell) -> None:
    shell.run("sync")
    ran = shell.run("send", "--to", "6475550144", "hello")
    assert ran.code == 2
    assert "--from" in ran.err


def test_text_from_standard_input_and_several_recipients(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    ran = shell.run(
        "send", "--to", ZOE, "6475550144", "--from", SHOP, "--json", "-", text="one\ntwo\n"
    )
    assert ran.code == 0
    assert {m["batch"] for m in ran.json["messages"]} != {None}
    assert len({m["batch"] for m in ran.json["messages"]}) == 1
    assert accepted_texts(sim, ZOE) == accepted_texts(sim, "6475550144") == ["one\ntwo"]


def test_a_long_text_goes_as_mms_and_a_file_too(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    shell.run("sync")
    picture = tmp_path / "chat.jpg"
    picture.write_bytes(PNG)
    for words in (["é" * 81], ["--attach", str(picture), "voilà"]):
        ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--json", *words)
        assert ran.code == 0
        assert ran.json["messages"][0]["kind"] == "mms"
    assert [len(m.media) for m in sim.account.accepted] == [0, 1]
    assert sim.account.accepted[1].media[0].load() == PNG
    assert ran.json["messages"][0]["media"][0]["name"] == "chat.png"


def test_the_kind_is_chosen_by_what_is_sent(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    text = "a" * 160
    for words in (["\x07" + text + "\x1b"], ["-"]):
        ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--json", *words, text=text + "\x1b\n")
        assert (ran.code, ran.json["messages"][0]["kind"]) == (0, "sms")
    assert accepted_texts(sim, ZOE) == [text, text]


def test_the_same_id_is_sent_once(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    words = ("send", "--to", ZOE, "--from", SHOP, "--id", "order-1182", "--json", "hello")
    first, second = shell.run(*words), shell.run(*words)
    assert (first.code, second.code) == (0, 0)
    assert first.json["messages"][0]["id"] == second.json["messages"][0]["id"]
    assert shell.run(*words[:-1], "another").code == 2
    assert accepted_texts(sim, ZOE) == ["hello"]


# Exit codes.


def test_a_wrong_password_ends_with_3(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    wrong = {"MMSTUI_API_PASSWORD": "canary-5150"}
    for words in (["sync"], ["send", "--to", ZOE, "--from", SHOP, "hello"]):
        ran = shell.run(*words, env=wrong)
        assert ran.code == 3
        assert b"canary" not in ran.raw
    ran = shell.run("sync", "--json", env=wrong)
    assert ran.code == 3
    assert ran.json["error"]["code"] == "invalid_credentials"
    # What is to be repeated after mending is not here as well.
    assert shell.run("read", ZOE).code == 1
    assert accepted_texts(sim, ZOE) == []


def test_an_address_that_is_not_allowed_is_shown(sim: Simulated, shell: Shell) -> None:
    sim.switches.ip_allowed = False
    ran = shell.run("sync", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (3, "ip_not_enabled")
    assert "127.0.0.1" in ran.json["error"]["hint"]
    told = shell.run("sync").err
    assert "VoIP.ms takes no API calls from this machine's address." in told
    assert "Allow 127.0.0.1 at voip.ms under Main Menu" in told
    assert "Then run mmstui sync again. VoIP.ms said ip_not_enabled." in told
    assert "ctrl+" not in told
    stands = shell.run("status").out
    assert "access refused: VoIP.ms said ip_not_enabled" in stands
    assert "Allow 127.0.0.1" in stands
    sim.switches.ip_allowed = True
    assert shell.run("sync").code == 0
    assert "refused" not in shell.run("status").out


def test_each_refusal_says_what_to_do(sim: Simulated, shell: Shell) -> None:
    sim.switches.api_enabled = False
    assert "Enable it at voip.ms under Main Menu" in shell.run("sync").err
    sim.switches.api_enabled = True
    ran = shell.run("sync", env={"MMSTUI_API_PASSWORD": "wrong"})
    assert ran.code == 3
    assert "The API password is not the one of the web site" in ran.err
    assert "127.0.0.1" not in ran.err


def test_no_credentials_end_with_3_and_name_the_demo(tmp_path: Path) -> None:
    for words in ([], ["list"], ["send", "--to", ZOE, "hello"]):
        ran = Shell.of(tmp_path).run(*words)
        assert ran.code == 3
        assert "mmstui demo" in ran.err
        assert len(ran.err.strip().splitlines()) == 4


def test_no_server_ends_sync_with_4_and_send_with_8(tmp_path: Path) -> None:
    with simulator_thread() as gone:
        shell = Shell.of(tmp_path, gone)
        shell.run("sync")
    ran = shell.run("sync", "--json")
    assert (ran.code, ran.json["error"]["code"]) == (4, "network")
    ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "1", "--json", "hello")
    assert ran.code == 8
    assert ran.json["messages"][0]["state"] == "queued"
    assert shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "0", "later").code == 8


def test_what_was_queued_goes_with_the_next_sync(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    assert shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "0", "later").code == 8
    assert accepted_texts(sim, ZOE) == []
    assert shell.run("sync").code == 0
    assert accepted_texts(sim, ZOE) == ["later"]


def test_a_refusal_ends_with_5(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    sim.switches.statuses = {"sendSMS": "sms_failed"}
    ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--json", "hello")
    assert ran.code == 5
    (message,) = ran.json["messages"]
    assert (message["state"], message["error"]["code"]) == ("failed", "sms_failed")
    assert message["error"]["message"]


def test_the_limit_of_the_day_ends_with_6(sim: Simulated, shell: Shell) -> None:
    shell.run("sync")
    sim.switches.sends_per_day = 1
    assert shell.run("send", "--to", ZOE, "--from", SHOP, "one").code == 0
    ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--json", "two")
    assert ran.code == 6
    assert ran.json["messages"][0]["state"] == "held"


@pytest.mark.parametrize("page", ["522", "html", "truncated", "empty"])
def test_an_answer_cut_off_ends_with_7_and_is_never_sent_twice(
    sim: Simulated, shell: Shell, page: str
) -> None:
    shell.run("sync")
    sim.switches.apply({"pages": {"sendSMS": page}, "pages_act": True, "late_rows": 3.0})
    ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "1", "--json", "hello")
    assert ran.code == 7, ran
    assert ran.json["messages"][0]["state"] == "unknown"
    sim.switches.apply({"pages": {}, "late_rows": 0.0})
    for message in sim.account.accepted:
        message.listed_from = 0.0
    assert shell.run("sync").code == 0
    (message,) = shell.run("read", ZOE, "--json").json["messages"]
    assert message["state"] == "sent"
    assert accepted_texts(sim, ZOE) == ["hello"]


@pytest.mark.parametrize(
    "words",
    [
        ["send", "--to", "29283", "hello"],
        ["send", "--to", ZOE, "--from", FAX, "hello"],
        ["send", "--to", ZOE, "--from", SUPPORT, "a" * 161],
        ["send", "--to", ZOE, "--from", SHOP, "a" * 2049],
        ["send", "--to", ZOE, "--from", SHOP, "--attach", "missing.jpg", "hello"],
        ["send", "--to", ZOE, "--from", "6475550199", "hello"],
        ["send", "--to", "8765550100", "--from", SHOP, "hello"],
        ["send", "--to", ZOE, "--from", SHOP, "\x07\x1b\x9b"],
        ["list", "--since", "yesterdayish"],
        ["list", "--tz", "Moon/Tranquility"],
        ["list", "--since", "2026-11-02", "--until", "2026-11-01"],
        ["nonsense"],
    ],
)
def test_what_cannot_be_meant_ends_with_2_before_anything_is_sent(
    sim: Simulated, shell: Shell, words: list[str]
) -> None:
    shell.run("sync")
    ran = shell.run(*words)
    assert ran.code == 2
    assert ran.err.strip()
    assert "Traceback" not in ran.err
    assert sim.account.accepted == []


def test_hostile_text_is_harmless_to_a_terminal(sim: Simulated, shell: Shell) -> None:
    hear(sim, HOSTILE)
    sim.account.add_name("Eve\x1b[31m\u202e", "6475550144", "\x9b")
    hear(sim, "x", contact="6475550144")
    shell.run("sync")
    for words in (["list"], ["read", ZOE], ["read", "Eve"], ["dids"], ["list", "--json"]):
        raw = shell.run(*words).raw
        text = raw.decode()
        bad = [c for c in text if (c < " " and c != "\n") or "\x7f" <= c <= "\x9f" or c == "\u202e"]
        assert not bad, (words, bad)
    assert shell.run("read", ZOE, "--json").json["messages"][0]["text"] == HOSTILE


def test_list_by_did_and_by_day(sim: Simulated, shell: Shell) -> None:
    hear(sim, "today")
    hear(sim, "last week", contact="6475550144", did=SUPPORT, ago=7 * 86400)
    shell.run("sync")
    (row,) = shell.run("list", "--did", SUPPORT, "--json").json["conversations"]
    assert row["contact"] == "+16475550144"
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 4 * 86400))
    (row,) = shell.run("list", "--since", day, "--json").json["conversations"]
    assert row["contact"] == "+14385550123"
    (row,) = shell.run("list", "--until", day, "--json").json["conversations"]
    assert row["contact"] == "+16475550144"


def test_list_looks_at_every_message_and_at_the_days_of_the_zone(
    sim: Simulated, shell: Shell
) -> None:
    hear(sim, "last week", ago=7 * 86400)
    hear(sim, "today")
    shell.run("sync")
    at = shell.run("read", ZOE, "--json").json["messages"][0]["sent_at"]
    sent = datetime.fromisoformat(at.replace("Z", "+00:00"))
    for zone in ("Asia/Tokyo", "America/St_Johns", "Pacific/Kiritimati"):
        day = sent.astimezone(ZoneInfo(zone)).date()
        for step, count in ((-1, 0), (0, 1), (1, 0)):
            one = (day + timedelta(days=step)).isoformat()
            words = ("list", "--since", one, "--until", one, "--tz", zone)
            assert len(shell.run(*words, "--json").json["conversations"]) == count, (zone, step)
    assert "No message in these days" in shell.run(*words).out


def test_dids(shell: Shell) -> None:
    shell.run("sync")
    dids = {row["did"]: row for row in shell.run("dids", "--json").json["dids"]}
    assert dids["+15145550100"] == {
        "did": "+15145550100", "note": "Shop", "city": "MONTREAL, QC", "sms": True, "mms": True,
    }  # fmt: skip
    assert "SMS+MMS  (514) 555-0100  Shop" in shell.run("dids").out
    assert "no SMS" in shell.run("dids").out


def test_status(sim: Simulated, shell: Shell) -> None:
    hear(sim, "hi")
    shell.run("sync")
    hear(sim, "news", ago=0)
    shell.run("sync")
    told = shell.run("status", "--json").json
    assert (told["unread"], told["conversations_unread"], told["online"]) == (1, 1, True)
    assert told["last_sync"]


def test_what_the_web_page_sent_holds_nothing(sim: Simulated, shell: Shell) -> None:
    for number in range(3):
        sim.account.add("sms", SHOP, ZOE, f"by hand {number}", at=time.time(), outgoing=True)
    shell.run("sync")
    limit = {"MMSTUI_HOME": str(shell.home / "mmstui")}
    (shell.home / "mmstui" / "config.toml").write_text("sends_per_day = 2\n")
    ran = shell.run("status", env=limit)
    assert "sent today: 3 (API limit 2)" in ran.out
    assert "takes no more" not in ran.out
    assert shell.run("send", "--to", ZOE, "--from", SHOP, "hello").code == 0
    # Only VoIP.ms's own word is one.
    sim.switches.statuses = {"sendSMS": "limit_reached"}
    assert shell.run("send", "--to", ZOE, "--from", SHOP, "more").code == 6
    assert "takes no more" in shell.run("status").out
    assert shell.run("status", "--json").json["limit_reached"] is True


def test_status_tells_of_the_account(sim: Simulated, shell: Shell) -> None:
    sim.account.add("mms", SHOP, ZOE, "", at=time.time())
    shell.run("sync")
    told = shell.run("status", "--json").json
    assert (told["balance"], told["balance_at"]) == (None, None)
    assert (told["mms_this_month"], told["mms_cost_this_month"]) == (1, "0.02")
    assert (told["changes_waiting"], told["changes_not_saved"]) == (0, 0)
    assert told["store_bytes"] > 0
    said = shell.run("status").out
    assert "MMS this month: 1, 0.02 USD" in said
    assert "store: " in said
    assert "balance" not in said, "only an inbox asks for it"


def test_contacts(sim: Simulated, shell: Shell) -> None:
    assert "No contacts known yet" in shell.run("contacts").out
    hear(sim, "hi")
    sim.account.add_name("Luc [b]\x1b[2J", "5145550101", "rive sud")
    sim.account.add("sms", SHOP, "29283", "code", at=sim.clock.now() - 60)
    shell.run("sync")
    contacts = shell.run("contacts", "--json").json["contacts"]
    assert [contact["number"] for contact in contacts] == ["+15145550101", "+14385550123", "29283"]
    assert contacts[0]["note"] == "rive sud"
    assert contacts[1] == {
        "number": "+14385550123", "name": "Zoé Tremblay", "note": "", "in_phonebook": True,
        "last_did": "+15145550100",
    }  # fmt: skip
    assert (contacts[2]["name"], contacts[2]["in_phonebook"]) == (None, False)
    told = shell.run("contacts").out
    assert "(438) 555-0123  Zoé Tremblay" in told
    assert "\x1b" not in told


def test_two_accounts_do_not_mix(tmp_path: Path) -> None:
    with simulator_thread() as one, simulator_thread() as other:
        hear(one, "for one")
        hear(other, "for the other")
        for sim, text in ((one, "for one"), (other, "for the other")):
            shell = Shell.of(tmp_path, sim)
            shell.run("sync")
            (row,) = shell.run("list", "--json").json["conversations"]
            assert row["preview"] == text


def test_status_names_another_account_with_something_unsettled(tmp_path: Path) -> None:
    with simulator_thread() as one, simulator_thread() as other:
        left = Shell.of(tmp_path, other)
        left.run("send", "--to", ZOE, "--from", SHOP, "--wait", "0", "left behind")
        shell = Shell.of(tmp_path, one)
        (told,) = shell.run("status", "--json").json["elsewhere"]
        assert told == {
            "username": "demo@example.com", "origin": other.origin, "outbox": {"queued": 1}
        }  # fmt: skip
        assert f"1 queued, of demo@example.com {other.origin}" in shell.run("status").out
        assert left.run("status", "--json").json["elsewhere"] == []
        left.run("sync")
        assert shell.run("status", "--json").json["elsewhere"] == []


def test_as_processes_of_their_own(sim: Simulated, shell: Shell) -> None:
    hear(sim, "Bonjour !")
    assert shell.spawn("sync", from_nothing=True).code == 0
    ran = shell.spawn("send", "--to", ZOE, "--json", "hello", from_nothing=True)
    assert (ran.code, ran.json["messages"][0]["state"]) == (0, "sent")
    ran = shell.spawn("list", "--json")
    assert ran.json["conversations"][0]["preview"] == "hello"
    ran = shell.spawn("send", "--to", "29283", "hello", from_nothing=True)
    assert (ran.code, ran.out) == (2, "")
    assert "Traceback" not in ran.err
    sim.account.password = "changed"
    assert shell.spawn("sync").code == 3
    assert accepted_texts(sim, ZOE) == ["hello"]


@pytest.mark.parametrize(
    "url", ["http://voip.ms/api", "ftp://127.0.0.1/", "nonsense", "http://10.0.0.1/"]
)
def test_the_password_goes_nowhere_in_the_clear(tmp_path: Path, url: str) -> None:
    env = {"MMSTUI_API_URL": url, "MMSTUI_API_USERNAME": "u", "MMSTUI_API_PASSWORD": "canary"}
    ran = Shell.of(tmp_path).run("sync", env=env)
    assert ran.code == 2
    assert b"canary" not in ran.raw


def test_the_store_is_private(tmp_path: Path, shell: Shell) -> None:
    shell.run("sync")
    for path in (tmp_path / "mmstui").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_backup(sim: Simulated, shell: Shell, tmp_path: Path) -> None:
    hear(sim, "Bonjour !")
    shell.run("sync")
    shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "0", "later")
    made = shell.run("backup", str(tmp_path / "copy"), "--json").json["backup"]
    assert made == {
        "path": str(tmp_path / "copy"), "bytes": (tmp_path / "copy").stat().st_size,
        "messages": 2, "files": 0, "files_left_out": 0, "held": 1,
    }  # fmt: skip
    again = shell.run("backup", str(tmp_path / "copy"))
    assert (again.code, again.out) == (1, "")
    assert "there already" in again.err
    (tmp_path / "folder").mkdir()
    ran = shell.run("backup", str(tmp_path / "folder"))
    assert ran.code == 0
    assert "2 messages" in ran.out
    assert "until you send" in ran.out
    (named,) = (tmp_path / "folder").iterdir()
    assert named.name.startswith("mmstui-20")
    assert shell.run("backup", "--media", str(tmp_path / "all")).code == 0
    assert (tmp_path / "all" / "messages.sqlite3").exists()


def test_repair(sim: Simulated, shell: Shell, tmp_path: Path) -> None:
    for number in range(80):
        hear(sim, f"History {number} " + "x" * 140, ago=3 * 86400 + number)
    shell.run("sync")
    assert "in order" in shell.run("repair").out
    shell.run("send", "--to", ZOE, "--from", SHOP, "--wait", "0", "precious")
    (path,) = (tmp_path / "mmstui" / "accounts").glob("*/messages.sqlite3")
    damage.overwrite_page_with(path, b"History 40 ")
    told = shell.run("repair", "--json").json["repair"]
    assert (told["damaged"], told["unsettled"], told["held"]) == (True, 1, 1)
    assert told["incomplete"] == ["messages"]
    assert Path(told["kept"], "messages.sqlite3").exists()
    assert told["messages"] < 81
    # What VoIP.ms has comes back; what may have gone does not go by itself.
    assert shell.run("sync").code == 0
    messages = shell.run("read", ZOE, "--json", "--limit", "100").json["messages"]
    assert len(messages) == 81
    assert accepted_texts(sim, ZOE) == []
    assert (messages[-1]["state"], messages[-1]["text"]) == ("held", "precious")


def test_what_is_not_understood_is_listed(sim: Simulated, shell: Shell) -> None:
    assert "Nothing is set aside" in shell.run("status", "--set-aside").out
    assert shell.run("status", "--set-aside", "--json").json == {"set_aside": []}
    hear(sim, HOSTILE, contact=f"{HOSTILE}{'x' * 64}")
    hear(sim, "fine")
    shell.run("sync")
    for _ in range(2):  # to look at them in a shell marks nothing
        said = shell.run("status").out
        assert "set aside: 1 contact: too long" in said
        assert "mmstui status --set-aside shows each" in said
        (row,) = shell.run("status", "--set-aside", "--json").json["set_aside"]
    assert set(row) == {"kind", "reason", "seen_at", "text", "raw"}
    assert (row["kind"], row["reason"], row["text"]) == ("sms", "contact: too long", HOSTILE)
    assert json.loads(row["raw"])["message"] == HOSTILE
    assert row["seen_at"].endswith("Z")
    ran = shell.run("status", "--set-aside")
    facts, text, raw = ran.out.splitlines()
    assert "  sms  contact: too long" in facts
    assert text.startswith(" " * 18 + "[/] a [@click=app.quit]x[/]")
    assert raw.startswith(" " * 18 + '{"id": ')
    assert not any(control in ran.out for control in "\x1b\x07\x9b\u202e\x00\x7f")


def test_a_message_without_a_sender_is_read_and_cannot_be_answered(
    sim: Simulated, shell: Shell
) -> None:
    hear(sim, "Your code is 731604", contact="")
    shell.run("sync")
    (row,) = shell.run("list", "--json").json["conversations"]
    assert (row["contact"], row["preview"]) == ("unknown sender", "Your code is 731604")
    assert "731604" in shell.run("read", "unknown sender").out
    ran = shell.run("send", "--to", "unknown sender", "--from", SHOP, "--json", "hello")
    assert (ran.code, ran.json["error"]["code"]) == (2, "invalid_number")
    assert accepted_texts(sim, "unknown sender") == []
