"""Files of other programs: what is in them is read, and what does harm is named and passed over."""

from __future__ import annotations

import json
import sqlite3
from base64 import b64encode
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.archive import Archived, ArchivedMessage, NotSent, Unreadable
from mmstui.domain.messages import Direction, Kind
from mmstui.importing import FileKind, NotAnArchive, ReadTerms, kind_of, read
from mmstui.importing.xml_mending import mended
from support.stores import ANN, NOON, SHOP

MS = round(NOON.timestamp() * 1000)
_LINE = {
    "did": "+15145550100", "contact": "+15145550111", "sent_at": "2026-03-02T17:00:00Z",
    "direction": "in", "state": "received", "kind": "sms", "server_id": 7, "read": False,
    "text": "Hi", "files": [],
}  # fmt: skip


def found(path: Path) -> list[Archived]:
    return list(read(kind_of(path), path, ReadTerms(NOON, SHOP)))


def told(each: Archived) -> str:
    match each:
        case ArchivedMessage():
            return f"{each.direction} {each.text}"
        case NotSent():
            return "not sent"
        case Unreadable():
            return f"{each.place}: {each.reason}"


def lines(*rows: object) -> bytes:
    return b"\n".join(row if isinstance(row, bytes) else json.dumps(row).encode() for row in rows)


def line(**changed: object) -> dict[str, object]:
    return {**_LINE, **changed}


def xml(*elements: str, head: str = "<?xml version='1.0' encoding='UTF-8' ?>") -> bytes:
    return "\n".join([head, '<smses count="9">', *elements, "</smses>"]).encode()


def sms(
    body: str = "Hi", *, address: str = "+15145550111", date: object = MS, kind: int = 1
) -> str:
    return f'<sms address="{address}" date="{date}" type="{kind}" body="{body}" read="0" />'


def mms(*parts: str, address: str = "5145550111", box: int = 1, addrs: str = "") -> str:
    return (
        f'<mms date="{MS}" msg_box="{box}" address="{address}" read="1"><parts>'
        f"{''.join(parts)}</parts><addrs>{addrs}</addrs></mms>"
    )


def part(ct: str = "text/plain", **told: str) -> str:
    return f'<part ct="{ct}" ' + " ".join(f'{key}="{value}"' for key, value in told.items()) + " />"


