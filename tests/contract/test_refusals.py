"""Every status that VoIP.ms may refuse a send with, from its answer to what the user reads.

The simulator answers it over HTTP; the words of the one table stand in `mmstui send --json` and
under the message in its thread, with what to do.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mmstui.center import MessageCenter
from mmstui.domain.messages import Message, State
from mmstui.settings import load
from mmstui.tui.thread import commands  # noqa: F401 - the keys that notes name
from mmstui.tui.ui.message_notes import notes_of
from mmstui.voipms import statuses
from mmstui.voipms.statuses import Decision
from support import seldom
from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, bare_account, simulator_thread, unhurried

#: One that no table has: a new one, or a mistake of theirs.
UNHEARD_OF = "Carrier_on_strike"

#: What follows a status of a send: one of each is sent by `make test`, the others by `make faults`.
#: What the words of each are, `unit/voipms/test_statuses.py` has.
_FIRST: dict[object, str] = {}
for _code in sorted(statuses.OF_SERVICE):
    _row = statuses.of_service(_code)
    _FIRST.setdefault((_row.decide(sending=True), bool(_row.todo), _row.wait), _code)

STATES = {
    Decision.STOP: (State.HELD, 3),
    Decision.DAY_LIMIT: (State.HELD, 6),
    Decision.SLOW: (State.QUEUED, 8),
    Decision.UNSURE: (State.UNKNOWN, 7),
}


@pytest.fixture(scope="module")
def shared() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture
def sim(shared: Simulated) -> Simulated:
    vars(shared.account).update(vars(bare_account()))
    vars(shared.switches).update(vars(unhurried()))
    return shared


def in_the_store(shell: Shell) -> Message:
    """The one message of ours that is there."""
    center = MessageCenter.open(load(shell.env))
    try:
        conversation = center.inbox.conversation(SHOP, ZOE)
        assert conversation is not None
        (message,) = center.inbox.thread(conversation.id)
        return message
    finally:
        center.close()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        *seldom.but(
            lambda case: case[0] not in _FIRST.values(),
            ((code, "sms") for code in sorted(statuses.OF_SERVICE)),
        ),
        (UNHEARD_OF, "sms"),
        # One table for both: a few are enough to see that it is asked.
        *((code, "mms") for code in ("sms_failed", "exceeds_file_size", UNHEARD_OF)),
    ],
)
def test_a_refusal_reaches_the_user(code: str, kind: str, sim: Simulated, tmp_path: Path) -> None:
    shell = Shell.of(tmp_path, sim)
    sim.switches.statuses = {"sendSMS": code, "sendMMS": code}
    text = "Bonjour !" if kind == "sms" else "x" * 200
    row = statuses.of_service(code)
    # What is decided later makes the command wait for all of them.
    later = row.decide(sending=True) in {Decision.SLOW, Decision.UNSURE}
    seconds = "1" if later else "20"
    # With a key all is kept, also what was refused: so it stands in its thread.
    ran = shell.run(
        "send", "--to", ZOE, "--from", SHOP, "--wait", seconds, "--id", "a", "--json", text
    )  # fmt: skip

    state, exit_code = STATES.get(row.decide(sending=True), (State.FAILED, 5))
    assert ran.code == exit_code
    (sent,) = ran.json["messages"]
    assert (sent["state"], sent["text"]) == (state, text), "which message it is about"
    assert sent["kept"]
    assert sent["error"]["code"] == code
    assert row.happened in sent["error"]["message"]

    message = in_the_store(shell)
    assert message.state is state
    notes = notes_of(message, ZoneInfo("America/Toronto"))
    under_it = " ".join(note.words for note in notes)
    if state is State.UNKNOWN:
        assert "mmstui looks for it at VoIP.ms" in under_it
    else:
        assert row.happened in under_it
        keys = {key for note in notes for key, _ in note.keys}
        assert "R" in keys or state is State.QUEUED
        if state is State.FAILED:
            assert row.todo in under_it
            assert row.todo in sent["error"]["message"]
    if code == UNHEARD_OF:
        assert f'"{UNHEARD_OF}"' in under_it


@pytest.mark.parametrize(
    ("code", "exit_code"), [("ip_not_enabled", 3), ("sms_failed", 5), (UNHEARD_OF, 5)]
)
def test_what_is_refused_without_a_key_is_told_and_not_kept(
    code: str, exit_code: int, sim: Simulated, tmp_path: Path
) -> None:
    shell = Shell.of(tmp_path, sim)
    sim.switches.statuses = {"sendSMS": code}
    ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--json", "Bonjour !")
    assert ran.code == exit_code
    (sent,) = ran.json["messages"]
    assert (sent["id"], sent["kept"], sent["state"]) == (None, False, "failed")
    assert (sent["text"], sent["error"]["code"]) == ("Bonjour !", code)
    assert statuses.of_service(code).happened in sent["error"]["message"]
    assert shell.run("list", "--json").json["conversations"] == []


def test_an_sms_that_is_too_long_goes_as_mms_as_each_face_says(
    sim: Simulated, tmp_path: Path
) -> None:
    shell = Shell.of(tmp_path, sim)
    sim.switches.statuses = {"sendSMS": "sms_toolong"}
    send = ("send", "--to", ZOE, "--from", SHOP, "Bonjour !")
    # Without a key it is gone, and a repeat is an SMS again: nothing else is promised.
    for _ in range(2):
        ran = shell.run(*send)
        assert ran.code == 5
        assert "Sent again" not in ran.out
        assert "Shorten it; or repeat with --id KEY" in ran.out
    # So it says, and so it is: kept the first time, an MMS the second.
    ran = shell.run(*send, "--id", "a")
    assert (ran.code, "Sent again, it goes as MMS." in ran.out) == (5, True)
    notes = notes_of(in_the_store(shell), ZoneInfo("America/Toronto"))
    assert "Sent again, it goes as MMS." in " ".join(note.words for note in notes)
    assert shell.run(*send, "--id", "a").code == 0
    assert [message.kind for message in sim.account.accepted] == ["mms"]
