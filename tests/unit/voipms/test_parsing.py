from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from mmstui.domain.messages import Direction, Kind
from mmstui.voipms import parsing

Canned = Callable[[str], dict[str, Any]]
ORIGIN = "https://voip.ms"
ROW = {
    "id": "112000123", "date": "2026-07-04 16:31:30", "type": "1", "did": "5145550100",
    "contact": "4385550123", "message": "bonjour",
}  # fmt: skip


def test_rows_come_oldest_first_in_utc(canned: Canned) -> None:
    rows, bad, count = parsing.parse_page(canned("sms"), Kind.SMS, ORIGIN)
    assert (bad, count) == ((), 3)
    assert [row.server_id for row in rows] == [112000090, 112000123, 112000124]
    winter, _, summer = rows
    assert winter.at == datetime(2026, 1, 4, 21, 11, 2, tzinfo=UTC)
    assert summer.at == datetime(2026, 7, 4, 20, 31, 30, tzinfo=UTC)
    assert summer.date == "2026-07-04 16:31:30"


def test_text_stays_as_it_came(canned: Canned) -> None:
    rows, _, _ = parsing.parse_page(canned("sms"), Kind.SMS, ORIGIN)
    assert [row.text for row in rows] == ["Your code is 012345", "1+1 makes 50%", "bonjour 👋\n"]
    assert [row.contact for row in rows] == ["29283", "4385550123", "4385550123"]
    assert [row.direction for row in rows] == [Direction.IN, Direction.OUT, Direction.IN]
    assert rows[0].carrier_status == "Information not available"


def test_media_are_absolute_in_numeric_order_each_once(canned: Canned) -> None:
    rows, bad, _ = parsing.parse_page(canned("mms"), Kind.MMS, ORIGIN)
    assert bad == ()
    assert rows[0].media_urls == ()
    assert rows[1].media_urls == (
        "https://voip.ms/media/QUJD/1.jpeg",
        "https://voip.ms/media/QUJE/2.jpeg",
        "https://voip.ms/media/QUJG/4.png",
        "https://voip.ms/media/QUJF/10.amr",
        "https://voip.ms/media/QUJH/11.png",
    )


def test_one_bad_row_never_costs_the_others(canned: Canned) -> None:
    rows, bad, count = parsing.parse_page(canned("odd_rows"), Kind.SMS, ORIGIN)
    assert count == 10
    assert [row.server_id for row in rows] == [112000001, 112000002, 112000003, 112000006]
    assert rows[3].contact == "unknown sender"
    assert {(row.did, row.contact) for row in rows[:2]} == {("5145550100", "4385550123")}
    assert [row.text for row in rows][:3] == ["", "42", "cut \ufffd here"]
    assert rows[2].contact == "BANK24"
    assert [row.reason for row in bad] == [
        "date: not a date",
        "type: neither 0 nor 1",
        "id: not a number",
        "message: not a text",
        "not an object",
        "not an object",
    ]
    assert bad[0].kind == "sms"
    assert '"no date"' in bad[0].raw
    assert bad[-1].raw == "null"


@pytest.mark.parametrize("sender", ["", None, "  ", []])
def test_a_text_without_a_sender_is_not_lost(sender: object) -> None:
    rows, bad, _ = parsing.parse_page({"sms": [{**ROW, "contact": sender}]}, Kind.SMS, ORIGIN)
    assert [row.contact for row in rows] == ["unknown sender"]
    assert bad == ()
    sent = {**ROW, "type": "0", "contact": sender}
    rows, bad, _ = parsing.parse_page({"sms": [sent]}, Kind.SMS, ORIGIN)
    assert rows == ()
    assert [row.reason for row in bad] == ["contact: missing"]


@pytest.mark.parametrize("digits", ["0", "-1", "1e9", "９", "1.5", "4503599627370496", "9" * 5000])
def test_an_id_that_is_none_is_a_bad_row(digits: str) -> None:
    rows, bad, _ = parsing.parse_page({"sms": [{**ROW, "id": digits}]}, Kind.SMS, ORIGIN)
    assert rows == ()
    assert bad[0].reason.startswith("id: ")


