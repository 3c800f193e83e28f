"""Whatever a terminal sends, reading goes on, reports are never typed, and keys stay keys."""

from __future__ import annotations

from itertools import pairwise, product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual import events
from textual._xterm_parser import XTermParser

from mmstui.tui.terminal.input_reader import InputReader
from mmstui.tui.terminal.key_reads import UnreadableInput
from support.typing import Typist, read

#: What terminals report, one of a kind and one of each spelling.
REPORTS = (
    # colours: OSC 4, 5, 10, 11, 12
    "\x1b]11;rgb:1e1e/2020/2323\x1b\\", "\x1b]11;rgb:1e1e/2020/2323\x07",
    "\x1b]4;1;rgb:aaaa/bbbb/cccc\x07", "\x1b]5;0;rgb:ff/ff/ff\x1b\\",
    "\x1b]10;rgba:ff/ff/ff/ff\x1b\\", "\x1b]12;#ffffff\x07",
    # attributes, name, capabilities, settings
    "\x1b[?62;4c", "\x1b[>41;379;0c", "\x1bP!|7E565445\x1b\\", "\x1bP>|foot(1.13.1)\x1b\\",
    "\x1bP1+r544e=787465726d\x1b\\", "\x1bP0+r\x1b\\", "\x1bP1$r0m\x1b\\", "\x1bP0$r\x1b\\",
    # modes, graphics, keyboard, colour scheme, status
    "\x1b[?1;2$y", "\x1b[?2026;0$y", "\x1b[12;2$y", "\x1b_Gi=31;OK\x1b\\",
    "\x1b_Gi=1;ENOENT:no such image\x1b\\", "\x1b[?0u", "\x1b[?31u", "\x1b[?997;1n", "\x1b[0n",
    # sizes, places, parameters, title
    "\x1b[4;600;800t", "\x1b[6;20;10t", "\x1b[8;24;80t", "\x1b[9;40;120t", "\x1b[3;10;10t",
    "\x1b[48;24;80;480;800t", "\x1b[1t", "\x1b[12;40R", "\x1b[?12;40;1R", "\x1b[2;1;1;128;128;1;0x",
    "\x1b]lA title\x1b\\", "\x1b]LA title\x1b\\", "\x1b]1337;ReportCellSize=20.0;10.0;2.0\x1b\\",
    # limits of graphics, keyboard options, locator; properties, font, what is allowed; checksums,
    # cursor and tabs, resources: what programs that ran before may have asked for
    "\x1b[?1;0;256S", "\x1b[?2;0;800;600S", "\x1b[>4;2m", "\x1b[>1;2;3 q", "\x1b[1;2;3;4;5&w",
    "\x1b]3;WM_NAME=x\x07", "\x1b]50;fixed\x07", "\x1b]60;allowWindowOps\x1b\\",
    "\x1b]5522;type=read:status=OK\x1b\\", "\x1bP1!~ABCD\x1b\\", "\x1bP1$u1;1;1;@\x1b\\",
    "\x1bP1+R7463\x1b\\",
    # clipboard, notices
    "\x1b]52;c;SGVsbG8=\x07", "\x1b]52;;\x1b\\", "\x1b]99;i=1:p=?;p=title,body\x1b\\",
    # focus; the mouse in SGR, urxvt, X10 and UTF-8 encoding, out of the window too
    "\x1b[I", "\x1b[O", "\x1b[<35;12;9M", "\x1b[<0;1;1m", "\x1b[<35;-3;9M", "\x1b[32;12;9M",
    "\x1b[M !!", "\x1b[MC¡é",
    # locks and modifiers by themselves, with a text too; a key that was let go
    "\x1b[57358;;97u", "\x1b[57358u", "\x1b[57360;129;49u", "\x1b[57441;2u", "\x1b[57447;2:3u",
    "\x1b[97;1:3u",
)  # fmt: skip


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_between_letters_is_never_typed(
    report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for silence in (0.0, 0.05, 0.3, 1.5):
        assert read(monkeypatch, ["a", report, "b"], silence) == ["a", "b"], silence
        assert read(monkeypatch, [f"a{report}b"], silence) == ["a", "b"], silence


@pytest.mark.parametrize("report", [one for one in REPORTS if one.isascii()])
def test_a_report_that_is_cut_in_two_is_never_typed(
    report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for silence, at in product((0.0, 0.05, 0.3, 1.5), range(1, len(report) - 1)):
        found = read(monkeypatch, [report[:at], report[at:]], silence)
        # Nothing tells an escape by itself from the key, and it cannot wait for ever.
        lone = {1: ["escape"], 2: [found[0]] if found and found[0].startswith("alt+") else []}
        assert found == (lone.get(at, []) if silence > 0.1 else []), (silence, report[:at], found)


@pytest.mark.parametrize(
    "report", [one for one in REPORTS if one.isascii() and not one.startswith("\x1b[M")]
)
def test_a_report_whose_last_byte_comes_by_itself_is_never_typed(
    report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for silence in (0.0, 0.05, 0.3):
        found = read(monkeypatch, [report[:-1], report[-1]], silence)
        assert [key for key in found if not key.startswith("alt+")] == [], silence


@pytest.mark.parametrize(
    "report",
    [
        "\x9d11;rgb:1e1e/2020/2323\x9c",
        "\x9b?62;4c",
        "\x9b12;40R",
        "\x90>|foot\x9c",
        "\x9b<35;12;9M",
    ],
)
def test_a_report_in_eight_bits_that_is_cut_in_two_is_never_typed(
    report: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for silence in (0.0, 0.05, 0.3, 1.5):
        for at in range(1, len(report) - 1):
            found = read(monkeypatch, [report[:at], report[at:]], silence)
            # Its first character by itself is as alt and a bracket are: nobody presses it.
            assert [key for key in found if not key.startswith("alt+")] == [], (report[:at], found)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_in_a_paste_is_not_pasted(report: str, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = f"\x1b[200~one {report}two\x1b[201~"
    assert read(monkeypatch, [whole, "j"], 0.2) == ["<one two>", "j"]


def test_what_an_editor_left_of_an_answer_is_never_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    for rest in ("11;rgb:1e1e/2020/2323\x07", "1e/2020/2323\x1b\\", "?62;4c", "[?62;4c"):
        assert read(monkeypatch, [rest, "j"]) == ["j"], rest


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("\x1b", ["escape"]),
        ("\x1b\x1b", ["escape", "escape"]),
        ("\x1bd", ["alt+d"]),
        ("\x1bD", ["alt+shift+d"]),
        ("\x1b1", ["alt+1"]),
        ("\x1bé", ["alt+é"]),
        ("\x1b\x7f", ["alt+backspace"]),
        ("\x1b\x11", ["ctrl+q"]),
        ("\x1b\r", ["alt+enter"]),
        ("\x1bO", ["alt+shift+o"]),
        ("\x1b]", ["alt+right_square_bracket"]),
        ("\x1bPhi", ["alt+shift+p", "h", "i"]),
        ("\x1b[A\x1b[1;5A\x1bOP\x1b[[B\x1b[7$", ["up", "ctrl+up", "f1", "f2", "shift+home"]),
        ("\x1b[7^\x1b[8^\x1bOa\x1bOb", ["ctrl+home", "ctrl+end", "ctrl+up", "ctrl+down"]),
        ("\x9bA\x8fP\x9b15~", ["up", "f1", "f5"]),
        ("\x1b\x1b[A", ["alt+up"]),
        ("\x1b[13;2u\x1b[27;2;13~", ["shift+enter", "shift+enter"]),
        ("\x1bOM", ["shift+enter"]),
        ("\x1b[47;5u", ["ctrl+slash"]),
        ("\x1b[13;129u", ["enter"]),
        ("\x1b[100;3u\x1b[100;3;100u\x1b[100;4;68u", ["alt+d", "alt+d", "alt+shift+d"]),
        ("\x1b[101;3;8364u", ["€"]),
        ("\x1b[0;;233u\x1b[97:65;2;65u\x1b[57399;;48u", ["é", "A", "0"]),
        ("\x1b[97;;97:769u", ["a", "\u0301"]),
        ("\x1b[57361u", ["print_screen"]),
    ],
)  # fmt: skip
def test_keys_are_what_they_are(
    sent: str, keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(monkeypatch, [sent], 0.2) == keys


@pytest.mark.parametrize(
    "sent",
    [
        "\x1b[1114112u", "\x1b[55296u", "\x1b[99999999999999999999u", "\x1b[;u", "\x1b[;;u",
        "\x1b[97;99999u", "\x1b[3u", "\x1b[57500u", "\x1b[97;5~", "\x1b[27;2;1114112~",
        "\x1b[<999999;1;1M", "\x1b[<0;999999;1M", "\x1b[48;0;0;0;0t", "\x1b[48;99999;99999;1;1t",
        "\x1b[?;;$y", "\x1b[1;2;3;4;5;6z", "\x1b[<!~", "\x1b]hello\x07", "\x1bPq#0\x1b\\",
        "\x1b_x\x1b\\", "\x1b^x\x1b\\", "\x1bXx\x1b\\", "\x9b31m", "\x9d0;x\x9c", "\x85",
    ],
)  # fmt: skip
def test_a_sequence_that_is_no_key_is_nothing(sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, [sent, "j"]) == ["j"]


def test_a_size_in_band_without_pixels_does_not_divide_the_mouse_by_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typist = Typist(monkeypatch)
    typist.send("\x1b[48;24;80;0;0t")
    typist.send("\x1b[<0;400;200M")
    clicks = [one for one in typist.messages if isinstance(one, events.MouseDown)]
    assert [(int(one.x), int(one.y)) for one in clicks] == [(39, 9)]


@pytest.mark.parametrize(
    ("reads", "keys"),
    [
        (["café".encode("latin-1"), b"s"], ["c", "a", "f", "�", "s"]),
        ([b"\xc3", b"\xa9"], ["é"]),
        ([b"\xf0\x9f", b"\x98", b"\x80"], ["😀"]),
        ([b"\xc0\x80a"], ["�", "�", "a"]),
        ([b"\xed\xa0\x80a"], ["�", "�", "�", "a"]),
        ([b"\xff\xfea"], ["�", "�", "a"]),
        ([b"\x1b[200~caf\xe9 \x1b[201~"], ["<caf� >"]),
    ],
)
def test_bytes_that_are_no_letter_are_marks(
    reads: list[bytes], keys: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read(monkeypatch, reads) == keys


def test_it_is_told_that_bytes_could_not_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    typist = Typist(monkeypatch)
    typist.send(b"\xe9a")
    assert any(isinstance(one, UnreadableInput) for one in typist.messages)


def test_what_fails_while_it_is_read_does_not_end_the_reading(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = InputReader()

    def broken(self: XTermParser, data: str) -> list[events.Key]:
        raise ValueError(data)

    with monkeypatch.context() as patched:
        patched.setattr(XTermParser, "feed", broken)
        assert reader.feed(b"x") == []
    assert [one.key for one in reader.feed(b"j") if isinstance(one, events.Key)] == ["j"]


BEGINNINGS = (
    b"\x1b", b"\x1b[", b"\x1b]", b"\x1bP", b"\x1b_", b"\x1b[<", b"\x1b[200~", b"\x07", b"\x1b\\",
    b"\x1b[201~", b"\x1b[?", b"\x1b[M", b"\x1bO", b"\xc3", b"\x9b",
)  # fmt: skip
NUMBERS = (
    "", "0", "1", "27", "97", "48", "57358", "55296", "1114112", "9" * 30, "-1", "97:65", "1:3",
)  # fmt: skip
STRUCTURED = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([one.encode() for one in REPORTS]),
    st.sampled_from(BEGINNINGS),
    st.builds(
        lambda numbers, mark, end: f"\x1b[{mark}{';'.join(numbers)}{end}".encode(),
        st.lists(st.sampled_from(NUMBERS), max_size=5),
        st.sampled_from(["", "?", "<", ">", "="]),
        st.sampled_from("uu~ABRMmtcnyIOZ$@`"),
    ),
)


@given(st.lists(STRUCTURED, max_size=8), st.lists(st.integers(0, 60), max_size=6), st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=120)
def test_after_whatever_came_a_letter_is_that_letter(
    monkeypatch: pytest.MonkeyPatch, parts: list[bytes], cuts: list[int], slow: bool
) -> None:
    whole = b"".join(parts)
    typist = Typist(monkeypatch)
    places = sorted({0, len(whole), *(cut for cut in cuts if cut < len(whole))})
    for start, end in pairwise(places):
        typist.send(whole[start:end], 0.3 if slow else 0.0)
    # A paste without an end, or half a character, is over by then.
    typist.wait(6)
    typist.send("j", 0.3)
    assert typist.keys[-1:] == ["j"]
    typist.send("k")
    assert typist.keys[-2:] == ["j", "k"]
