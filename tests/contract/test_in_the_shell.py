"""What a user of a shell expects: completion, manual pages, formats, a pager, following."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from mmstui.cli.command_table import COMMANDS
from mmstui.cli.parser import build_parser
from mmstui.simulator import Did
from support import warm
from support.commands import Shell
from support.simulated import SHOP, ZOE, Simulated, bare_account, simulator_thread

HOSTILE = "\x1b]52;c;eA==\x07 two\nlines\tand a tab"


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory, sim: Simulated) -> Shell:
    """A shell with an account of one conversation, and `mmstui` on its PATH."""
    home = tmp_path_factory.mktemp("home")
    programs = home / "bin"
    programs.mkdir()
    (programs / "mmstui").write_text(f'#!/bin/sh\nexec {sys.executable} -m mmstui "$@"\n')
    (programs / "mmstui").chmod(0o755)
    shell = Shell.of(home, sim, PATH=f"{programs}:{os.environ['PATH']}")
    sim.account.add("sms", SHOP, ZOE, HOSTILE, at=time.time() - 60)
    assert shell.run("sync").code == 0
    return shell


@pytest.mark.parametrize(
    ("words", "printed"),
    [
        (["list", "--format", r"{name}\t{unread}"], "Zoé Tremblay\t0\n"),
        (["list", "--format", "{{{contact}}} {draft}{muted_until}."], "{+14385550123} .\n"),
        (["list", "--format", "{name:>14}|{name:<14}|"], "  Zoé Tremblay|Zoé Tremblay  |\n"),
        (["list", "--format", "{name:.3}"], "Zoé\n"),
        (["list", "--format", "{name:^20.5}|"], "       Zoé T        |\n"),
        (["list", "--format", "{done}"], "false\n"),
        (["list", "--unread", "--format", "{name}"], ""),
        (["status", "--format", r"{unread} {outbox} {sends_limit}\n{leader}"], "0 0 100\n\n"),
        (["status", "--format", ""], "\n"),
    ],
)  # fmt: skip
def test_a_format(shell: Shell, words: list[str], printed: str) -> None:
    ran = shell.run(*words)
    assert (ran.code, ran.out) == (0, printed), ran.err


def test_text_from_outside_stays_in_its_field(shell: Shell) -> None:
    ran = shell.run("list", "--format", r"{preview}\t{total}")
    assert ran.out.count("\t") == 1
    assert ran.out.count("\n") == 1
    assert "\x1b" not in ran.out


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("{nam}", "no field nam"), ("{}", "no field {}"), ("{name", "--format"),
        ("{name!r}", "no width"), ("{name:>99999}", "no width"), ("{name:{total}}", "no width"),
        ("{name.__class__}", "no field"), ("{name[0]}", "no field"), ("}", "--format"),
    ],
)  # fmt: skip
def test_a_wrong_format_is_a_usage_error(shell: Shell, form: str, told: str) -> None:
    for command in ("list", "status"):
        ran = shell.run(command, "--format", form)
        assert (ran.code, ran.out) == (2, "")
        assert told in ran.err or (command == "status" and "no field" in ran.err)


def test_the_fields_of_formats_are_those_of_the_json(shell: Shell) -> None:
    (row,) = shell.run("list", "--json").json["conversations"]
    told = shell.run("list", "--format", "{}").err
    assert set(told.split("Fields are ")[1].strip().rstrip(".").split(", ")) == set(row)
    told = shell.run("status", "--format", "{}").err
    fields = set(told.split("Fields are ")[1].strip().rstrip(".").split(", "))
    assert fields == set(shell.run("status", "--json").json)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["contact", "zo"], ["Zoé Tremblay\t(438) 555-0123"]),
        (["contact", "438"], ["4385550123\tZoé Tremblay"]),
        (["recipient", ""], ["4385550123\tZoé Tremblay"]),
        (["did", "51455501"], ["5145550100\tShop", "5145550190\tOld fax"]),
        (["view", "o"], ["owed"]),
        (["contact", "nobody"], []), (["no kind"], []), ([], []),
    ],
)  # fmt: skip
def test_candidates_come_from_the_store(shell: Shell, words: list[str], found: list[str]) -> None:
    ran = shell.run("complete", *words)
    assert (ran.code, ran.out.splitlines(), ran.err) == (0, found, "")


def test_completion_makes_no_store_and_says_nothing_without_an_account(tmp_path: Path) -> None:
    for username in ("", "you@example.com"):
        shell = Shell.of(tmp_path, MMSTUI_API_USERNAME=username)
        ran = shell.run("complete", "contact", "")
        assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert not (tmp_path / "mmstui").exists()


_IN_BASH = """
source "$1"
tab() {
    COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMPREPLY=()
    _shtab_mmstui; printf '%s\\n' "${COMPREPLY[*]}"
}
tab mmstui sta; tab mmstui read zo; tab mmstui read '"Zo'; tab mmstui list --did 51455501
"""
_IN_FISH = """
source $argv[1]
for typed in "mmstui sta" "mmstui read zo" "mmstui list --did 51455501"
    complete -C $typed | string split -f 1 \\t | string join " "