def test_a_number_of_another_country_is_none_of_ours() -> None:
    rows, _, _ = parsing.parse_page(
        {"sms": [{**ROW, "contact": "+36 1 555 0123"}]}, Kind.SMS, ORIGIN
    )
    assert [row.contact for row in rows] == ["+3615550123"]


def test_a_number_as_long_as_a_text_is_a_bad_row() -> None:
    for contact in ("9" * 65, "A" * 65):
        _, bad, _ = parsing.parse_page({"sms": [{**ROW, "contact": contact}]}, Kind.SMS, ORIGIN)
        assert bad[0].reason == "contact: too long"


def test_a_huge_bad_row_is_kept_in_part() -> None:
    raw = {**ROW, "id": "x", "message": "y" * 300_000}
    _, bad, _ = parsing.parse_page({"sms": [raw]}, Kind.SMS, ORIGIN)
    assert len(bad[0].raw) == 100_000


@pytest.mark.parametrize(
    "listed",
    [
        [ROW],
        ROW,
        {"0": ROW},
        {"1": ROW},
    ],
)
def test_a_lone_row_may_come_without_its_list(listed: object) -> None:
    rows, bad, count = parsing.parse_page({"sms": listed}, Kind.SMS, ORIGIN)
    assert (len(rows), bad, count) == (1, (), 1)


@pytest.mark.parametrize("fields", [{}, {"sms": None}, {"sms": ""}, {"sms": []}, {"sms": {}}])
def test_nothing_is_written_in_many_ways(fields: dict[str, object]) -> None:
    assert parsing.parse_page(fields, Kind.SMS, ORIGIN) == ((), (), 0)


def test_mms_may_be_listed_under_their_own_name() -> None:
    rows, _, _ = parsing.parse_page({"mms": [ROW]}, Kind.MMS, ORIGIN)
    assert rows[0].kind is Kind.MMS


def test_a_row_listed_twice_counts_twice_and_comes_once() -> None:
    rows, _, count = parsing.parse_page({"sms": [ROW, dict(ROW)]}, Kind.SMS, ORIGIN)
    assert (len(rows), count) == (1, 2)


def test_an_id_with_two_dates_is_two_rows_each_at_its_own() -> None:
    later = {**ROW, "date": "2026-07-04 17:31:30"}
    rows, _, _ = parsing.parse_page({"sms": [later, ROW]}, Kind.SMS, ORIGIN)
    assert [row.at.hour for row in rows] == [20, 21]


def test_ids_tell_the_passes_of_the_hour_that_comes_twice() -> None:
    dates = {1: "2026-11-01 00:59:00", 2: "2026-11-01 01:50:00", 3: "2026-11-01 01:10:00"}
    listed = [{**ROW, "id": str(number), "date": text} for number, text in dates.items()]
    rows, _, _ = parsing.parse_page({"sms": listed}, Kind.SMS, ORIGIN)
    assert [row.server_id for row in rows] == [1, 2, 3]
    assert [row.at.strftime("%H:%M") for row in rows] == ["04:59", "05:50", "06:10"]


@pytest.mark.parametrize(
    ("media", "names"),
    [
        ({"1": "media/a.png", "10": "media/c.png", "2": "media/b.png"}, "abc"),
        (["media/a.png", "", None, "media/b.png", 7], "ab"),
        ([{"url": "media/a.png"}], "a"),
        ("media/a.png", "a"),
        ("/media/a.png", "a"),
        ([], ""),
        (None, ""),
    ],
)
def test_media_come_as_list_object_or_text(media: object, names: str) -> None:
    found = parsing.collect_media({"media": media}, ORIGIN)
    assert found == tuple(f"https://voip.ms/media/{name}.png" for name in names)


