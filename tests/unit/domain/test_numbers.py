"""Numbers: every shape the service writes, every shape people write, and anything else."""

from __future__ import annotations

import subprocess
import sys
from unittest.mock import patch

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.phone import number_text, numbers
from mmstui.domain.phone.calling_codes import ABROAD, AREAS, COUNTRIES, TERRITORIES
from mmstui.domain.phone.numbers import NumberKind, parse


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("5145550100", "5145550100"),
        (5145550100, "5145550100"),
        ("+15145550100", "5145550100"),
        ("15145550100", "5145550100"),
        ("0015145550100", "5145550100"),
        ("(514) 555-0100", "5145550100"),
        (" 514.555.0100 ", "5145550100"),
        ("514\u2011555\u20110100", "5145550100"),
        ("29283", "29283"),
        (29283, "29283"),
        ("911", "911"),
        ("BANK24", "BANK24"),
        ("", ""),
        (None, ""),
        ("+442079460000", "442079460000"),
        ("٥١٤٥٥٥٠١٠٠", "٥١٤٥٥٥٠١٠٠"),
        # Ten digits with the code of another country are no number of Texas or Los Angeles.
        ("+36 1 555 0123", "+3615550123"),
        ("+3615550123", "+3615550123"),
        ("(+32) 3 555 01 23", "+3235550123"),
        ("0113615550123", "+3615550123"),
        ("003615550123", "+3615550123"),
        ("+4385550123", "+4385550123"),
    ],
)
def test_canonical_form_of_what_the_service_writes(raw: object, canonical: str) -> None:
    assert numbers.canonical(raw) == canonical


@given(st.one_of(st.text(), st.integers(), st.none(), st.floats(), st.lists(st.integers())))
def test_nothing_the_service_writes_raises(raw: object) -> None:
    number = numbers.canonical(raw)
    assert numbers.canonical(number) == number
    assert numbers.canonical(numbers.e164(number)) == number
    assert numbers.canonical(numbers.dialled(number)) == number
    numbers.formatted(number)


@given(st.text("+0123456789()- 1", max_size=18))
def test_a_canonical_number_stays_itself(raw: str) -> None:
    number = numbers.canonical(raw)
    assert numbers.canonical(number) == number
    assert numbers.canonical(numbers.e164(number)) == number
    assert numbers.canonical(numbers.dialled(number)) == number
    if parse(raw).kind in {NumberKind.NANP, NumberKind.ABROAD, NumberKind.FOREIGN}:
        assert parse(number).number == parse(raw).number


def test_public_and_shown_forms() -> None:
    assert numbers.e164("5145550100") == "+15145550100"
    assert numbers.e164("29283") == "29283"
    assert numbers.e164("442079460000") == "+442079460000"
    assert numbers.formatted("5145550100") == "(514) 555-0100"
    assert numbers.formatted("29283") == "29283"
    assert numbers.formatted("+3615550123") == "+3615550123"
    assert numbers.formatted("442079460000") == "+442079460000"


# What people write.

#: Ways to write a number with its area code.
SHAPES = (
    "{a}{b}{c}", "({a}) {b}-{c}", "({a}){b}-{c}", "{a}-{b}-{c}", "{a}.{b}.{c}", "{a} {b} {c}",
    "{a}/{b}-{c}", "{a} {b}{c}", "{a}-{b}{c}", "{a} {b} {d} {e}", "{a}-{b}-{d}-{e}",
    "[{a}] {b}-{c}",
)  # fmt: skip
BEFORE = (
    "", "1", "1 ", "1-", "1.", "+1", "+1 ", "+1-", "+1.", "(+1) ", "+ 1 ", "001", "001 ", "011 1 ",
    "+1 (0)", "tel:", "tel:+1-", "tel:+1", "sms:+1", "smsto:", "callto:+1", "tel://", "Tel: ",
    "Cell : ", "tél. ", "\u202a+1", "\u2068", "\u200e", "- ", "• ", "<", "“",
)  # fmt: skip
AFTER = ("", " ", ".", "\u2069", "\u202c", "\n", ">", "”", ";", ",")
EXTENSIONS = (
    " poste {x}", " #{x}", "#{x}", " x{x}", " ext. {x}", " ext {x}", ";ext={x}", " extension {x}",
    ", poste {x}", " (ext. {x})", ",,{x}", " p. {x}", ", x {x}", " доб. {x}", " int. {x}",
    " extensión {x}", ", Durchwahl {x}", " DW {x}", " App. {x}", " Nebenstelle {x}", " local {x}",
)  # fmt: skip
SCRIPTS = (
    "0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "०१२३४५६७८९",
)  # fmt: skip
BLANKS = (" ", "\u00a0", "\u202f", "\u2009", "\t", "  ")
DASHES = ("-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d")

