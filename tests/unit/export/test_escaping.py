"""No text of a message becomes something else in a file: a formula, a tag, a mail, another row."""

from __future__ import annotations

import csv
import io
import mailbox
import re
import tempfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from mmstui.domain.messages import Direction, Message, State
from mmstui.domain.text.sanitise import display, meant
from mmstui.export import FORMATS, Transcript
from mmstui.export.csv_table import harmless, row
from mmstui.export.mbox import quoted_printable
from support.exports import conversation, message, selection, texts, written

#: Pieces of all the formats, and any text.
_PIECES = st.sampled_from(
    [
        "From ", ">From a", "\nFrom x@y Mon Mar  2 17:00:00 2026", "\n", "\r\n", "\r", ".", "=46",
        "--=_mmstui_=", "=", "+1", "-2", "@SUM(A1)", "\t=1", " =1", "＝1", "|cmd", "%0A", "'", '"',
        '""', ",", ";", "<script>", "</p>", "<!--", "]]>", "&lt;", "&#10;", "&", "\\", "`", "```\n",
        "# a", "1. a", "1) b", "* a", "- - -", "===", "> q", "[a](b)", "![a](b)", "<a@b.c>",
        "| a |",
        "~~~", "    code", "\u202e", "\u2028", "\x85", "\0", "\x1b[2J", "\ufffe", "é",
        "🐈", "\u200b",
        "a" * 80, "http://a.b/c_d*e",
    ]
)  # fmt: skip
TEXTS = st.lists(_PIECES | st.text(max_size=8), max_size=8).map("".join)
_SETTINGS = settings(max_examples=120, deadline=None)


@given(TEXTS)
@_SETTINGS
@example("=1+1")
@example(" \n+1")
def test_a_cell_is_never_a_formula_and_keeps_its_text(text: str) -> None:
    ((cell, other),) = csv.reader(io.StringIO(row([text, "x"]), newline=""), strict=True)
    assert other == "x"
    assert cell.removeprefix("'") == meant(text).removeprefix("'")
    assert not re.match(r"\s*[=+\-@|%＝＋－＠]", cell)
    assert cell == harmless(text)


@given(st.lists(TEXTS, min_size=1, max_size=4))
@_SETTINGS
def test_each_text_is_one_mail(said: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "box")
        path.write_bytes(written("mbox", texts(*said)).encode())
        box = mailbox.mbox(path)
        mails = [mail.get_payload(decode=True) for mail in box]
        box.close()
    assert [mail.decode() for mail in mails if isinstance(mail, bytes)] == [
        f"{meant(text)}\n" for text in said
    ]
    for text in said:
        assert all(len(line) <= 76 for line in quoted_printable(text).split("\n"))


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if ("dir", "auto") in attrs:
            self.texts.append("")

    def handle_data(self, data: str) -> None:
        if self.texts:
            self.texts[-1] += data


_TAGS = {
    "html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "article", "header", "time",
}  # fmt: skip


@given(TEXTS.filter(bool), TEXTS)
@_SETTINGS
def test_a_page_shows_texts_and_names_as_they_are(text: str, name: str) -> None:
    shown = _Shown()
    title = display(name).replace("\n", " ")
    shown.feed(written("html", selection((conversation(title=title), [message(1, text)]))))
    assert shown.tags <= _TAGS
    assert shown.texts[0].rstrip("\n") == meant(text).rstrip("\n")


@given(st.lists(TEXTS, min_size=1, max_size=3))
@_SETTINGS
def test_the_xml_gives_the_texts_back(said: list[str]) -> None:
    made = written("smsbackup", texts(*said))
    found = [each.get("body") for each in ElementTree.fromstring(made)]
    assert found == [re.sub("[\ufffe\uffff]", "\ufffd", meant(text)) for text in said]
    assert len(made.splitlines()) == len(said) + 3


@given(TEXTS.filter(lambda text: bool(text.strip())))
@_SETTINGS
@example("1. a\n- b\n\n\nc")
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    tokens = MarkdownIt("commonmark").enable("table").parse(written("md", texts(text)))
    inline = [token for token in tokens if token.type == "inline"][-1]
    kinds = {child.type for child in inline.children or ()}
    assert kinds <= {"text", "softbreak", "hardbreak", "text_special"}
    shown = "".join(
        "\n" if child.type.endswith("break") else child.content for child in inline.children or ()
    )
    assert [_bare(line) for line in shown.split("\n")] == [
        _bare(line) for line in display(text).split("\n")
    ]


def _bare(line: str) -> str:
    return line.replace("\u200b", "").strip()


@given(TEXTS)
@_SETTINGS
def test_plain_text_forges_no_message(text: str) -> None:
    made = written("txt", texts(text))
    begins = [line for line in made.split("\n") if line and not line.startswith(" " * 18)]
    assert len(begins) == 4  # Zone, conversation, its underline, the message.
    assert "\x1b" not in made


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_is_ascii(name: str) -> None:
    assert written(name, texts("é\x1b\u202e")).isascii()


@pytest.mark.parametrize("name", FORMATS)
def test_no_more_than_one_message_is_kept(name: str) -> None:
    """Of a million messages as of ten: each is written before the next one is read."""
    given = 0

    def messages() -> Iterator[Message]:
        nonlocal given
        for number in range(1, 11):
            given = number
            yield message(number, f"text{number:02}")

    chosen = selection((conversation(), []))
    chosen.transcripts = [Transcript(conversation(), messages())]
    seen = 0
    for part in FORMATS[name].parts(chosen):
        assert given - seen <= 1
        found = re.findall(r"text(\d\d)", part if isinstance(part, str) else part.decode())
        seen = max([seen, *map(int, found)])
    assert seen == 10


def test_what_was_not_sent_is_not_given_to_a_phone() -> None:
    said = [
        message(place, state.value, state=state, direction=Direction.OUT)
        for place, state in enumerate(State, 1)
    ]
    made = written("smsbackup", selection((conversation(), said)))
    assert [each.get("body") for each in ElementTree.fromstring(made)] == ["received", "sent"]
    everything = written("jsonl", selection((conversation(), said)))
    assert all(f'"{state}"' in everything for state in State)
