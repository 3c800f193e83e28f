"""Every row of the table of exit codes: provoked, repeated as told, counted at the server."""

from __future__ import annotations

import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.center import MessageCenter
from mmstui.center.sync import Sync
from mmstui.cli.exit_codes import Exit
from mmstui.cli.exit_meanings import MEANINGS
from mmstui.settings import load
from support import warm
from support.commands import Ran, Shell, accepted_texts
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

OTHER = "6475550144"
SEND = ("send", "--to", ZOE, "--from", SHOP, "--json")


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    made = Shell.of(tmp_path, sim)
    assert made.run("sync").code == 0
    return made


def center_of(shell: Shell) -> MessageCenter:
    return MessageCenter.open(load(shell.env))


def states(shell: Shell) -> list[str]:
    ran = shell.run("read", ZOE, "--json")
    return [m["state"] for m in ran.json["messages"]] if ran.code == 0 else []


def kept(ran: Ran) -> bool:
    said = ran.json
    return bool(said["kept"] if "error" in said else any(m["kept"] for m in said["messages"]))


def provoke(code: Exit, sim: Simulated, shell: Shell, tmp_path: Path) -> Ran:
    """A `send` of "hello" that ends with a code; what is mended afterwards is mended by `mend`."""
    match code:
        case Exit.FAILURE:
            (tmp_path / "file").write_text("")
            return shell.run(*SEND, "hello", env={"MMSTUI_HOME": str(tmp_path / "file")})
        case Exit.USAGE:
            return shell.run("send", "--to", "43855501", "--from", SHOP, "--json", "hello")
        case Exit.ACCESS:
            return shell.run(*SEND, "hello", env={"MMSTUI_API_PASSWORD": "old"})
        case Exit.REFUSED:
            sim.switches.statuses = {"sendSMS": "non_sufficient_funds"}
        case Exit.LIMIT:
            sim.switches.statuses = {"sendSMS": "limit_reached"}
        case Exit.UNCONFIRMED:
            late = {"pages": {"sendSMS": "522"}, "pages_act": True, "late_rows": 60.0}
            sim.switches.apply(late)
            return shell.run(*SEND, "--wait", "1", "hello")
        case Exit.QUEUED:
            return shell.run(*SEND, "--wait", "0", "hello")
    return shell.run(*SEND, "hello")


def mend(sim: Simulated) -> None:
    sim.switches.apply({"statuses": {}, "pages": {}, "late_rows": 0.0})
    for message in sim.account.accepted:
        message.listed_from = 0.0