HI = "in Hi"
#: What a file has, as lines of JSON or XML, and what is read of it.
CASES: dict[str, tuple[bytes, list[str]]] = {
    "lines": (lines(line(), b"", line(direction="out", state="sent")), [HI, "out Hi"]),
    "never sent": (lines(line(direction="out", state="queued")), ["not sent"]),
    "no JSON": (lines(line(), b'{"a', line()), [HI, "line 2: it is no JSON", HI]),
    "no object": (
        lines(line(), [1], 7), [HI, *(f"line {n}: it is no JSON object" for n in (2, 3))]
    ),
    "nested": (
        lines(line(), b'{"a":' + b"[" * 100_000), [HI, "line 2: it is nested too deep"]
    ),
    "a number without end": (lines(line(), b'{"server_id": ' + b"9" * 5000 + b"}"),
                             [HI, "line 2: it is no JSON"]),
    "cut": (lines(line(), line())[:-9], [HI, "line 2: it is no JSON"]),
    "no text of UTF-8": (lines(line(), b'{"text": "\xff"}', line()),
                         [HI, "line 2: it is no JSON", HI]),
    "a NUL and a lone surrogate": (lines(line(text="a\0b\ud800")), ["in a\0b\ufffd"]),
    "wrong types": (
        lines(
            line(), line(text=1), line(did=["x"]), line(contact=None), line(sent_at=5),
            line(sent_at="2026-03-02"), line(direction=1), line(state=None), line(kind="fax"),
            line(server_id="7"), line(server_id=True), line(files={}), line(files=[1]),
            line(files=[{"name": "a", "data": "%"}]), line(state="sent"), line(contact=1e308),
        ),
        [
            HI, "line 2: its text is no text", "line 3: list is no number of yours",
            "line 4: nothing is no number",
            "line 5: “5” is no time with an offset (2026-03-02T17:00:00Z)",
            "line 6: “2026-03-02” is no time with an offset (2026-03-02T17:00:00Z)",
            "line 7: its direction is not known", "line 8: its state is not known",
            "line 9: its kind is not known", "line 10: “7” is no id", "line 11: “True” is no id",
            "line 12: its files are no list of up to 20", "line 13: a file has no name",
            "line 14: a file is no base64", "line 15: a message cannot be sent and go in",
            "line 16: “1e+308” is no number",
        ],
    ),
    "times that cannot be": (
        lines(line(), line(sent_at="1970-01-01T00:00:00Z"), line(sent_at="9999-12-31T23:59:59Z"),
              line(sent_at="0001-01-01T00:00:00+23:00")),
        [HI, "line 2: its date 1970-01-01 is before the first SMS",
         "line 3: its date 9999-12-31 is in the future",
         "line 4: “0001-01-01T00:00:00+23:00” is no time with an offset (2026-03-02T17:00:00Z)"],
    ),
    "a text of a megabyte": (
        lines(line(text="x" * 1_000_000), line()),
        ["line 1: its text is longer than 100,000 characters", HI],
    ),
    "controls in a reason": (
        lines(line(did="\x1b]0;x\x07" + "y" * 999)),
        ["line 1: “\ufffd]0;x\ufffd" + "y" * 58 + "” is no number of yours"],
    ),
    "xml": (
        xml(sms(), sms(kind=2), sms(kind=3), sms("a&amp;b&#10;c")),
        [HI, "out Hi", "not sent", "in a&b\nc"],
    ),
    "emoji as two references": (
        xml(sms("&#55357;&#56838;&#x1F408;"), sms("&#55357;x&#56838;"), sms("&#0;&#11;")),
        ["in 😆🐈", "in \ufffdx\ufffd", "in \ufffd\ufffd"],
    ),
    "controls that XML forbids": (xml(sms("a\0b\x0bc")), ["in a\ufffdb\ufffdc"]),
    "a broken element": (
        xml(sms(), '<sms body="a<b" date="1" />', sms(), "<sms body='&x;'/>", sms()),
        [HI, "line 4: not well-formed (invalid token)", HI, "line 6: undefined entity", HI],
    ),
    "no text of UTF-8 in XML": (
        xml(sms(), "<sms body='~'/>", sms()).replace(b"~", b"\xff\xfe"),
        [HI, "line 4: not well-formed (invalid token)", HI],
    ),
    "cut XML": (
        xml(sms(), sms())[:-40], [HI, "line 4: the file ends before its last message does"]
    ),
    "entities": (
        xml(sms("&lol;"), head='<!DOCTYPE smses [<!ENTITY lol "lol">]>'),
        ["what comes after line 1: it declares entities, as no backup does"],
    ),
    "an external entity": (
        xml(sms("&lol;"), head='<!DOCTYPE smses [<!ENTITY lol SYSTEM "file:///etc/passwd">]>'),
        ["what comes after line 1: it declares entities, as no backup does"],
    ),
    "nested elements": (
        xml(sms(), "<a>" * 99_999),
        [HI, "what comes after line 4: its elements are nested too deep"],
    ),
    "values that cannot be": (
        xml(sms(), sms(date="x"), sms(date="9" * 99), sms(date=0), sms(address="")),
        [HI, "line 4: its date is no number", "line 5: its date is out of range",
         "line 6: its date 1970-01-01 is before the first SMS", "line 7: nothing is no number"],
    ),
    "an MMS": (
        xml(mms(part("application/smil", text="s"), part(text="Hi")), mms(part(text="a"), box=2)),
        [HI, "out a"],
    ),
    "a group": (
        xml(mms(part(text="Hi"), address="5145550111~5145550122"), sms()),
        ["line 3: it is of a group of 2, and VoIP.ms has no groups", HI],
    ),
    "an MMS whose number is beside it": (
        xml(mms(part(text="Hi"), address="null", addrs=(
            '<addr address="5145550111" type="137"/><addr address="5145550100" type="151"/>'
        ))),
        [HI],
    ),
    "no base64": (
        xml(mms(part("image/png", data="%")), sms()), ["line 3: a file is no base64", HI]
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_is_read_of_a_file(case: str, tmp_path: Path) -> None:
    content, expected = CASES[case]
    path = tmp_path / "file"
    path.write_bytes(content)
    assert [told(each) for each in found(path)] == expected


def test_all_of_a_message(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(lines(line(files=[{"name": "a.png", "type": "x\n", "bytes": -1}])))
    (one,) = found(path)
    path.write_bytes(
        xml(mms(part("image/png", cl="null", name="c.png", data=b64encode(b"PNG").decode())))
    )
    (two,) = found(path)
    assert isinstance(one, ArchivedMessage)
    assert isinstance(two, ArchivedMessage)
    assert (one.did, one.contact, one.at, one.kind) == (SHOP, ANN, NOON, Kind.SMS)
    assert (one.server_id, one.unread, one.direction) == (7, True, Direction.IN)
    assert [(each.name, each.type, each.size) for each in one.files] == [("a.png", "", None)]
    assert (two.did, two.contact, two.at, two.kind, two.server_id) == (
        SHOP, ANN, NOON, Kind.MMS, None
    )  # fmt: skip
    assert [(each.name, each.type, each.data) for each in two.files] == [
        ("c.png", "image/png", b"PNG")
    ]


@pytest.mark.parametrize("date", [MS, MS // 1000], ids=["milliseconds", "seconds"])
def test_a_date_in_either_unit(date: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(xml(sms(date=date)))
    (message,) = found(tmp_path / "file")
    assert isinstance(message, ArchivedMessage)
    assert message.at == NOON


def test_an_element_without_end_is_not_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mmstui.importing.sms_backup._ELEMENT_BYTES", 1_000_000)
    (tmp_path / "file").write_bytes(xml(sms())[:-9] + b'<sms body="' + b"x" * 3_000_000)
    assert [told(each) for each in found(tmp_path / "file")][1:] == [
        "what comes after line 3: an element is longer than 1,000,000 bytes"
    ]


@given(st.text("&#;x0dD8CeE5ABF73 <\"'a", max_size=60), st.integers(1, 9))
@settings(max_examples=200, deadline=None)
def test_references_are_mended_wherever_the_file_is_cut(text: str, size: int) -> None:
    class Slowly:
        def __init__(self) -> None:
            self.left = text.encode()

        def read(self, _count: int) -> bytes:
            given, self.left = self.left[:size], self.left[size:]
            return given

    class Whole(Slowly):
        def read(self, _count: int) -> bytes:
            given, self.left = self.left, b""
            return given

    assert b"".join(mended(Slowly())) == b"".join(mended(Whole()))  # type: ignore[arg-type]


# The Android client.

_SMS = (
    "CREATE TABLE sms (DatabaseId INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, VoipId INTEGER, "
    "Date INTEGER NOT NULL, Type INTEGER NOT NULL, Did TEXT NOT NULL, Contact TEXT NOT NULL, "
    "Text TEXT NOT NULL, Unread INTEGER NOT NULL, Delivered INTEGER NOT NULL, "
    "DeliveryInProgress INTEGER NOT NULL{media})"
)
_MEDIA = "".join(f", Media{n} TEXT NOT NULL DEFAULT ''" for n in (1, 2, 3))


def database(path: Path, rows: Iterable[tuple[object, ...]], schema: str = _SMS) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(schema.format(media=_MEDIA))
        connection.executemany(
            "INSERT INTO sms (VoipId, Date, Type, Did, Contact, Text, Unread, Delivered, "
            "DeliveryInProgress) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)",
            rows,
        )
        connection.commit()
    return path


def row(text: object = "Hi", *, kind: object = 1, voip: object = 7, at: object = MS // 1000,
        did: object = SHOP, delivered: int = 1) -> tuple[object, ...]:  # fmt: skip
    return voip, at, kind, did, ANN, text, 1, delivered


def test_the_database_of_the_android_client(tmp_path: Path) -> None:
    rows = [
        row(), row("Sent", kind=0), row("Lost", kind=0, delivered=0), row(voip=None),
        row(b"\xff\0", kind=1), row("x" * 2_000_000), row(kind="in"), row(at="x"), row(did="me"),
        row(voip=1 << 60), row("Last"),
    ]  # fmt: skip
    path = database(tmp_path / "sms.db", rows)
    tmp_path.chmod(0o500)
    try:
        messages = found(path)
    finally:
        tmp_path.chmod(0o700)
    assert [told(each) for each in messages] == [
        HI, "out Sent", "not sent", HI, "in \ufffd\0", "row 6 of sms: it is longer than 1,000,000 "
        "bytes", "row 7 of sms: its type is neither incoming nor outgoing",
        "row 8 of sms: its date is no number", "row 9 of sms: “me” is no number of yours",
        HI, "in Last",
    ]  # fmt: skip
    first = messages[0]
    assert isinstance(first, ArchivedMessage)
    assert (first.kind, first.server_id, first.unread, first.at) == (None, 7, True, NOON)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["sms.db"]


HOSTILE = {
    "a view": (
        "CREATE VIEW sms AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i, "
        "i AS DatabaseId FROM n",
        "it has no table sms",
    ),
    "no such table": ("CREATE TABLE other (a)", "it has no table sms"),
    "another table": ("CREATE TABLE sms (a)", "its table sms has no column VoipId, Date"),
    "a computed column": (
        _SMS.format(media=", Media1 AS (upper(Text))"), None,
    ),
    "a rowid of its own": (_SMS.format(media=", rowid TEXT"), "its rows have no numbers"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_database_that_is_made_to_do_harm(case: str, tmp_path: Path) -> None:
    schema, reason = HOSTILE[case]
    with closing(sqlite3.connect(tmp_path / "sms.db")) as connection:
        connection.execute(schema)
        if reason is None:
            connection.execute(
                "INSERT INTO sms VALUES (1, 7, ?, 1, ?, ?, 'Hi', 0, 1, 0)", (MS // 1000, SHOP, ANN)
            )
        connection.commit()
    messages = [told(each) for each in found(tmp_path / "sms.db")]
    if reason is None:
        assert messages == [HI]
    else:
        assert [each.partition("table sms: ")[2][: len(reason)] for each in messages] == [reason]


def test_a_cut_database_gives_what_it_has(tmp_path: Path) -> None:
    path = database(tmp_path / "sms.db", [row(f"text {n} " * 20) for n in range(500)])
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    *messages, last = found(path)
    assert all(isinstance(each, ArchivedMessage) for each in messages)
    assert told(last).endswith("SQLite says “database disk image is malformed”")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"SQLite format 3\0...", FileKind.ANDROID),
        (b"\xef\xbb\xbf \n<?xml", FileKind.SMS_BACKUP),
        (b"<smses", FileKind.SMS_BACKUP),
        (b'{"did": 1', FileKind.JSON_LINES),
        (b'{"exported_at": "', None),
        (b"From x", None),
        (b"", None),
    ],
)
def test_content_tells_the_kind(head: bytes, kind: FileKind | None, tmp_path: Path) -> None:
    (tmp_path / "sms.txt").write_bytes(head)
    if kind is None:
        with pytest.raises(NotAnArchive):
            kind_of(tmp_path / "sms.txt")
    else:
        assert kind_of(tmp_path / "sms.txt") is kind
