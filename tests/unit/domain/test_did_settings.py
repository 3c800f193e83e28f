"""Settings of a DID: what may be sent, and what is never written down."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.did_settings import (
    MASK,
    DidField,
    masked,
    normalised,
    problem,
    spoken,
    storable,
)

#: Only capitals: nothing of the address around it has any.
secrets = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=6, max_size=12)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.com/sms?from={FROM}&to={TO}", "https://example.com/sms?from={FROM}&to={TO}"),
        ("https://me:pw@example.com/a", "https://***@example.com/a"),
        ("https://example.com/a?token=pw&m={MESSAGE}", "https://example.com/a?token=***&m={MESSAGE}"),
        ("https://example.com/a?from={FROM};key=pw", "https://example.com/a?from={FROM};key=***"),
        ("https://example.com/a?pw", "https://example.com/a?***"),
        ("https://example.com/a?token={FROM}pw", "https://example.com/a?token=***"),
        ("https://example.com/a#pw", "https://example.com/a#***"),
        ("https://a@b@example.com/", "https://***@example.com/"),
        ("ssmpp://user:pw@smpp.voip.ms:3550", "ssmpp://***@smpp.voip.ms:3550"),
        ("", ""),
    ],
)  # fmt: skip
def test_what_an_address_is_shown_as(address: str, shown: str) -> None:
    assert masked(address) == shown
    assert masked(shown) == shown


@given(secrets, secrets)
def test_no_secret_of_an_address_is_kept(password: str, token: str) -> None:
    address = f"https://user:{password}@example.com/hook?a={token}&b={{TO}}&{token}#{token}"
    kept = str(storable({DidField.CALLBACK: address, DidField.SMPP: address}))
    assert password not in kept
    assert token not in kept


@given(st.text())
def test_masking_takes_any_text_and_stays_as_it_is(address: str) -> None:
    assert masked(masked(address)) == masked(address)


def test_what_is_no_address_is_kept_whole() -> None:
    settings = {DidField.EMAIL: "a?b@example.com", DidField.FORWARD: "5145550101"}
    assert storable(settings) == settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (DidField.EMAIL, "shop@example.com"),
        (DidField.EMAIL, "a.b+c@mail.example.co"),
        (DidField.FORWARD, "(514) 555-0101"),
        (DidField.FORWARD, "+1 514 555 0101"),
        (DidField.CALLBACK, "https://example.com/sms?from={FROM}&text={MESSAGE}"),
        (DidField.WEBHOOK, "http://192.0.2.1:8080/hook"),
        (DidField.CALLBACK, "https://user:pw@example.com/"),
    ],
)
def test_what_can_be_sent(field: DidField, value: str) -> None:
    assert problem(field, value) == ""


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (DidField.EMAIL, "shop", "Write one e-mail address"),
        (DidField.EMAIL, "a@example.com, b@example.com", "Write one e-mail address"),
        (DidField.EMAIL, "a@b@example.com", "Write one e-mail address"),
        (DidField.EMAIL, "a@example", "Write one e-mail address"),
        (DidField.FORWARD, "555-0101", "area code is missing"),
        (DidField.FORWARD, "+36 1 555 0123", "+36 is Hungary"),
        (DidField.FORWARD, "(999) 999-9999", "9 in its middle"),
        (DidField.FORWARD, "Zoé", "letters"),
        (DidField.CALLBACK, "example.com/sms", "begins with https:// or http://"),
        (DidField.CALLBACK, "ftp://example.com/", "begins with https:// or http://"),
        (DidField.CALLBACK, "https://", "names a host"),
        (DidField.CALLBACK, "https://[", "names a host"),
        (DidField.CALLBACK, "https://example.com/a b", "no blanks"),
        (DidField.CALLBACK, "https://example.com/\x1b[2J", "no blanks"),
        (DidField.CALLBACK, f"https://example.com/?t={MASK}", "write the whole address"),
        (DidField.WEBHOOK, "javascript:alert(1)", "begins with"),
    ],
)
def test_what_cannot_says_why_in_a_sentence(field: DidField, value: str, words: str) -> None:
    said = problem(field, value)
    assert words in said
    assert said.endswith(".")


@given(st.sampled_from(list(DidField)), st.text())
def test_any_text_is_judged(field: DidField, value: str) -> None:
    assert isinstance(problem(field, value), str)
    assert isinstance(normalised(field, value), str)
    assert isinstance(spoken(field, value), str)


def test_values_in_words() -> None:
    assert spoken(DidField.ENABLE, "1") == "on"
    assert spoken(DidField.EMAIL_ON, "0") == "off"
    assert spoken(DidField.EMAIL, "") == "none"
    assert spoken(DidField.EMAIL, None) == "not told by VoIP.ms"
    assert spoken(DidField.CALLBACK, "https://a:b@example.com/") == "https://***@example.com/"
