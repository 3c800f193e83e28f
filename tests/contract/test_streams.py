"""What a command does where it cannot print, and with bytes that are no text."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from support import seldom, warm
from support.commands import Shell, accepted_texts
from support.photos import canvas, encoded
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

SEND = ("send", "--to", ZOE, "--from", SHOP)


@pytest.fixture(scope="module")
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture(scope="module")
def shell(sim: Simulated, tmp_path_factory: pytest.TempPathFactory) -> Shell:
    made = Shell.of(tmp_path_factory.mktemp("home"), sim)
    assert made.run("sync").code == 0
    return made


def sh(
    shell: Shell, words: list[str] | tuple[str, ...], redirections: str, data: bytes = b"",
    **env: str,
) -> tuple[int, str]:  # fmt: skip
    """Run `mmstui WORDS` as a shell does with redirections; exit code, and standard error.

    `>/dev/full` and `2>/dev/full` are full; `<&-`, `>&-` and `2>&-` are closed.
    """
    ends = [("stdin", "<"), ("stdout", ">"), ("stderr", "2>")]
    lost = redirections.split()
    with open("/dev/full", "wb") as full:
        done = warm.run(
            shell.command(*words),
            env=shell.env | env,
            data=data,
            closed=[number for number, (_, sign) in enumerate(ends) if f"{sign}&-" in lost],
            **{name: full for name, sign in ends if f"{sign}/dev/full" in lost},
        )
    return done.returncode, (done.stderr or b"").decode()


@pytest.mark.parametrize("words", [["list"], ["status", "--json"], ["--help"], ["sync"]])
@pytest.mark.parametrize("lost", [">/dev/full", ">&-"])
def test_output_that_cannot_be_written_is_a_sentence(
    shell: Shell, words: list[str], lost: str
) -> None:
    code, told = sh(shell, words, lost)
    if words == ["--help"] and lost == ">&-":
        assert (code, told.startswith("usage")) == (0, True)  # on standard error
        return
    assert code == 1
    assert told.startswith("mmstui: Standard output ")
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("lost", [">/dev/full 2>/dev/full", ">&- 2>&-", "<&- >&- 2>&-"])
def test_where_nothing_can_be_told_the_code_still_is(shell: Shell, lost: str) -> None:
    assert sh(shell, ["list"], lost) == (1, "")
    assert sh(shell, ["nonsense"], lost) == (2, "")
    assert sh(shell, ["read", "nobody", "--json"], lost) == (1, "")


def test_a_reader_who_has_seen_enough_is_no_trouble(shell: Shell) -> None:
    read, write = os.pipe()
    os.close(read)
    for words in (["list"], ["list", "--json"], ["--help"]):
        done = warm.run(shell.command(*words), env=shell.env, stdout=write)
        assert (done.returncode, done.stderr) == (0, b"")
    os.close(write)


@pytest.mark.parametrize(
    ("lost", "more"),
    seldom.but(
        lambda case: bool(case[1]) and case[0] not in {">/dev/full", ">&- 2>&-"},
        product(
            (">/dev/full", ">&-", ">/dev/full 2>/dev/full", ">&- 2>&-", "2>/dev/full", "2>&-"),
            ((), ("--json",)),
        ),
    ),
)
def test_the_code_of_send_is_the_messages_whatever_is_lost(
    sim: Simulated, shell: Shell, lost: str, more: tuple[str, ...]
) -> None:
    text = f"to {lost} {more}"
    code, told = sh(shell, (*SEND, *more, text), lost)
    assert code == 0
    assert accepted_texts(sim, ZOE).count(text) == 1
    if "2>" not in lost:
        assert "sent" in told
        assert "Traceback" not in told
    if not more:
        assert sh(shell, (*SEND, "--wait", "0", "later"), lost)[0] == 8


def test_a_refused_send_is_told_on_standard_error_when_its_json_is_lost(shell: Shell) -> None:
    code, told = sh(shell, ("send", "--to", "29283", "--json", "x"), ">/dev/full")
    assert (code, "cannot be written" in told, len(told.splitlines()) >= 2) == (2, True, True)


# Bytes that are no text. The child decodes its words by its own locale.

#: To the C library POSIX is another name of C.
LOCALES = ("C", "C.UTF-8")
LATIN = b"caf\xe9"


def spawn(shell: Shell, words: list[bytes], data: bytes | None = None, **env: str) -> int:
    done = warm.run([*shell.command(), *words], env=shell.env | env, data=data)
    assert b"Traceback" not in done.stderr
    told = (done.stdout, done.stderr)
    assert done.returncode == 0 or any(
        one.startswith((b"mmstui: ", b"usage", b'{"error"')) for one in told
    )
    done.stderr.decode("utf-8", "strict")
    return done.returncode


@pytest.mark.parametrize(
    ("locale", "text"),
    seldom.but(
        lambda case: case[0] != "C.UTF-8" and case[1] != LATIN,
        product(LOCALES, [LATIN, "café".encode("utf-16"), b"\xff\xfe", b"\xed\xa0\xbd"]),
    ),
)
def test_what_is_no_text_in_the_locale_is_not_sent(
    sim: Simulated, shell: Shell, locale: str, text: bytes
) -> None:
    before = len(sim.account.accepted)
    send = [b"send", b"--to", ZOE.encode(), b"--from", SHOP.encode()]
    assert spawn(shell, [*send, b"-"], text, LC_ALL=locale) == 2
    if b"\0" not in text:
        assert spawn(shell, [*send, text], LC_ALL=locale) == 2
    assert len(sim.account.accepted) == before


@pytest.mark.parametrize("text", [LATIN, b"\xff\xfe", b"\xed\xa0\xbd"])
def test_what_is_no_text_is_refused_wherever_it_stands(
    sim: Simulated, shell: Shell, text: bytes
) -> None:
    before = len(sim.account.accepted)
    word = os.fsdecode(text)  # as Python hands on what it cannot decode, in each of these locales
    for words in (
        (*SEND, "--id", word, "hello"),
        ("send", "--to", word, "hello"),
        ("search", word),
    ):
        ran = shell.run(*words)
        assert (ran.code, ran.err.startswith("mmstui: ")) == (2, True)
    assert spawn(shell, [b"search", text], LC_ALL="C") == 2
    assert len(sim.account.accepted) == before


@pytest.mark.parametrize("name", ["MMSTUI_API_USERNAME", "MMSTUI_API_PASSWORD", "MMSTUI_API_URL"])
def test_an_environment_that_is_no_text_is_named(shell: Shell, name: str) -> None:
    assert spawn(shell, [b"list"], None, **{name: os.fsdecode(LATIN)}) == 2


def test_text_in_the_locale_goes_as_it_is(sim: Simulated, shell: Shell) -> None:
    send = [b"send", b"--to", ZOE.encode(), b"--from", SHOP.encode()]
    for locale in (*LOCALES, "POSIX"):
        assert spawn(shell, [*send, b"-"], "\ufeffcafé €\nb\n".encode(), LC_ALL=locale) == 0
        assert sim.account.accepted[-1].text == "café €\nb", "the mark of UTF-8 is no text"
        assert spawn(shell, [*send, "déjà".encode()], LC_ALL=locale) == 0
        assert sim.account.accepted[-1].text == "déjà"


@pytest.mark.parametrize(
    "text",
    [
        "Да".encode("utf-16-le"), "Да".encode("utf-16-be"), "ab".encode("utf-16-le"),
        "こんにちは".encode("iso2022-jp"),
    ],
)  # fmt: skip
def test_bytes_of_another_encoding_that_are_utf_8_by_chance_are_not_sent(
    sim: Simulated, shell: Shell, text: bytes
) -> None:
    text.decode("utf-8", "strict")
    before = len(sim.account.accepted)
    send = [b"send", b"--to", ZOE.encode(), b"--from", SHOP.encode(), b"-"]
    assert spawn(shell, send, text) == 2
    assert len(sim.account.accepted) == before


@pytest.mark.parametrize(
    "errors",
    seldom.but(lambda errors: errors != "ignore", ["replace", "ignore", "backslashreplace"]),
)
def test_a_setting_of_python_s_lets_no_changed_text_through(
    sim: Simulated, shell: Shell, errors: str
) -> None:
    before = len(sim.account.accepted)
    send = [b"send", b"--to", ZOE.encode(), b"--from", SHOP.encode(), b"-"]
    assert spawn(shell, send, LATIN, PYTHONIOENCODING=f"utf-8:{errors}") == 2
    assert len(sim.account.accepted) == before


def test_line_ends_of_other_systems_and_what_a_terminal_obeys_go(
    sim: Simulated, shell: Shell
) -> None:
    send = [b"send", b"--to", ZOE.encode(), b"--from", SHOP.encode(), b"-"]
    assert spawn(shell, send, b"a\r\nb\x1b(B\x0f\r\n\r\n") == 0
    assert sim.account.accepted[-1].text == "a\nb(B"


def test_a_file_may_have_any_name_and_goes_under_a_good_one(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    path = os.fsencode(tmp_path) + b"/caf\xe9 \x1b[31m.jpg"
    Path(os.fsdecode(path)).write_bytes(encoded(canvas(40, 30, 0)))
    send = [b"send", b"--to", ZOE.encode(), b"--from", SHOP.encode(), b"--json"]
    assert spawn(shell, [*send, b"--attach", path, b"voil\xc3\xa0"]) == 0
    done = shell.run("read", ZOE, "--json").json["messages"]
    (sent,) = [m for m in done if m["text"] == "voilà"]
    assert sent["media"][0]["name"].isascii()
    assert sent["media"][0]["name"].endswith(".jpg")
    assert spawn(shell, [*send, b"--attach", path + b"x", b"none"]) == 2