end
"""
_IN_ZSH = """
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "fpath=($1 \\$fpath); autoload -U compinit; compinit -u -D"
zpty -w shell "bindkey '^I' complete-word; PS1=READY"
for typed in 'mmstui sta' 'mmstui read Zo' 'mmstui list --view ow'; do
    zpty -w -n shell "$typed"$'\\t'
    zpty -r shell said "*(status|Tremblay|owed)*"
    print -r -- "$said"
    zpty -w -n shell $'\\C-u'
done
zpty -d shell
"""


@pytest.mark.parametrize("program", ["bash", "zsh", "fish"])
def test_a_tab_completes_commands_and_what_is_stored(
    shell: Shell, tmp_path: Path, program: str
) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"without {program}: .ci/beside installs it")
    # zsh takes a function by the name of its file.
    script, test = tmp_path / "_mmstui", tmp_path / "test"
    script.write_text(shell.run("completion", program).out)
    test.write_text({"bash": _IN_BASH, "zsh": _IN_ZSH, "fish": _IN_FISH}[program])
    given = tmp_path if program == "zsh" else script
    done = subprocess.run(
        [program, test, given], env=shell.env, capture_output=True, text=True, timeout=50
    )
    lines = done.stdout.splitlines()
    assert lines, done.stderr
    if program == "zsh":
        for typed in ("mmstui status", r"mmstui read Zoé\ Tremblay", "mmstui list --view owed"):
            assert typed in done.stdout
        return
    assert lines[0].startswith("status")
    assert [line.replace("\\", "") for line in lines[1:-1]] == ["Zoé Tremblay"] * (len(lines) - 2)
    assert lines[-1] == "5145550100 5145550190"


def test_a_normal_start_loads_neither_completion_nor_the_options_of_other_commands() -> None:
    script = (
        "import sys; from mmstui.cli import main; main(['--version']); main(['undo', '--help']);"
        "print(sorted({'shtab', 'mmstui.cli.send_options', 'mmstui.domain.phone.numbers',"
        "'zoneinfo', 'sqlite3'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]", done.stderr


def test_each_command_has_help_with_an_example_and_a_page(shell: Shell, tmp_path: Path) -> None:
    assert shell.run("man", "--folder", str(tmp_path / "man")).code == 0
    for name, entry in COMMANDS.items():
        first = re.split(r" (?=mmstui)", entry.example)[-1].split()
        assert first[:2] == ["mmstui", name]
        if entry.options:
            assert f"example:\n  {entry.example}" in shell.run(name, "--help").out
            page = (tmp_path / "man" / f"mmstui-{name}.1").read_text()
            assert page.startswith(f'.TH MMSTUI-{name.upper()} 1 ""')
            assert ".SH EXAMPLE\n" in page
    main_page = (tmp_path / "man" / "mmstui.1").read_text()
    assert shell.run("man").out == main_page
    listed, _, _ = main_page.partition(".SH SETTINGS")
    assert re.findall(r"^\\fB(\w+)\\fR$", listed, re.MULTILINE) == [*COMMANDS]
    for line in main_page.splitlines():
        assert not line.startswith("'")
        assert re.fullmatch(r"\.(TH|SH|TP|nh|ad|nf|fi)\b.*|[^.].*|", line), line
    assert "mmstui" in shell.run("man", "no-command").err


def test_every_help_has_an_example(shell: Shell) -> None:
    for words in ([], ["service", "install"], ["service", "status"], ["service", "remove"]):
        assert "\nexample:\n  mmstui " in shell.run(*words, "--help").out


def test_parsing_for_one_command_is_parsing_for_all() -> None:
    for words in (["list", "--unread"], ["read", "x", "--follow"], ["undo", "--json"], []):
        assert build_parser("").parse_args(words) == build_parser("", words).parse_args(words)
    with pytest.raises(SystemExit):  # The inbox starts without the parsers of the commands.
        build_parser("", []).parse_args(["undo"])


def in_a_terminal(shell: Shell, *words: str, **env: str) -> str:
    """Run a command whose standard output is a terminal, and return what appears there."""
    ours, theirs = pty.openpty()
    command = shell.command(*words)
    with warm.Popen(command, env=shell.env | env, stdin=theirs, stdout=theirs) as running:
        os.close(theirs)
        found = b""
        while chunk := _read(ours):
            found += chunk
        os.close(ours)
    return f"{found.decode()}{running.returncode}"


def _read(number: int) -> bytes:
    try:
        return os.read(number, 65_536)
    except OSError:  # The other end is closed.
        return b""


def test_long_output_goes_through_the_pager_of_a_terminal(shell: Shell, tmp_path: Path) -> None:
    pager = tmp_path / "pager"
    pager.write_text('#!/bin/sh\necho "[$LESS $1]"; cat\n')
    pager.chmod(0o755)
    asked = {"PAGER": f"{pager} 'a b'"}
    shown = in_a_terminal(shell, "list", **asked)
    assert shown.startswith("[FRX a b]\r\n")
    assert "Zoé Tremblay" in shown
    assert shown.endswith("\r\n0")
    assert in_a_terminal(shell, "list", "--view", "no", LESS="X", **asked).startswith("[X a b]")
    for words in (["list", "--no-pager"], ["status"]):
        assert "[" not in in_a_terminal(shell, *words, **asked).split("\r\n")[0][:1]
    assert "Zoé" in in_a_terminal(shell, "list", PAGER="no-such-program")
    assert "[" not in shell.run("list", env=asked).out


def test_a_pager_that_is_left_ends_the_command_quietly(shell: Shell, tmp_path: Path) -> None:
    assert in_a_terminal(shell, "list", PAGER="true") == "0"


def test_what_comes_is_followed(sim: Simulated, shell: Shell) -> None:
    with warm.Popen(
        shell.command("read", ZOE, "--follow", "--json"),
        env=shell.env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as running:  # fmt: skip
        assert running.stdout is not None
        assert running.stderr is not None
        first = json.loads(running.stdout.readline())["message"]
        assert first["text"] == HOSTILE
        assert "mmstui sync --watch" in running.stderr.readline()
        sim.account.add("sms", SHOP, "6475550144", "somebody else", at=time.time())
        sim.account.add("sms", SHOP, ZOE, "and this one", at=time.time())
        shell.run("sync")
        assert json.loads(running.stdout.readline())["message"]["text"] == "and this one"
        running.terminate()


NADIA, CARL = "6475550144", "6475550145"
MANY = "".join(f"64755501{n:02}\n" for n in range(100))


@pytest.mark.parametrize(
    ("content", "text", "sent"),
    [
        (f"{ZOE}\n# no\n\n(647) 555-0144\n{ZOE}\n", "{a}", {ZOE: "{a}", NADIA: "{a}"}),
        (f"number,n\n{ZOE},Zoé\n{NADIA},N\n", "Hi {n} {{", {ZOE: "Hi Zoé {", NADIA: "Hi N {"}),
        (f"\ufeffName;Phone\r\nZ;{ZOE}\r\n\r\n", "{Name} {Phone}", {ZOE: f"Z {ZOE}"}),
        (f'first\tnumber\n"a\tb"\t{ZOE}\n', r"{first}\n", {ZOE: r"a b\n"}),
    ],
)  # fmt: skip
def test_a_text_goes_to_each_recipient_of_a_file(
    sim: Simulated, shell: Shell, tmp_path: Path, content: str, text: str, sent: dict[str, str]
) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text(content, newline="")
    sim.account.accepted.clear()
    words = ["send", "--to-file", str(listed), "--from", SHOP, "--json"]
    planned = shell.run(*words, "--dry-run", text).json
    assert planned["messages"] == [
        {"contact": f"+1{contact}", "text": each, "kind": "sms"} for contact, each in sent.items()
    ]
    assert not sim.account.accepted
    ran = shell.run(*words, "-", text=text)
    assert ran.code == 0, ran.out
    assert {each.contact: each.text for each in sim.account.accepted} == sent


@pytest.mark.parametrize(
    ("content", "text", "told"),
    [
        (f"number,n\n{ZOE},Z\n647555014,N\n,X\n", "{n}", ["line 3: 647555014", "4: no number"]),
        (f"number,name\n{ZOE},\n", "Hi {name}", ["line 2", "has no name"]),
        (f"number,name\n{ZOE},Zoé\n", "Hi {nam}", ["no field nam", "number, name"]),
        (f"number,name\n{ZOE},Zoé\n", "Hi {name", ["The text"]),
        (f"number,x\n{ZOE},1\n{ZOE},2\n", "{x}", ["line 3", "another text"]),
        ("\n# nobody\n", "x", ["has no numbers"]),
        ("+442079460000\n", "x", ["line 1", "+442079460000"]),
        ("\x00\x01", "x", ["no list of recipients"]),
        (f"{MANY}{ZOE}\n", "x", ["101 messages would go", "Send part"]),
    ],
)  # fmt: skip
def test_a_wrong_line_of_the_file_sends_nothing(
    sim: Simulated, shell: Shell, tmp_path: Path, content: str, text: str, told: list[str]
) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text(content)
    sim.account.accepted.clear()
    before = shell.run("status", "--format", "{outbox}").out
    ran = shell.run("send", "--to-file", str(listed), "--from", SHOP, "--wait", "0", text)
    assert (ran.code, ran.out) == (2, "")
    for words in told:
        assert words in ran.err
    assert shell.run("status", "--format", "{outbox}").out == before
    assert not sim.account.accepted


def test_a_file_that_is_not_there(shell: Shell, tmp_path: Path) -> None:
    for path in (tmp_path / "no", tmp_path):
        ran = shell.run("send", "--to-file", str(path), "x")
        assert (ran.code, "cannot be read" in ran.err) == (2, True)


def test_a_dry_run_for_people(shell: Shell) -> None:
    ran = shell.run("send", "--to", CARL, "--from", SHOP, "--dry-run", "x" * 161)
    assert ran.code == 0
    assert re.match(r"\(647\) 555-0145  MMS  x{161}\n1 message would go; sent today: ", ran.out)


def test_the_same_file_with_the_same_key_is_sent_once(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    listed = tmp_path / "people.csv"
    listed.write_text(f"number,name\n{ZOE},Zoé\n{NADIA},Nadia\n")
    sim.account.accepted.clear()
    for _ in range(2):
        words = ("--to-file", str(listed), "--from", SHOP, "--id", "invoice-7", "Hello {name}")
        assert shell.run("send", *words).code == 0
    assert sorted(each.text for each in sim.account.accepted) == ["Hello Nadia", "Hello Zoé"]


def test_a_long_list_says_how_many_more_there_are(sim: Simulated, shell: Shell) -> None:
    for contact in (NADIA, CARL):
        sim.account.add("sms", SHOP, contact, "hello", at=time.time())
    shell.run("sync")
    total = len(shell.run("list", "--json").json["conversations"])
    ran = shell.run("list", "--limit", "1", "--format", "{name}")
    assert len(ran.out.splitlines()) == 1
    assert ran.err == f"mmstui: {total - 1} more: --limit all prints each of them.\n"
    assert shell.run("list", "--limit", "1", "--json").json["more"] == total - 1
    assert shell.run("list").err == ""
    assert shell.run("list", "--limit", "none").code == 2


def test_the_columns_of_a_list_are_as_wide_for_wide_letters(tmp_path: Path) -> None:
    account = bare_account()
    account.add_did(Did("5145550142", "MONTREAL, QC", "店の電話番号"))
    with simulator_thread(account) as sim:
        for did in (SHOP, "5145550142"):
            account.add("sms", did, ZOE, "Allô", at=time.time() - 60)
        shell = Shell.of(tmp_path, sim)
        assert shell.run("sync").code == 0
        lines = shell.run("list").out.splitlines()
    assert {label for line in lines for label in line.split()[1:2]} == {"Shop", "店の電話番"}
    assert {cell_len(line.partition("  Zoé")[0]) for line in lines} == {22}
