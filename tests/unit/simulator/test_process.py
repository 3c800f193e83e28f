"""`python -m mmstui.simulator` and the ways tests run it."""

import os
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

import mmstui.simulator
from mmstui.simulator import main
from mmstui.simulator.server import bind
from support.simulated import (
    PASSWORD,
    SHOP,
    USERNAME,
    ZOE,
    running_simulator,
    simulator_process,
    simulator_thread,
)

HELLO = {"api_username": USERNAME, "api_password": PASSWORD}


def start(*arguments: str, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "mmstui.simulator", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | environment,
        text=True,
    )


async def test_in_this_loop() -> None:
    async with running_simulator() as sim, httpx.AsyncClient() as http:
        reply = await http.get(sim.url, params=HELLO | {"method": "getDIDsInfo"})
        assert [did["did"] for did in reply.json()["dids"]] == list(sim.account.dids)
        assert sim.account.requests == {"getDIDsInfo": 1}


def test_in_a_thread() -> None:
    with simulator_thread() as sim:
        send = HELLO | {"method": "sendSMS", "did": SHOP, "dst": ZOE, "message": "a"}
        assert httpx.get(sim.url, params=send).json()["status"] == "success"
        assert [message.text for message in sim.account.accepted] == ["a"]
        assert httpx.get(f"{sim.origin}/_simulator/messages").json()["count"] == 1


def test_a_hanging_send_does_not_hold_up_the_end() -> None:
    with simulator_thread() as sim:
        sim.switches.send_never_answers = True
        send = HELLO | {"method": "sendSMS", "did": SHOP, "dst": ZOE, "message": "a"}
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(sim.url, params=send, timeout=0.3)
        assert len(sim.account.accepted) == 1


def test_as_a_process_with_messages() -> None:
    with simulator_process(["--messages", "5000", "--seed", "4"]) as sim:
        days = {"from": f"{date.today() - timedelta(days=30)}", "limit": "3"}
        rows = httpx.get(sim.url, params=HELLO | {"method": "getSMS"} | days).json()
        assert len(rows["sms"]) == 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_says_where_it_is_and_ends_cleanly(number: signal.Signals) -> None:
    process = start("--demo", "--username", "u@example.com", "--password", "secret")
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(3)]
    assert said[0].startswith("http://127.0.0.1:")
    assert said[0].endswith("/api/v1/rest.php")
    assert said[1:] == ["username u@example.com", "password secret"]
    process.send_signal(number)
    rest, _ = process.communicate(timeout=20)
    assert (process.returncode, rest) == (0, "")


def test_it_does_not_look_at_the_environment() -> None:
    process = start("--empty", MMSTUI_API_USERNAME="real@example.com", MMSTUI_API_PASSWORD="real")
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(3)]
    process.terminate()
    process.communicate(timeout=20)
    assert said[1:] == [f"username {USERNAME}", f"password {PASSWORD}"]


def test_it_ends_when_its_parent_closes_the_pipe() -> None:
    process = start("--empty", "--die-with-parent")
    assert process.stdout is not None
    process.stdout.readline()
    process.communicate(timeout=20)
    assert process.returncode == 0


def test_a_taken_port_is_said_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    with bind() as listener:
        port = listener.getsockname()[1]
        assert main(["--port", str(port)]) == 1
    assert f"cannot listen on port {port}" in capsys.readouterr().err


def test_help_names_the_credentials(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--help"])
    assert end.value.code == 0
    assert f"{USERNAME} / {PASSWORD}" in capsys.readouterr().out


def test_it_imports_nothing_else_of_mmstui() -> None:
    """What contradicts us must not share our mistakes."""
    room = Path(mmstui.simulator.__file__).parent
    for file in room.rglob("*.py"):
        for line in file.read_text().splitlines():
            if line.lstrip().startswith(("import mmstui", "from mmstui")):
                assert "mmstui.simulator" in line, f"{file.name}: {line}"


def test_what_it_loads_is_small() -> None:
    """Pillow waits for the first picture, and nothing of the client's comes along."""
    script = (
        "import sys, mmstui.simulator\n"
        "print([name for name in ('PIL', 'httpx', 'textual', 'pydantic') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_switches_on_the_command_line() -> None:
    switches = ["--switch", "error_messages=off", "--switch", "statuses=sendSMS:sms_failed"]
    with simulator_process(["--empty", *switches]) as sim:
        send = HELLO | {"method": "sendSMS", "did": SHOP, "dst": ZOE, "message": "a"}
        assert httpx.get(sim.url, params=send).json() == {"status": "sms_failed"}


@pytest.mark.parametrize("wrong", ["latency", "latency=soon", "latencies=3", "pages_act=2"])
def test_a_wrong_switch_is_refused(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--switch", wrong])
    assert ended.value.code == 2
    assert wrong in capsys.readouterr().err
