"""Whatever JSON a server writes, it is understood or set aside; nothing is raised."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mmstui.domain.messages import Kind
from mmstui.voipms import parsing

ORIGIN = "https://voip.ms"
GOOD = {
    "id": "112000123", "date": "2026-07-04 16:31:30", "type": "1", "did": "5145550100",
    "contact": "4385550123", "message": "bonjour",
}  # fmt: skip

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["0", "1", "", "-1", "0000-00-00 00:00:00", "9999-12-31 23:59:59", "\ud83d"])
)
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
keys = st.sampled_from([*GOOD, "col_media1", "col_media9", "media", "carrier_status", "other"])
rows = st.dictionaries(keys, json_values | st.sampled_from(list(GOOD.values())), max_size=9)
near_rows = rows.map(lambda row: GOOD | row)
kinds = st.sampled_from(Kind)


def encodable(page: object) -> None:
    """Fail on anything that no store or screen could take."""
    repr(page).encode("utf-8")


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.sampled_from(["sms", "mms", "status"]), json_values), kinds)
def test_any_json_is_a_page(fields: dict[str, Any], kind: Kind) -> None:
    understood, bad, count = parsing.parse_page(fields, kind, ORIGIN)
    assert len(understood) + len(bad) <= count
    encodable((understood, bad))


@settings(max_examples=50, deadline=None)
@given(st.lists(near_rows | rows | json_values, max_size=5), kinds)
def test_any_rows_leave_the_good_one_whole(listed: list[Any], kind: Kind) -> None:
    fields = {"sms": [*listed, GOOD]}
    understood, bad, count = parsing.parse_page(fields, kind, ORIGIN)
    assert count == len(listed) + 1
    assert any(row.text == "bonjour" and row.server_id == 112000123 for row in understood)
    assert len(understood) + len(bad) <= count
    assert list(understood) == sorted(understood, key=lambda row: (row.at, row.server_id))
    encodable((understood, bad))


@settings(max_examples=40, deadline=None)
@given(json_values)
def test_any_json_is_dids_a_phonebook_and_media(value: Any) -> None:
    encodable(parsing.parse_dids({"dids": value}))
    encodable(parsing.parse_phonebook({"phonebooks": value}))
    encodable(parsing.parse_balance({"balance": value}))
    encodable(parsing.collect_media({"media": value, "col_media1": value}, ORIGIN))


@settings(max_examples=40, deadline=None)
@given(json_values)
def test_any_json_is_an_answer_or_none(value: Any) -> None:
    encodable(parsing.envelope(json.dumps(value).encode()))
    encodable(parsing.envelope(json.dumps({"status": value, "message": value}).encode()))


@settings(max_examples=40, deadline=None)
@given(st.binary())
def test_any_bytes_are_an_answer_or_none(body: bytes) -> None:
    encodable(parsing.envelope(body))
    encodable(parsing.envelope(b'{"status":"success","message":"' + body + b'"}'))
