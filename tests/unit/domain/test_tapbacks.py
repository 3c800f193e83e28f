"""Sentences that phones send for a reaction, and the message that each means."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.domain.messages import Direction, Kind, Media, MediaKind, MediaState, Message, State
from mmstui.domain.text.tapbacks import Tapback, begins_as_one, parse

AT = datetime(2026, 11, 20, 19, 2, tzinfo=UTC)
PHOTO = Media(1, 0, "a.jpg", "image/jpeg", 9, None, None, MediaState.PENDING, MediaKind.PHOTO)
LOVE, LIKE, DISLIKE, LAUGH, EMPHASIS, QUESTION = "❤👍👎😂‼❓"


def said(text: str, *media: Media) -> Message:
    return Message(
        1, 1, (0, 0, 1), Kind.SMS, 1, Direction.OUT, State.SENT, "5145550100", "4385550123",
        text, AT, media=media,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Loved “see you”", Tapback(LOVE, quote="see you")),
        ('Liked "see you"', Tapback(LIKE, quote="see you")),
        ("Disliked 'meh'", Tapback(DISLIKE, quote="meh")),
        ("Laughed at “ha\nha”", Tapback(LAUGH, quote="ha ha")),
        ("Emphasized “x”", Tapback(EMPHASIS, quote="x")),
        ("Emphasised «x»", Tapback(EMPHASIS, quote="x")),
        ("Questioned ‘why’", Tapback(QUESTION, quote="why")),
        ("Questioned “he said “no””", Tapback(QUESTION, quote="he said “no”")),
        ("Loved “a long text that…”", Tapback(LOVE, quote="a long text that", cut=True)),
        ('Loved "a long text that..."', Tapback(LOVE, quote="a long text that", cut=True)),
        ("Loved “a long text that…", Tapback(LOVE, quote="a long text that", cut=True)),
        ("Loved “a long text that”…", Tapback(LOVE, quote="a long text that", cut=True)),
        ("Reacted 🔥 to “done”", Tapback("🔥", quote="done")),
        ("Reacted with 🔥 to “done”", Tapback("🔥", quote="done")),
        ("👍 to “done”", Tapback(LIKE, quote="done")),
        ("\u200a\u200b❤️\u200b to “\u200adone\u200a”\u200a", Tapback(LOVE, quote="done")),
        ("👍🏽 to “done”", Tapback("👍🏽", quote="done")),
        ("Loved an image", Tapback(LOVE, media=MediaKind.PHOTO)),
        ("Laughed at a photo", Tapback(LAUGH, media=MediaKind.PHOTO)),
        ("Liked a movie", Tapback(LIKE, media=MediaKind.VIDEO)),
        ("Liked an audio message", Tapback(LIKE, media=MediaKind.SOUND)),
        ("Liked an attachment", Tapback(LIKE)),
        ("Reacted 😮 to an image", Tapback("😮", media=MediaKind.PHOTO)),
        ("Removed a heart from “see you”", Tapback(LOVE, True, "see you")),
        ("Removed a like from “x”", Tapback(LIKE, True, "x")),
        ("Removed a dislike from “x”", Tapback(DISLIKE, True, "x")),
        ("Removed a laugh from “x”", Tapback(LAUGH, True, "x")),
        ("Removed an exclamation from “x”", Tapback(EMPHASIS, True, "x")),
        ("Removed a question mark from “x”", Tapback(QUESTION, True, "x")),
        ("Removed a heart from an image", Tapback(LOVE, True, media=MediaKind.PHOTO)),
        ("Removed 😂 from “x”", Tapback(LAUGH, True, "x")),
        ("A adoré «\u00a0à demain\u00a0»", Tapback(LOVE, quote="à demain")),
        ("a aimé « à demain »", Tapback(LIKE, quote="à demain")),
        ("N’a pas aimé « bof »", Tapback(DISLIKE, quote="bof")),
        ("A ri de « trop drôle… »", Tapback(LAUGH, quote="trop drôle", cut=True)),
        ("A mis en évidence « 18 h »", Tapback(EMPHASIS, quote="18 h")),
        ("A souligné « 18 h »", Tapback(EMPHASIS, quote="18 h")),
        ("A posé une question sur « tu viens ? »", Tapback(QUESTION, quote="tu viens ?")),
        ("A réagi avec 🔥 à « la photo »", Tapback("🔥", quote="la photo")),
        ("A attribué la mention « J’aime » à « ok »", Tapback(LIKE, quote="ok")),
        ("A retiré un cœur de « ok »", Tapback(LOVE, True, "ok")),
        ("A retiré la mention « Adore » de « ok »", Tapback(LOVE, True, "ok")),
        ("A retiré la réaction 😂 à « ok »", Tapback(LAUGH, True, "ok")),
        ("A adoré une image", Tapback(LOVE, media=MediaKind.PHOTO)),
        ("A aimé une vidéo", Tapback(LIKE, media=MediaKind.VIDEO)),
        ("Le encantó “hola”", Tapback(LOVE, quote="hola")),
        ("Le gustó «hola»", Tapback(LIKE, quote="hola")),
        ("No le gustó “hola”", Tapback(DISLIKE, quote="hola")),
        ("Le dio risa “hola”", Tapback(LAUGH, quote="hola")),
        ("Exclamó por “hola”", Tapback(EMPHASIS, quote="hola")),
        ("Dudó sobre “hola”", Tapback(QUESTION, quote="hola")),
        ("Reaccionó con 🤫 a “hola”", Tapback("🤫", quote="hola")),
        ("Quitó un corazón de “hola”", Tapback(LOVE, True, "hola")),
        ("Eliminó un me gusta de “hola”", Tapback(LIKE, True, "hola")),
        ("Le encantó una imagen", Tapback(LOVE, media=MediaKind.PHOTO)),
        ("Reacted 🎉 to “one\n\ntwo…”", Tapback("🎉", quote="one two", cut=True)),
        ("Reacted ❤️\u200d🔥 to “done”", Tapback("❤\u200d🔥", quote="done")),
        ("Loved a sticker", Tapback(LOVE, media=MediaKind.PHOTO)),
        ("Laughed at a GIF", Tapback(LAUGH, media=MediaKind.PHOTO)),
        ("\u200b👍\u200b à « ok »", Tapback(LIKE, quote="ok")),
        ("😮 a “hola”", Tapback("😮", quote="hola")),
        ("A mis l’accent sur « 18 h »", Tapback(EMPHASIS, quote="18 h")),
        ("A supprimé un pouce levé de « ok »", Tapback(LIKE, True, "ok")),
        ("A retiré un pouce vers le bas à « ok »", Tapback(DISLIKE, True, "ok")),
        ("A aimé un autocollant", Tapback(LIKE, media=MediaKind.PHOTO)),
        ("Dio énfasis a “hola”", Tapback(EMPHASIS, quote="hola")),
        ("Ha reaccionado con 🎉 a “hola”", Tapback("🎉", quote="hola")),
        ("Quitó un pulgar hacia arriba de “hola”", Tapback(LIKE, True, "hola")),
    ],
)
def test_sentences_that_are_tapbacks(text: str, expected: Tapback) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "Liked it a lot", "Loved", "Loved “”", "Loved “…”", "I loved “it”", "loved ones",
        "Reacted well to “it”", "Removed a banana from “it”", "Loved “it” very much", "😂", "“hi”",
        "A aimé ça", "J'ai adoré « le film »", "A réagi vite à « x »", "Le gustó mucho", "x to “y”",
        "Loved an image of you", "12 to “y”", "Loved “not closed",
        "$5 à « Luc »", "De 5 a “10”", "Reacted with a sticker to “x”",
        "A réagi à « x »", "Loved 2 images",
    ],
)  # fmt: skip
def test_other_sentences_stay_texts(text: str) -> None:
    assert parse(text) is None


@pytest.mark.parametrize(
    ("tapback", "texts", "target"),
    [
        ("Loved “see you”", ["see you", "later"], 0),
        ("Loved “see you”", ["See you"], None),
        ("Loved “see you”", ["see you", "x", "see you"], None),
        ('Loved “it\'s "on"”', ["it’s “on” "], 0),
        ("Loved “one two”", ["one\ntwo"], 0),
        ("Loved “one two thr…”", ["one two three"], 0),
        ("Loved “one two thr…”", ["one two three", "one two threads"], None),
        ("Loved “wait…”", ["wait…", "wait for me"], 0),
        ("Loved “one two thr”", ["one two three"], None),
        ("Loved “❤️”", ["❤"], 0),
    ],
)
def test_the_message_that_is_meant_is_the_only_one_that_fits(
    tapback: str, texts: list[str], target: int | None
) -> None:
    found = parse(tapback)
    assert found is not None
    assert found.target([said(text) for text in texts]) == target


def test_a_picture_is_meant_if_it_is_the_only_one() -> None:
    loved, liked = parse("Loved an image"), parse("Liked an attachment")
    assert loved is not None
    assert liked is not None
    video = replace(PHOTO, kind=MediaKind.VIDEO)
    assert loved.target([said("a"), said("", PHOTO), said("", video)]) == 1
    assert loved.target([said("", PHOTO), said("", PHOTO)]) is None
    assert loved.target([said("an image")]) is None
    assert liked.target([said("", video), said("b")]) == 0
    assert liked.target([said("", video), said("", PHOTO)]) is None


@given(st.text(max_size=40), st.sampled_from(["Loved “{}”", "👍 to “{}”", "A adoré « {} »"]))
def test_what_is_quoted_whole_is_found(text: str, form: str) -> None:
    found = parse(form.format(text))
    if found is not None and not found.cut:
        assert found.target([said("other"), said(text)]) in {1, None}


@given(
    st.text(alphabet=st.sampled_from("Loved an image “”«»\"'…. 👍to\u200d\u202e1a"), max_size=60)
)
def test_no_text_makes_it_fail(text: str) -> None:
    found = parse(text)
    assert found is None or (found.sign and found.sign.isprintable())


#: What an iPhone says in each country: sign, the words that add it, those that take it away.
COUNTRIES = {
    "Spain": (
        (LOVE, "Le encanta “{}”", "Ya no le encanta “{}”"),
        (LIKE, "Le gusta “{}”", "Ya no le gusta “{}”"),
        (DISLIKE, "No le gusta “{}”", "Ya no le disgusta “{}”"),
        (LAUGH, "Le hace gracia “{}”", "Ya no le hace gracia “{}”"),
        (EMPHASIS, "Le sorprende “{}”", "Ya no le sorprende “{}”"),
        (QUESTION, "Duda sobre “{}”", "Ya no duda sobre “{}”"),
        ("🎉", "Se ha reaccionado con 🎉 a “{}”", "Ha eliminado 🎉 de “{}”."),
    ),
    "America": (
        (LOVE, "Le encantó “{}”", "Dejó de encantarle “{}”"),
        (LIKE, "Le gustó “{}”", "Dejó de gustarle “{}”"),
        (DISLIKE, "No le gustó “{}”", "Dejó de no gustarle “{}”"),
        (LAUGH, "Le dio risa “{}”", "Dejó de darle risa “{}”"),
        (EMPHASIS, "Exclamó por “{}”", "Dejó de exclamar por “{}”"),
        (QUESTION, "Dudó sobre “{}”", "Dejó de dudar sobre “{}”"),
        ("🎉", "Reaccionó con 🎉 a “{}”", "Eliminó 🎉 de “{}”"),
    ),
    "France": (
        (LOVE, "A ajouté un « J’adore » à « {} ».", "A retiré son « J’adore » de « {} »."),
        (LIKE, "A ajouté un « J’aime » à « {} ».", "A retiré son « J’aime » de « {} »."),
        (DISLIKE, "A ajouté un « Je n’aime pas » à « {} ».",
         "A retiré son « Je n’aime pas » de « {} »."),
        (LAUGH, "A ajouté un rire à « {} ».", "A retiré son rire de « {} »."),
        (EMPHASIS, "A ajouté des points d’exclamation à « {} ».",
         "A retiré ses points d’exclamation de « {} »."),
        (QUESTION, "A ajouté un point d’interrogation à « {} ».",
         "A retiré son point d’interrogation de « {} »."),
        ("🎉", "A réagi avec 🎉 à « {} »", "A retiré 🎉 de « {} »"),
    ),
    "Canada": tuple(
        (sign, f"a attribué la mention « {name} » à « {{}} »",
         f"a retiré la mention « {name} » de « {{}} »")
        for sign, name in zip(
            (LOVE, LIKE, DISLIKE, LAUGH, EMPHASIS, QUESTION),
            ("Adore", "Aime", "N’aime pas", "Rires", "Exclamation", "Question"),
            strict=True,
        )
    ),
    "Canada, any sign": (("🎉", "A réagi 🎉 à « {} »", "a retiré la réaction 🎉 de « {} »"),),
    "Android, German": (
        ("🎉", "\u200aHat mit \u200b🎉\u200b auf „\u200a{}\u200a“ reagiert\u200a",
         "\u200a\u200c🎉\u200c von „\u200a{}\u200a“ entfernt\u200a"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("quote", ["on my way", "elle a dit « non » et “bye”"])
def test_phones_of_each_country(country: str, quote: str) -> None:
    for sign, adds, takes in COUNTRIES[country]:
        for form, removed in ((adds, False), (takes, True)):
            text = form.replace("« ", "«\u00a0").replace(" »", "\u00a0»").format(quote)
            assert parse(text) == Tapback(sign, removed, quote), text
            assert begins_as_one(text), text


@pytest.mark.parametrize("sign", ["1⃣", "#⃣", "↔", "ℹ", "◾", "〰", "‼", "🇨🇦", "👨‍👩‍👧‍👦"])
def test_any_emoji_is_a_sign(sign: str) -> None:
    assert parse(f"Reacted {sign}\ufe0f to “x”") == Tapback(sign, quote="x")


def test_a_picture_in_france_and_in_spain() -> None:
    assert parse("A ajouté un « J’adore » à une image.") == Tapback(LOVE, media=MediaKind.PHOTO)
    assert parse("Ya no le gusta un vídeo") == Tapback(LIKE, True, media=MediaKind.VIDEO)
