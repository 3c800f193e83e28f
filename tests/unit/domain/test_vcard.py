"""vCards as phones write them, and as nobody should."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.files.vcard import MOST_CARDS, MOST_NUMBERS, Card, cards, is_vcard

ZOE = Card("Zoé Tremblay", ("4385550123",))


def made(*lines: str, version: str = "3.0") -> bytes:
    return "\r\n".join(["BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""]).encode()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (made("N:Tremblay;Zoé;;;", "FN:Zoé Tremblay", "TEL;TYPE=CELL:(438) 555-0123"), ZOE),
        (made("N:Tremblay;Zoé;;;", "item1.TEL;type=CELL;type=pref:+1 438-555-0123"), ZOE),
        (made("FN:Zoé Tremblay", "TEL;VALUE=uri;TYPE=\"cell\":tel:+1-438-555-0123;ext=5"), ZOE),
        (made("fn:Zoé Tremblay", "tel:4385550123", "TEL;HOME:1 438 555 0123"), ZOE),
        (made("FN:Zoé Trem", " blay", "TEL:438555", " 0123"), ZOE),
        (made("FN:Zoé Tremblay", "TEL:4385550123").replace("é".encode(), b"\xc3\r\n \xa9"), ZOE),
        (made("FN:Zoé Tremblay", "TEL:438-555-0123\\,\\,55#", "TEL:4385550123 poste 5"), ZOE),
        (made("FN:Zoé Tremblay", 'TEL;X-AT="a:b;c";VALUE=uri:tel:+14385550123;ext=5'), ZOE),
        (
            made(
                "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:Tremblay;Zo=C3=A9",
                "TEL;CELL:438-555-0123", version="2.1",
            ),
            ZOE,
        ),
        (
            made(
                "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Zo=E9 =", "Tremblay",
                "TEL;CELL;VOICE:4385550123", version="2.1",
            ),
            ZOE,
        ),
        (made("FN;QUOTED-PRINTABLE:Zo=C3=A9 Tremblay", "TEL:4385550123"), ZOE),
        (made("FN:Zoé Tremblay", "TEL:4385550123").decode().encode("utf-16"), ZOE),
        (made("FN:Zoé Tremblay", "TEL:4385550123").decode().encode("cp1252"), ZOE),
        (b"\xef\xbb\xbf" + made("FN:Zoé Tremblay", "TEL:4385550123"), ZOE),
        (made("FN:Zoé Tremblay", "TEL:4385550123", "PHOTO;ENCODING=b:" + "A" * 90000), ZOE),
        (made("FN:Zoé Tremblay", "TEL:4385550123", "TEL:43855501")[:-13], ZOE),
        (
            made("ORG:Atelier\\; Canots;Sales", "TEL:4385550123"),
            Card("Atelier; Canots Sales", ("4385550123",)),
        ),
        (made("FN:A\\, B\\nC"), Card("A, B C")),
        (made("FN:\x1b[2JEvil\u202e", "TEL:\x1b]0;x\x07"), Card("\ufffd[2JEvil\ufffd")),
        (made("FN:" + "x" * 500, "TEL:" + "5" * 500), Card("x" * 80, ("5" * 40,))),
        (
            made(
                "FN:Boss", "AGENT:", "BEGIN:VCARD", "FN:Helper", "TEL:4385550199", "END:VCARD",
                "TEL:4385550123",
            ),
            Card("Boss", ("4385550123",)),
        ),
    ],
)  # fmt: skip
def test_name_and_numbers(content: bytes, expected: Card) -> None:
    assert cards(content) == (expected,)


@pytest.mark.parametrize(
    "content",
    [b"", b"\0" * 99, b"FN:Nobody", b"BEGIN:VCARD", b"BEGIN:VCARD\nVERSION:3.0\nEND:VCARD"],
)
def test_no_card(content: bytes) -> None:
    assert cards(content) == ()


def test_of_many_only_some_are_read() -> None:
    many = made("FN:A", *(f"TEL:43855501{n:02}" for n in range(50))) * 50
    found = cards(many)
    assert len(found) == MOST_CARDS
    assert len(found[0].numbers) == MOST_NUMBERS


@given(
    st.binary(max_size=300),
    st.lists(
        st.sampled_from(
            [
                b"FN:a",
                b"TEL:1",
                b"N:;",
                b" x",
                b"=\n",
                b"END:VCARD",
                b"BEGIN:VCARD",
                b";ENCODING=QUOTED-PRINTABLE:",
            ]
        )
    ),
)
def test_nothing_makes_it_fail(noise: bytes, lines: list[bytes]) -> None:
    for card in cards(b"BEGIN:VCARD\n" + b"\n".join([*lines, noise])):
        assert card.title.isprintable()
        assert all(number.isprintable() for number in card.numbers)


def test_files_that_are_vcards() -> None:
    assert is_vcard("text/x-vcard", "a")
    assert is_vcard("", "Zoe.VCF")
    assert not is_vcard("image/png", "zoe.vcf")
    assert not is_vcard("text/plain", "zoe.txt")