@pytest.mark.parametrize("code", sorted(set(Exit) - {Exit.NETWORK, Exit.CHANGED}))
def test_repeated_as_its_code_says_a_message_is_sent_once(
    code: Exit, sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    ran = provoke(code, sim, shell, tmp_path)
    assert ran.code == code, ran
    assert kept(ran) is (MEANINGS[code].kept == "yes")
    assert bool(states(shell)) is kept(ran), "what is kept is here, and nothing else"
    mend(sim)
    if MEANINGS[code].repeat != "no":
        assert shell.run(*SEND, "hello").code == Exit.DONE
    elif code is Exit.LIMIT:
        # It waits for the user's word, and for nothing else.
        shell.run("sync")
        assert accepted_texts(sim, ZOE) == []
        center = center_of(shell)
        assert center.outbox.send_again(ran.json["messages"][0]["id"]).result()
        center.close()
    assert shell.run("sync").code == 0
    assert accepted_texts(sim, ZOE) == ["hello"]
    assert states(shell) == ["sent"]


def test_what_came_since_it_was_read_stops_a_send(sim: Simulated, shell: Shell) -> None:
    def newest() -> str:
        return str(shell.run("read", ZOE, "--json").json["messages"][-1]["id"])

    sim.account.add("sms", SHOP, ZOE, "Are you open?", at=time.time() - 60)
    shell.run("sync")
    seen = newest()
    sim.account.add("sms", SHOP, ZOE, "Never mind", at=time.time() - 30)
    shell.run("sync")
    ran = shell.run(*SEND, "--if-unchanged", seen, "Yes!")
    assert (ran.code, ran.json["error"]["code"]) == (Exit.CHANGED, "changed"), ran
    assert not kept(ran)
    answer = newest()
    assert shell.run(*SEND, "--if-unchanged", answer, "All right").code == Exit.DONE
    # Our own answer is newer too: a script that runs twice does not answer twice.
    assert shell.run(*SEND, "--if-unchanged", answer, "All right").code == Exit.CHANGED
    for unknown in (("999999",), (newest(), "--to", OTHER)):
        assert shell.run(*SEND, "--if-unchanged", *unknown, "hello").code == Exit.USAGE
    assert accepted_texts(sim, ZOE) == ["All right"]


def test_without_a_network_sync_ends_with_4_and_may_be_repeated(tmp_path: Path) -> None:
    with simulator_thread() as gone:
        shell = Shell.of(tmp_path, gone)
        shell.run("sync")
    for _ in range(2):
        ran = shell.run("sync", "--json")
        assert (ran.code, ran.json["error"]["code"]) == (Exit.NETWORK, "network")
    assert shell.run(*SEND, "--wait", "0.2", "hello").code == Exit.QUEUED


@pytest.mark.parametrize("code", [Exit.ACCESS, Exit.REFUSED, Exit.LIMIT, Exit.QUEUED])
def test_with_a_key_all_is_kept_and_the_same_command_goes_once(
    code: Exit, sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    sim.switches.statuses = {"sendSMS": "sms_failed"} if code is Exit.REFUSED else {}
    if code is Exit.LIMIT:
        sim.switches.statuses = {"sendSMS": "limit_reached"}
    env = {"MMSTUI_API_PASSWORD": "old"} if code is Exit.ACCESS else {}
    wait = ("--wait", "0") if code is Exit.QUEUED else ()
    ran = shell.run(*SEND, "--id", "order-7", *wait, "hello", env=env)
    assert (ran.code, kept(ran)) == (code, True)
    mend(sim)
    codes = {shell.run(*SEND, "--id", "order-7", "hello").code for _ in range(3)}
    assert codes == {Exit.LIMIT if code is Exit.LIMIT else Exit.DONE}
    assert accepted_texts(sim, ZOE) == ([] if code is Exit.LIMIT else ["hello"])


def test_of_several_people_none_is_written_to_twice(sim: Simulated, shell: Shell) -> None:
    sim.switches.apply({"statuses": {"sendSMS": "sms_failed"}, "fault_times": 1})
    words = ("send", "--to", ZOE, OTHER, "--from", SHOP)
    ran = shell.run(*words, "--json", "hello")
    first, second = ran.json["messages"]
    assert (ran.code, first["kept"], second["state"]) == (Exit.FAILURE, False, "sent")
    assert (first["id"], first["state"], first["error"]["code"]) == (None, "failed", "sms_failed")
    assert states(shell) == []
    # What one of them is still owed says more than that another was refused.
    sim.switches.apply({"statuses": {"sendSMS": "sms_failed"}, "fault_times": 1})
    sim.switches.sends_per_day = 1
    assert shell.run(*words, "hello").code == Exit.LIMIT


def test_what_somebody_takes_back_meanwhile_was_not_sent(sim: Simulated, shell: Shell) -> None:
    center = center_of(shell)
    taken: list[int] = []
    sim.switches.latency = 0.5

    real = Sync.deliver

    async def deliver(self: Sync, ids: list[int], wait: object) -> None:
        taken.extend(ids)
        assert center.outbox.drop(ids[0]).result()

    Sync.deliver = deliver  # type: ignore[method-assign, assignment]
    try:
        ran = shell.run(*SEND, "hello")
    finally:
        Sync.deliver = real  # type: ignore[method-assign]
        center.close()
    assert (ran.code, kept(ran), len(taken)) == (Exit.FAILURE, False, 1)
    assert accepted_texts(sim, ZOE) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_takes_back_what_has_not_gone(
    number: signal.Signals, shell: Shell, sim: Simulated, tmp_path: Path
) -> None:
    with simulator_thread() as gone:
        away = Shell.of(tmp_path, gone)
        away.run("sync")
    # A signal that is ignored here, as SIGINT in a background job, is ignored by a child too.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        sending = warm.Popen(
            away.command(*SEND, "--wait", "60", "hello"),
            env=away.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
    finally:
        signal.signal(number, before)
    center = center_of(away)
    while not center.inbox.conversations_with(ZOE):
        assert sending.poll() is None
        time.sleep(0.005)  # another process says nothing when it is so: look again
    sending.send_signal(number)
    out, err = sending.communicate(timeout=30)
    assert (sending.returncode, '"kept": false' in out, "Traceback" in err) == (
        128 + number, True, False,
    )  # fmt: skip
    assert center.inbox.conversations_with(ZOE) == []
    center.close()


def test_the_documents_and_the_help_have_the_same_table() -> None:
    page = (Path(__file__).parents[2] / "docs" / "commands.md").read_text()
    rows = re.findall(r"^\| (\d) \| (.+?) \| (.+?) \| (.+?) \|$", page, re.MULTILINE)
    told = {int(n): (words, kept, repeat.replace("**", "")) for n, words, kept, repeat in rows}
    assert told == {int(code): tuple(meaning) for code, meaning in MEANINGS.items()}
