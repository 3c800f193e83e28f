"""`mmstui setup` without anybody to ask, and what a bare `mmstui` does without an account."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.commands import Shell
from support.simulated import PASSWORD, SHOP, SUPPORT, USERNAME, ZOE, Simulated, simulator_thread
from support.terminal import Terminal


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulated]:
    with simulator_thread() as sim:
        yield sim


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    return Shell.of(tmp_path, MMSTUI_API_URL=sim.url)


def test_by_options_alone(shell: Shell) -> None:
    words = ["setup", "--username", USERNAME, "--password-stdin", "--keep", "file"]
    done = shell.run(*words, "--since", "all", "--json", text=f"{PASSWORD}\n")
    assert done.code == 0, done.err
    assert [did["sms"] for did in done.json["dids"]] == [True, True, False]
    assert shell.run("status").code == 0
    assert shell.run("dids").out.count("SMS") >= 2


@pytest.mark.parametrize(
    ("words", "env", "code", "said"),
    [
        (["--username", USERNAME], {}, 2, "--password-command"),
        ([], {"MMSTUI_API_PASSWORD": PASSWORD}, 2, "--username"),
        (["--username", USERNAME], {"MMSTUI_API_PASSWORD": "wrong"}, 3, "SOAP and REST/JSON API"),
        (["--username", USERNAME, "--password-command", "false"], {}, 3, "ended with 1"),
        (
            ["--username", USERNAME],
            {"MMSTUI_API_PASSWORD": PASSWORD, "MMSTUI_API_URL": "http://127.0.0.1:9/"},
            4,
            "connection",
        ),
        (["--username", USERNAME, "--since", "yesterday"], {}, 2, "YYYY-MM-DD"),
    ],
)
def test_what_is_missing_or_refused_is_told_with_its_code(
    shell: Shell, words: list[str], env: dict[str, str], code: int, said: str
) -> None:
    ended = shell.run("setup", *words, env=env)
    assert ended.code == code
    assert said.lower() in ended.err.lower()
    assert "wrong" not in ended.err


def test_a_config_file_that_is_no_toml_is_not_touched(shell: Shell) -> None:
    config = Path(shell.env["MMSTUI_HOME"]) / "config.toml"
    config.parent.mkdir()
    config.write_text('theme = "nord')
    ended = shell.run("setup", "--username", USERNAME, "--password-command", f"echo {PASSWORD}")
    assert ended.code == 1
    assert "is not TOML" in ended.err
    assert config.read_text() == 'theme = "nord'


def test_a_bare_mmstui_leads_to_the_first_message_in_six_keys(shell: Shell, sim: Simulated) -> None:
    """Besides what is typed; the address is not allowed yet."""
    sim.account.add("sms", SHOP, ZOE, "Are you open?", at=time.time() - 60)
    sim.switches.ip_allowed = False
    with Terminal([sys.executable, "-m", "mmstui"], env=shell.env) as terminal:
        for question, typed, key in (
            ("Your e-mail", USERNAME, "\r"),
            ("Where is the API password", "", "3"),
            ("ctrl+s", PASSWORD, "\r"),
            ("127.0.0.1", "", "\r"),
            ("How far back?", "", "\r"),
            ("Are you open?", "", "\r"),
        ):
            terminal.wait_for(question)
            sim.switches.ip_allowed = question == "127.0.0.1" or sim.switches.ip_allowed
            terminal.write(typed + key)
        terminal.wait_for("r reply")


def test_line_by_line_where_the_terminal_cannot_move_its_cursor(shell: Shell) -> None:
    env = shell.env | {"TERM": "dumb"}
    with Terminal([sys.executable, "-m", "mmstui", "setup", "--no-sync"], env=env) as terminal:
        for question, answer in (
            ("Your e-mail", USERNAME),
            ("1 to 3", "3"),
            ("it does not show", PASSWORD),
            ("1 to 4", ""),
        ):
            terminal.wait_for(question)
            terminal.write(f"{answer}\r")
        terminal.wait_for("All is set up")
        assert terminal.wait_for_exit() == 0


def test_the_callback_is_set_and_whose_it_replaces_is_said(shell: Shell, sim: Simulated) -> None:
    settings = sim.account.dids[SHOP].settings
    theirs = "https://crm.example/hook?key=s3"
    settings |= {"sms_url_callback": theirs, "sms_url_callback_enabled": "1"}
    words = ["setup", "--username", USERNAME, "--no-sync", "--since", "all", "--json"]
    password = {"MMSTUI_API_PASSWORD": PASSWORD}
    assert shell.run(*words, "--callback", "ftp://x", env=password).code == 2
    words += ["--callback", "https://sms.example.com/sms/"]
    done = shell.run(*words, env=password)
    assert done.json["callback_set"] == [f"+1{SUPPORT}"]
    assert "(514) 555-0100: the callback stays https://crm.example/hook?key=***." in done.err
    assert settings["sms_url_callback"] == theirs

    done = shell.run(*words, "--replace-callback", env=password)
    assert done.json["callback_set"] == [f"+1{SHOP}", f"+1{SUPPORT}"]
    assert "calls this machine, no longer https://crm.example/hook?key=***." in done.err
    assert "s3" not in done.err
    addresses = {sim.account.dids[did].settings["sms_url_callback"] for did in (SHOP, SUPPORT)}
    (address,) = addresses
    assert re.fullmatch(r"https://sms\.example\.com/sms/[\w-]{40,}\?id=\{ID\}", address)
    assert settings["sms_url_callback_retry"] == "1"
