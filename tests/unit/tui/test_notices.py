"""What a notice writes to a terminal, byte by byte; the terminal's title; the user's program."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mmstui.domain.notice_settings import NoticeRule, Wire
from mmstui.domain.notices import Arrived, Notice
from mmstui.notices import command as notice_command
from mmstui.notices.program import ProgramFailed
from mmstui.tui.terminal import notice_sequences as wires
from mmstui.tui.terminal import window_title
from mmstui.tui.terminal.notice_sequences import sequences, working
from mmstui.tui.terminal.terminal_query import UNKNOWN, TerminalInfo
from mmstui.tui.terminal.tmux import OuterTerminal, Tmux
from mmstui.tui.terminal.window_title import WindowTitle
from support.screens import NOW, conversation
from support.threads import incoming

XTERM = {"TERM": "xterm-256color"}
TMUX = {"TERM": "tmux-256color", "TMUX": "/tmp/tmux,1,0"}
SCREEN = {"TERM": "screen.xterm-kitty", "STY": "1.pts"}
BELL, OSC_9, OSC_777, OSC_99 = Wire


def tmux(*names: str, passthrough: bool = True) -> Tmux:
    return Tmux(passthrough, tuple(OuterTerminal(name, frozenset()) for name in names))


@pytest.mark.parametrize(
    ("environ", "name", "outer", "found"),
    [
        (XTERM, "XTerm(379)", None, (BELL,)),
        (XTERM, "", None, (BELL,)),
        (XTERM, "kitty(0.26.5)", None, (OSC_99,)),
        ({"TERM": "xterm-kitty"}, "", None, (OSC_99,)),
        ({"TERM": "foot"}, "foot(1.13.1)", None, (OSC_777,)),
        (XTERM, "Konsole 22.12.3", None, (OSC_777,)),
        (XTERM, "iTerm2 3.5", None, (OSC_9,)),
        ({"TERM": "linux"}, "", None, (BELL,)),
        (TMUX, "tmux 3.3a", None, (BELL,)),
        (TMUX, "tmux 3.3a", tmux("kitty(0.26.5)"), (BELL, OSC_99)),
        (TMUX, "tmux 3.3a", tmux("foot(1.13.1)", "XTerm(379)", "foot(1.13.1)"), (BELL, OSC_777)),
        (TMUX, "tmux 3.3a", tmux("kitty(0.26.5)", passthrough=False), (BELL,)),
        (TMUX, "tmux 3.3a", tmux("Konsole 22.12.3"), (BELL,)),
        (SCREEN, "", None, (BELL,)),
        ({**XTERM, "ZELLIJ": "0"}, "", None, (BELL,)),
    ],
)
def test_what_works_where(
    environ: Mapping[str, str], name: str, outer: Tmux | None, found: tuple[Wire, ...]
) -> None:
    assert working(environ, TerminalInfo(name), outer) == found
    assert working(environ, UNKNOWN, outer), "there is always a way"


def notice(title: str = "Zoé", body: str = "Salut", **rule: Any) -> Notice:
    message = incoming(7, NOW, "Salut\n\x1b]0;x\x07", unread=True)
    new = (Arrived(message, conversation(23, title="Zoé", named=True)),)
    return Notice(NoticeRule(**rule), title, body, new)


def kitty(number: int, title: str, body: str) -> list[str]:
    """The two sequences, which are one notification."""
    in_base64 = [base64.b64encode(words.encode()).decode() for words in (title, body)]
    return [
        f"\x1b]99;i=mmstui{number}:d={done}:e=1:p={part};{words}\x07"
        for done, part, words in zip((0, 1), ("title", "body"), in_base64, strict=True)
    ]


def test_the_bytes_of_each_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wires, "_numbers", count(1))
    for wire, written in [
        (BELL, "\x07"),
        (OSC_9, "\x1b]9;Zoé: Salut\x07"),
        (OSC_777, "\x1b]777;notify;Zoé;Salut\x07"),
        (OSC_99, "".join(kitty(1, "Zoé", "Salut"))),
    ]:
        assert sequences(notice(), [wire], XTERM) == written
    parts = (part.replace("\x1b", "\x1b\x1b") for part in kitty(2, "Zoé", "Salut"))
    wrapped = "".join(f"\x1bPtmux;{part}\x1b\\" for part in parts)
    assert sequences(notice(), [BELL, OSC_99], TMUX) == "\x07" + wrapped
    assert sequences(notice(), [OSC_9, BELL], TMUX) == (
        "\x1bPtmux;\x1b\x1b]9;Zoé: Salut\x07\x1b\\\x07"
    )
    assert sequences(notice(), [OSC_777], SCREEN) == ("\x1bP\x1b]777;notify;Zoé;Salut\x07\x1b\\")


HOSTILE = "a;b\x07\x1b\\\x1b]0;x\x9c\x9d52;c;eA==\x00 <b>&amp;</b>\x7f\n"


@pytest.mark.parametrize("environ", [XTERM, TMUX, SCREEN], ids=["xterm", "tmux", "screen"])
def test_no_word_ends_its_sequence_or_begins_another(environ: Mapping[str, str]) -> None:
    hostile, harmless = notice(HOSTILE, HOSTILE), notice("harmless", "harmless")
    for wire in (OSC_9, OSC_777, OSC_99):
        found, like = (sequences(each, [wire], environ) for each in (hostile, harmless))
        controls = "\x1b\x07\x9c\x9d\x00\x7f\n"
        assert [c for c in found if c in controls] == [c for c in like if c in controls]
        assert found.count(";") == like.count(";")
        assert not set("<>&") & set(found)


def test_screen_is_given_no_letter_that_it_would_cut_to_a_control() -> None:
    # The low byte of Л is an escape, that of ќ a closing bracket.
    found = sequences(notice("Zoé Лќ", "日本"), [OSC_9], SCREEN)
    assert found == "\x1bP\x1b]9;Zoé ??: ??\x07\x1b\\"


@pytest.mark.parametrize(
    ("environ", "wanted", "shown"),
    [
        (XTERM, None, True),
        ({"TERM": "alacritty"}, None, True),
        (TMUX, None, True),
        (SCREEN, None, False),
        (SCREEN, True, True),
        ({"TERM": "rxvt-unicode-256color"}, None, False),
        ({"TERM": "st-256color"}, None, False),
        ({**XTERM, "KONSOLE_VERSION": "221203"}, None, False),
        (XTERM, False, False),
        ({"TERM": "linux"}, True, False),
        ({"TERM": "vt220"}, True, False),
        ({}, True, False),
        ({"TERM": "vte-256color"}, None, True),
    ],
)
def test_where_a_title_is_set(environ: dict[str, str], wanted: bool | None, shown: bool) -> None:
    assert window_title.is_shown(wanted, environ) is shown


def test_the_title_counts_at_most_once_a_second_and_keeps_the_one_before() -> None:
    now, written = [100.0], list[str]()
    title = WindowTitle(written.append, clock=lambda: now[0])
    assert title.show(0) == 0.0
    assert title.show(3) == 1.0
    now[0] += 0.75
    assert title.show(3) == 0.25
    now[0] += 0.25
    assert title.show(3) == title.show(3) == 0.0
    assert written == ["\x1b[22;2t\x1b]2;mmstui\x07", "\x1b]2;(3) mmstui\x07"]
    title.forget()
    assert title.show(3) == 0.0
    assert written[2:] == ["\x1b[22;2t\x1b]2;(3) mmstui\x07"]


def program(source: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-c", source, *arguments)


async def test_the_program_gets_the_facts_and_no_password(tmp_path: Path) -> None:
    source = (
        "import json, os, sys\n"
        "json.dump([sys.argv[1:], json.load(sys.stdin), dict(os.environ)], open('told', 'w'))\n"
    )
    environ = {"MMSTUI_API_PASSWORD": "s3cret", "HOME": str(tmp_path)}
    command = program(f"import os; os.chdir({str(tmp_path)!r})\n{source}", "$HOME; `date`")
    for text in (True, False):
        await notice_command.run(notice(text=text), command, environ)
        arguments, told, around = json.loads((tmp_path / "told").read_text())
        assert arguments == ["$HOME; `date`"], "no shell reads them"
        assert "MMSTUI_API_PASSWORD" not in around
        facts = {name: value for name, value in around.items() if "NOTICE" in name}
        assert facts == {
            "MMSTUI_NOTICE_TITLE": "Zoé",
            "MMSTUI_NOTICE_BODY": "Salut",
            "MMSTUI_NOTICE_COUNT": "1",
            "MMSTUI_NOTICE_CONTACT": "+14385550123",
            "MMSTUI_NOTICE_NAME": "Zoé",
            "MMSTUI_NOTICE_DID": "+15145550100",
            "MMSTUI_NOTICE_TEXT": "Salut �]0;x�" if text else "",
        }
        (message,) = told["messages"]
        assert message.pop("text", None) == ("Salut\n�]0;x�" if text else None)
        assert message.keys() == {"id", "kind", "did", "contact", "name", "sent_at"}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (program("import sys; sys.exit(3)"), "ended with 3"),
        (program("import time; time.sleep(60)"), "did not end within"),
        (("/nowhere/tell",), r"cannot be started \(FileNotFoundError\)"),
        (("a\0b",), "cannot be started"),
    ],
)
async def test_a_failure_is_told_and_a_program_that_hangs_is_ended(
    command: tuple[str, ...], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_command, "SECONDS", 0.3)
    with pytest.raises(ProgramFailed, match=words):
        await notice_command.run(notice(), command, {})


async def test_a_program_that_reads_nothing_has_not_failed() -> None:
    await notice_command.run(notice(), program(""), {})