#: Ten digits that may belong to the US or Canada, by the rules of the plan.
nanp = st.from_regex(
    r"(?:[2-9][0-8]0|[2-9][02-8][1-9])[2-9](?:[02-9][0-9]|1[02-9])[0-9]{4}", fullmatch=True
).filter(lambda number: number[:3] not in ABROAD)


def written(number: str, shape: str, before: str, after: str) -> str:
    c = number[6:]
    return before + shape.format(a=number[:3], b=number[3:6], c=c, d=c[:2], e=c[2:]) + after


@given(
    nanp, st.sampled_from(SHAPES), st.sampled_from(BEFORE), st.sampled_from(AFTER),
    st.sampled_from(SCRIPTS), st.sampled_from(BLANKS), st.sampled_from(DASHES),
)  # fmt: skip
def test_every_way_of_writing_a_number_is_that_number(
    number: str, shape: str, before: str, after: str, script: str, blank: str, dash: str
) -> None:
    text = written(number, shape, before, after)
    if not before.strip().lower().startswith(("tel:", "sms", "callto")):
        table = str.maketrans("0123456789", script)
        text = text.translate(table).replace(" ", blank).replace("-", dash)
    parsed = parse(text)
    assert (parsed.kind, parsed.number, parsed.problem) == (NumberKind.NANP, number, ""), text
    assert not parsed.left_out


@given(
    nanp, st.sampled_from(SHAPES), st.sampled_from(["", "1 ", "1-", "+1 ", "011 1 "]),
    st.sampled_from(["*67 ", "*67", "*82-", "*70,", "*67*", "＊67 ", "#31#", "*31# ", "Tel: *67 "]),
    st.sampled_from(["", " poste 12", "*"]),
)  # fmt: skip
def test_a_service_code_is_left_out_and_said_to_be(
    number: str, shape: str, before: str, code: str, after: str
) -> None:
    text = code + written(number, shape, before, after)
    parsed = parse(text)
    assert (parsed.number, parsed.sendable) == (number, True), text
    assert "a code for calls, is left out." in parsed.note, text
    (whole, other) = number_text.split(f"{text}, 5145550100")
    assert (parse(whole), other) == (parsed, "5145550100"), text


@pytest.mark.parametrize(
    "text", ["* 67 514 555 0100", "*44 2079460958", "*82 2 5550 1234", "*67", "#31#"]
)
def test_a_star_before_a_country_code_is_no_service_code(text: str) -> None:
    parsed = parse(text)
    assert (parsed.sendable, parsed.service_code) == (False, ""), text


@given(nanp, st.sampled_from(SHAPES), st.sampled_from(EXTENSIONS), st.integers(1, 99999))
def test_an_extension_is_left_out_and_said_to_be(
    number: str, shape: str, extension: str, value: int
) -> None:
    text = written(number, shape, "", "") + extension.format(x=value)
    parsed = parse(text)
    assert parsed.number == number, text
    assert parsed.note.startswith(f"Extension {value} is left out."), text
    assert number_text.split(f"{text}, 5145550100")[1:] == ["5145550100"], text
    assert parse(number_text.split(f"{text}; 5145550100")[0]) == parsed


FORMATS = tuple(
    getattr(phonenumbers.PhoneNumberFormat, name) for name in ("E164", "INTERNATIONAL", "RFC3966")
)
#: The US, its territories, Canada.
OURS = {"US", "AS", "GU", "MP", "PR", "VI", "CA"}
LANDS = sorted(phonenumbers.SUPPORTED_REGIONS - OURS)
KINDS = (phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE)


def foreign(land: str, kind: int, digits: int) -> phonenumbers.PhoneNumber | None:
    """A number of a country made like its example, the last four digits of a long one any."""
    number = phonenumbers.example_number_for_type(land, kind)
    national = number.national_number if number is not None else None
    if number is None or national is None or national < 100_000:
        return number
    number.national_number = national - national % 10_000 + digits
    return number


@given(
    st.sampled_from(LANDS), st.sampled_from(KINDS), st.integers(0, 9999), st.sampled_from(FORMATS),
    st.sampled_from(["+", "00", "011", "00 ", "011 ", "011-", "+ ", "(+", "＋"]),
    st.sampled_from(SCRIPTS),
    st.sampled_from(["{}", "{} ext. 12", "\u202a{}\u202c", "Tel: {}", "{}."]),
)  # fmt: skip
def test_no_number_of_another_country_is_ever_one_of_the_us_or_canada(
    land: str, kind: int, digits: int, form: int, plus: str, script: str, around: str
) -> None:
    number = foreign(land, kind, digits)
    if number is None:
        return
    text = phonenumbers.format_number(number, form).replace("+", plus, 1)
    if plus == "(+":
        text = text.replace(str(number.country_code), f"{number.country_code})", 1)
    if not text.startswith("tel"):
        text = around.format(text).translate(str.maketrans("0123456789", script))
    parsed = parse(text)
    assert parsed.kind in {NumberKind.FOREIGN, NumberKind.ABROAD}, text
    assert not parsed.sendable
    assert parsed.country in parsed.problem
    assert "the US and Canada only" in parsed.problem
    # Nor is a row of VoIP.ms with it.
    row = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    for shape in (row, row.replace("+", "011"), row.replace("+", "00")):
        assert not parse(numbers.canonical(shape)).sendable, shape
        assert numbers.canonical(shape) == parsed.number
    assert numbers.formatted(parsed.number).startswith(("+", f"({parsed.number[:3]})"))


