"""Links in texts: where each begins and ends, and what may deceive."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.text.links import caution_of, first_link, links_in

A = "https://a.example"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://en.wikipedia.org/wiki/Laval_(Quebec)", None),
        (
            "(see https://en.wikipedia.org/wiki/Laval_(Quebec))",
            "https://en.wikipedia.org/wiki/Laval_(Quebec)",
        ),
        (
            "https://en.wikipedia.org/wiki/Laval_(Quebec).",
            "https://en.wikipedia.org/wiki/Laval_(Quebec)",
        ),
        (f"({A}/b)", f"{A}/b"),
        (f"({A}/b).", f"{A}/b"),
        (f"[{A}/b]", f"{A}/b"),
        (f"{A}/b[1]", f"{A}/b[1]"),
        (f"<{A}/b>", f"{A}/b"),
        (f"[words]({A}/b)", f"{A}/b"),
        (f"[{A}]({A})", A),
        (f'"{A}/b"', f"{A}/b"),
        (f"“{A}/b”", f"{A}/b"),
        (f"« {A}/b »", f"{A}/b"),
        (f"«{A}/b»", f"{A}/b"),
        (f"‘{A}/b’", f"{A}/b"),
        (f"'{A}/b'", f"{A}/b"),
        (f"*{A}/b*", f"{A}/b"),
        (f"{A}/b.", f"{A}/b"),
        (f"{A}/b...", f"{A}/b"),
        (f"{A}/b…", f"{A}/b"),
        (f"{A}/b?!", f"{A}/b"),
        (f"{A}/b?c=d&e=f#g", f"{A}/b?c=d&e=f#g"),
        (f"{A}/b。次", f"{A}/b"),
        (f"看{A}/b，好", f"{A}/b"),
        (f"{A}/b।", f"{A}/b"),
        (f"{A}/b؟", f"{A}/b"),
        (f"{A}/b,c;d", f"{A}/b,c;d"),
        (f"{A}/été", f"{A}/été"),
        ("https://пример.example/путь", "https://пример.example/путь"),
        ("https://例え.example/道", "https://例え.example/道"),
        ("HTTPS://A.example/B", "https://A.example/B"),
        ("Http://a.example", "http://a.example"),
        ("www.a.example/b.", "http://www.a.example/b"),
        ("WWW.a.example", "http://WWW.a.example"),
        ("http://a.example:8080/b", "http://a.example:8080/b"),
        ("http://[2001:db8::1]:8080/b", "http://[2001:db8::1]:8080/b"),
        ("(http://[2001:db8::1])", "http://[2001:db8::1]"),
        ("https://joe:secret@a.example/", "https://joe:secret@a.example/"),
        (f"{A}/b\x1b[31m", f"{A}/b"),
        (f"{A}/b\u202ec", f"{A}/b"),
        (f"two: {A}/1 and {A}/2", f"{A}/1"),
        (f"{A}/1,{A}/2", f"{A}/1"),
        (f"www.a.example;{A}/2", "http://www.a.example"),
        (f"{A}/?u={A}/b", f"{A}/?u={A}/b"),
        (f"《{A}/b》", f"{A}/b"),
        (f"〔{A}/b〕", f"{A}/b"),
        (f"［{A}/b］", f"{A}/b"),
        (f"{A}/b［1］", f"{A}/b［1］"),
        (f"{A}/b。", f"{A}/b"),
        (f"{A}/b།", f"{A}/b"),
        (f"{A}/b။", f"{A}/b"),
        (f"{A}/b።", f"{A}/b"),
        (f"{A}/b։", f"{A}/b"),
        (f"{A}/b॥", f"{A}/b"),
        (f"{A}/b‽", f"{A}/b"),
        (f"{A}/b—", f"{A}/b"),
        (f"{A}/b—c", f"{A}/b—c"),
        (f"_{A}/b_", f"{A}/b"),
        (f"See.{A}/b", f"{A}/b"),
    ],
)
def test_a_link_is_found_whole(text: str, url: str | None) -> None:
    link = first_link(text)
    assert link is not None
    assert link.url == (url or text)


@pytest.mark.parametrize(
    "text",
    [
        "", "no link", "example.com", "tomorrow.is fine", "joe@www.example", "mailto:joe@a.example",
        "tel:+14385550123", "javascript:alert(1)", "file:///etc/passwd", "https://", "http://...",
        "www.", "www. a", "ftp://a.example", "xhttps://a.example", "https:// a.example",
    ],
)  # fmt: skip
def test_what_is_none(text: str) -> None:
    assert first_link(text) is None


def test_all_links_of_a_text() -> None:
    text = f"{A}/1, {A}/2 (www.b.example)"
    assert [link.url for link in links_in(text)] == [f"{A}/1", f"{A}/2", "http://www.b.example"]


@given(st.text(alphabet="htps:/w.a()[]<>\"' @#?é。\x1b", max_size=60))
def test_a_link_is_a_part_of_its_text_without_blanks_and_controls(text: str) -> None:
    end = 0
    for link in links_in(text):
        assert end <= link.start < link.end <= len(text)
        end = link.end
        assert link.url.startswith(("http://", "https://"))
        assert not any(letter.isspace() or letter < "!" for letter in link.url)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://bank.example@evil.example/", "The host is evil.example"),
        ("https://joe:secret@a.example", "The host is a.example"),
        ("https://аpple.example/", "mixes letters"),
        ("https://bücher.example/", "may look like other letters"),
        ("https://a.example/@joe", ""),
        ("https://a.example?b=@c", ""),
        ("https://a.example", ""),
    ],
)
def test_what_may_deceive_is_told(url: str, words: str) -> None:
    told = caution_of(url)
    assert words in told
    assert bool(told) == bool(words)