def test_hostile_media_addresses_are_kept_for_the_rule_to_refuse() -> None:
    media = ["//evil.example/x.png", "http://[", "javascript:alert(1)", "x" * 5000]
    found = parsing.collect_media({"media": media}, ORIGIN)
    assert found == ("https://evil.example/x.png", "http://[", "javascript:alert(1)")


def test_a_flood_of_media_is_cut() -> None:
    assert len(parsing.collect_media({"media": [f"m/{n}" for n in range(999)]}, ORIGIN)) == 50


def test_dids_are_coerced_and_what_they_do_not_say_is_no(canned: Canned) -> None:
    dids = parsing.parse_dids(canned("dids"))
    assert dids is not None
    assert [(did.number, did.sms, did.mms) for did in dids] == [
        ("5145550100", True, True),
        ("4385550175", True, False),
        ("5145550190", False, False),
        ("5145550191", False, False),
    ]
    assert (dids[0].note, dids[0].city) == ("Shop", "MONTREAL, QC")
    assert dids[0].order_date == datetime(2024, 5, 1, 14, tzinfo=UTC)
    assert dids[1].order_date is None


def test_phonebook_entries_without_a_number_are_left_out(canned: Canned) -> None:
    entries = parsing.parse_phonebook(canned("phonebook"))
    assert entries is not None
    assert [(entry.id, entry.name, entry.number, entry.note) for entry in entries] == [
        ("32207", "Zoé Tremblay", "5145550123", "calls back"),
        ("32208", "Desk", "sip:2563", ""),
    ]


@pytest.mark.parametrize("rows", [["x"], [None, 1], {"0": []}])
def test_rows_none_of_which_is_understood_are_not_an_empty_list(rows: object) -> None:
    assert parsing.parse_dids({"dids": rows}) is None
    assert parsing.parse_phonebook({"phonebooks": rows}) is None


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"null", b"[]", b"7", b'"success"', b"{}", b'{"status": null}', b"<html>",
        b'{"status":""}', b'{"status":["success"]}', b'{"status":"success"', b"{'status':1}",
        b"[" * 100_000, b'{"a":' * 100_000, b'{"status":"success","sms":' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_answer_is_none(body: bytes) -> None:
    assert parsing.envelope(body) is None


def test_a_byte_that_is_no_utf8_spoils_one_text_only() -> None:
    envelope = parsing.envelope(b'\xef\xbb\xbf{"status":"Success","sms":[{"message":"caf\xe9"}]}')
    assert envelope is not None
    assert envelope.is_success
    assert envelope.fields["sms"][0]["message"] == "caf\ufffd"


def test_a_control_character_in_a_text_is_no_fault_of_json() -> None:
    envelope = parsing.envelope(b'{"status":"success","sms":[{"message":"bell \x07\n"}]}')
    assert envelope is not None
    assert envelope.fields["sms"][0]["message"] == "bell \x07\n"


def test_status_and_message_are_made_ready_to_paint() -> None:
    body = b'{"status":"no\\u001b[31m_way\\n' + b"x" * 200 + b'","message":"\\u202eoops\\u0007"}'
    envelope = parsing.envelope(body)
    assert envelope is not None
    assert envelope.status.startswith("no\ufffd[31m_way x")
    assert len(envelope.status) == 80
    assert envelope.said == "\ufffdoops\ufffd"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Sat, 04 Jul 2026 20:31:30 GMT", datetime(2026, 7, 4, 20, 31, 30, tzinfo=UTC)),
        ("Sat, 04 Jul 2026 20:31:30 -0000", datetime(2026, 7, 4, 20, 31, 30, tzinfo=UTC)),
        ("Sat, 04 Jul 2026 16:31:30 -0400", datetime(2026, 7, 4, 20, 31, 30, tzinfo=UTC)),
        ("yesterday", None),
        ("Sat, 99 Jul 2026 20:31:30 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_date_headers(header: str | None, expected: date | None) -> None:
    assert parsing.date_header(header) == expected