@pytest.mark.parametrize(
    "text",
    [
        "55 5550 0123",  # Mexico
        "98765 55501",  # India
        "139 5550 0123", "138-5550-0123",  # China
        "(21) 5550-0123", "11 95550-0123",  # Brazil
        "36 1 555 0123", "32 3 555 01 23", "43 85 55 01 23",  # a plus that was forgotten
        "06 55 50 12 34", "020 7555 0123", "0 438 555 0123", "090-5555-0123",
    ],
)  # fmt: skip
def test_what_is_grouped_like_another_country_s_number_is_not_taken_for_ours(text: str) -> None:
    assert not parse(text).sendable


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("tel:438-555-0123;phone-context=+1", NumberKind.NANP),
        ("tel:555-0123;phone-context=+1-438", NumberKind.NANP),
        ("tel:438-555-0123;phone-context=example.com", NumberKind.NANP),
        ("tel:+1-438-555-0123;phone-context=+44", NumberKind.NANP),
        ("tel:438-555-0123;phone-context=+44", NumberKind.FOREIGN),
        ("tel:%2B14385550123", NumberKind.NANP),
        ("tel:+36-1-555-0123", NumberKind.FOREIGN),
        ("sms:+3615550123?body=hi", NumberKind.FOREIGN),
        ("tel:205-555-0123;phone-context=44", NumberKind.FOREIGN),
        ("SMSTO:+14385550123:Hello, you", NumberKind.NANP),
    ],
)
def test_a_link_says_where_its_number_is(text: str, kind: NumberKind) -> None:
    parsed = parse(text)
    assert parsed.kind is kind
    assert kind is NumberKind.FOREIGN or parsed.number == "4385550123"


@pytest.mark.parametrize(
    "link",
    [
        "sms:+14385550123?body=hi%20you", "sms:4385550123&body=a,b", "sms:4385550123;body=hi",
        "smsto:+14385550123:Hello, call 514 555-0199",
    ],
)  # fmt: skip
def test_the_text_of_a_link_is_left_out_and_said_to_be(link: str) -> None:
    assert parse(link).number == "4385550123"
    assert parse(link).left_out == "The link's text is left out."


@pytest.mark.parametrize(
    "text", ["+438 555 0123", "+4385550123", "+210 555 0123", "011 438 555-0123"]
)
def test_a_forgotten_1_gets_a_hint(text: str) -> None:
    parsed = parse(text)
    assert not parsed.sendable
    assert "If (" in parsed.problem
    assert "555-0123 is meant, write +1 before it." in parsed.problem


def test_a_number_grouped_like_its_country_s_gets_none() -> None:
    problem = "VoIP.ms sends to the US and Canada only; +36 is Hungary."
    assert parse("+36 1 555 0123").problem == problem


@pytest.mark.parametrize(
    ("number", "word"),
    [
        ("4385550123", ""), ("2125550100", ""), ("8005550100", ""), ("8004110123", ""),
        ("8615550123", "861 is not known"), ("4365550123", "436 is not known"),
        ("6245550123", "624 is not known"), ("7105550123", "710 is not known"),
        ("7875550123", "Puerto Rico"), ("6715550123", "Guam"),
        ("9005550123", "premium"), ("4389760123", "premium"),
    ],
)  # fmt: skip
def test_a_possible_number_goes_with_a_quiet_word(number: str, word: str) -> None:
    parsed = parse(number)
    assert parsed.sendable
    assert word in parsed.caution
    assert bool(word) == bool(parsed.caution)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("8765550100", "area code 876 is Jamaica"),
        ("+1 868 555 0123", "Trinidad and Tobago"),
        ("29283", "short code"),
        ("555012", "short code"),
        ("911", "911 takes no texts"),
        ("7726", "4 digits"),
        ("1", "1 digit,"),
        ("00", "2 digits"),
        ("001 36 1 555 0123", "are not grouped"),
        ("Tel: 438 555-0123 & 514 555-0100", "Not a number"),
        ("555-0123", "area code is missing"),
        ("514555010", "9 digits"),
        ("438 555 0123 / 514 555 0100", "20 digits"),
        ("+1 438 555 012", "Ten digits follow +1; here are 9."),
        ("442079460000", "at ten digits; this number has 12, and +44 is the United Kingdom"),
        ("0005550100", "begins with 0"),
        ("(199) 555-0123", "begins with 1"),
        ("(911) 555-0123", "a service"),
        ("(999) 999-9999", "9 in its middle"),
        ("(438) 055-0123", "no number has 055"),
        ("(438) 911-0123", "no number has 911"),
        ("BANK24", "letters"),
        ("514 555 010O", "letters"),
        ("438*555*0123", "signs"),
        ("438+5550123", "signs"),
        ("", "no digits"),
        ("4" * 201, "too long"),
    ],
)
def test_why_others_cannot(text: str, words: str) -> None:
    parsed = parse(text)
    assert not parsed.sendable
    assert words in parsed.problem
    assert not parsed.note


@given(st.one_of(st.text(), st.text("+0123456789()-. ,;#xp:telsm=&?%")))
def test_no_text_makes_the_judge_fail(text: str) -> None:
    parsed = parse(text)
    assert parsed.sendable == (not parsed.problem)
    assert parsed.sendable <= numbers.is_full(parsed.number)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("4385550123, 514 555-0100", ["4385550123", "514 555-0100"]),
        ("4385550123;5145550100\n", ["4385550123", "5145550100"]),
        ("4385550123\n\n12345", ["4385550123", "12345"]),
        ("4385550123,12345", ["4385550123", "12345"]),
        ("4385550123; #5145550100", ["4385550123", "#5145550100"]),
        ("sms:+14385550123,+15145550100?body=a, b", ["sms:+14385550123?body=a, b", "+15145550100"]),
        ("4385550123，5145550100、12345", ["4385550123", "5145550100", "12345"]),
        ("sms:4385550123?body=a\nsms:5145550100", ["sms:4385550123?body=a", "sms:5145550100"]),
    ],
)
def test_a_list_is_taken_apart_between_its_numbers(text: str, parts: list[str]) -> None:
    assert number_text.split(text) == parts


@pytest.mark.parametrize(
    "text", ["Hi, 514-555-0199", "5145550199", "a\n5145550199", "b;5145550199"]
)
@pytest.mark.parametrize("mark", ["?body=", "&body=", ";body=", "?a=b&text=", ":"])
@pytest.mark.parametrize("before", ["", "6475550100, ", "6475550100\n"])
def test_a_number_in_the_text_of_a_link_is_nobody_to_write_to(
    before: str, mark: str, text: str
) -> None:
    *others, link = number_text.split(f"{before}smsto:+14385550123{mark}{text}")
    assert others == ["6475550100"] * bool(before)
    assert parse(link).number == "4385550123"
    assert parse(link).left_out == "The link's text is left out."


def test_every_country_has_a_name_and_every_area_code_abroad_is_known() -> None:
    named = {str(code) for code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE} - {"1"}
    assert named <= COUNTRIES.keys()
    for area in map(str, range(200, 1000)):
        region = phonenumbers.region_code_for_number(
            phonenumbers.PhoneNumber(1, int(f"{area}2345678"))
        )
        elsewhere = region not in {"US", "CA", None}
        assert elsewhere == (area in ABROAD.keys() | TERRITORIES.keys()), (area, region)


def test_judging_loads_nothing_heavy() -> None:
    script = (
        "import sys\nfrom mmstui.domain.phone import numbers\n"
        "assert numbers.parse('+36 1 555 0123').problem\n"
        "assert numbers.parse('(999) 999-9999').problem\n"
        "assert not numbers.parse('4385550123').note\n"
        "assert numbers.parse('900 555 0123').note and numbers.parse('787 555 0123').note\n"
        "print('phonenumbers' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"


def library_alone(text: str) -> str:
    """What is said of a number without our list of area codes."""
    with patch.object(numbers, "AREAS", frozenset()):
        return parse(text).note


def test_our_list_of_area_codes_says_what_the_library_says() -> None:
    forms = ("{}5550123", "+1 ({}) 555-0123", "1-{}-976-0123 x5", "*67 {}.911.0123", "{}055012")
    for area in range(1000):
        for text in (form.format(f"{area:03}") for form in forms):
            assert parse(text).note == library_alone(text), text
    assert not AREAS & (ABROAD.keys() | TERRITORIES.keys())


@given(st.one_of(st.text(), st.text("0123456789", min_size=10), st.text("+0123456789()-. #x*")))
def test_our_list_changes_no_answer(text: str) -> None:
    assert parse(text).note == library_alone(text)


@given(st.from_regex(r"\+?[0-9]{1,30}", fullmatch=True))
def test_plain_digits_are_read_as_they_are_among_blanks(text: str) -> None:
    assert parse(text) == parse(f" {text} ")
    assert number_text.split(text) == number_text.split(f" {text}\n") == [text]
