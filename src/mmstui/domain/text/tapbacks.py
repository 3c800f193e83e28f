"""Tapbacks: the sentence that a phone sends for a reaction, and the message that it means.

An iPhone writes `Liked “…”` in the language of its owner, with other words in France than in
Canada, and in Spain than in America; an Android phone `👍 to “…”`; both write of a picture
`Loved an image`. The sentences differ by version, so several forms are known of each; a sentence
that is not known stays a text, as does one that no message or several fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from mmstui.domain.messages import MediaKind, Message
from mmstui.domain.patterns import lazy_pattern
from mmstui.domain.text.sanitise import line

LOVE, LIKE, DISLIKE, LAUGH, EMPHASIS, QUESTION = "❤", "👍", "👎", "😂", "‼", "❓"
#: A thread asks for the same texts again with each page.
_REMEMBERED: Final = 2000
#: A sentence with its quotation is no longer than this.
_LONGEST: Final = 4000
#: An emoji has no more characters than this.
_EMOJI_LENGTH: Final = 12

_VERBS: Final = {
    LOVE: r"loved|a adoré|le encant[aó]",
    LIKE: r"liked|a aimé|le gust[aó]",
    DISLIKE: r"disliked|n['’]a pas aimé|no le gust[aó]",
    LAUGH: (
        r"laughed at|a (?:ri|rigolé) (?:de|à)|a trouvé drôle"
        r"|le dio risa|se ri[oó] de|le h(?:izo|ace) gracia"
    ),
    EMPHASIS: (
        r"emphasi[sz]ed|a mis en évidence|a mis l['’](?:accent|emphase) sur|a souligné"
        r"|a insisté sur|a accentué|(?:a|s['’]est) exclamée?(?: sur)?"
        r"|exclamó por|le sorprende|enfatizó|(?:dio|puso) énfasis (?:a|en)|destacó|resaltó"
    ),
    QUESTION: (
        r"questioned|a posé une question (?:sur|à propos de)|a questionné|a mis en doute"
        r"|s['’]est interrogée?(?:\(e\))? sur|dud[aó] sobre|cuestionó|preguntó (?:por|sobre)"
    ),
}  # fmt: skip
#: Spanish phones take a reaction away by a verb of its own.
_UNDONE: Final = {
    LOVE: r"ya no le encanta|dejó de encantarle",
    LIKE: r"ya no le gusta|dejó de gustarle",
    DISLIKE: r"ya no le disgusta|dejó de no gustarle",
    LAUGH: r"ya no le hace gracia|dejó de darle risa",
    EMPHASIS: r"ya no le sorprende|dejó de exclamar por",
    QUESTION: r"ya no duda sobre|dejó de dudar sobre",
}
#: The names of reactions: what is removed, and what French phones "attribute".
_NAMES: Final = {
    LOVE: r"heart|love|c(?:œ|oe)ur|adore|j['’]adore|corazón|me encanta",
    LIKE: (
        r"like|thumbs up|(?:j['’])?aime|pouce(?: levé| vers le haut| en l['’]air)?|me gusta"
        r"|pulgar (?:hacia )?arriba"
    ),
    DISLIKE: (
        r"dislike|thumbs down|(?:je )?n['’]aime pas|pouce (?:baissé|vers le bas)|no me gusta"
        r"|pulgar (?:hacia )?abajo"
    ),
    LAUGH: r"laugh|rires?|haha|ah ah|risa|jaja",
    EMPHASIS: (
        r"exclamation(?: mark| point)?|emphasis|points? d['’]exclamation|!!"
        r"|(?:signo de )?exclamación"
    ),
    QUESTION: r"question(?: mark)?|point d['’]interrogation|\?|(?:signo de )?interrogación",
}  # fmt: skip
_MEDIA: Final[dict[str, MediaKind | None]] = {
    r"an? (?:image|photo|picture|sticker|gif)|une (?:image|photo)|un (?:gif|autocollant|sticker)"
    r"|una (?:imagen|foto|pegatina)": MediaKind.PHOTO,
    r"an? (?:movie|video)|une vidéo|un film|un v[ií]deo|una película": MediaKind.VIDEO,
    r"an? (?:audio|voice) message|un message (?:audio|vocal)|un mensaje de (?:voz|audio)"
    r"|un audio": MediaKind.SOUND,
    r"an? (?:attachment|file)|une pièce jointe|un fichier"
    r"|un (?:archivo|documento)(?: adjunto)?": None,
}  # fmt: skip
_REACTED: Final = (
    r"(?:reacted(?: with)?|a réagi(?: avec| par)?"
    r"|(?:reaccionó|se ha reaccionado|ha reaccionado)(?: con)?)"
    r" (?P<emoji1>\S{1,24}?) (?:to|à|a)"
    r"|(?P<emoji2>\S{1,24}?) (?:to|à|a)"
    r"|a (?:attribué|ajouté) (?:la mention|la réaction|une?|des)"
    r" (?:[«“\"] ?)?(?P<name1>[^»”\"]{1,40}?)(?: ?[»”\"])? à"
)
_REMOVED: Final = (
    r"(?:removed|a (?:retiré|supprimé|enlevé)|quitó|eliminó|ha eliminado|retiró|borró)"
    r" (?:(?:la mention|la réaction|la reacción|an?|the|un[ea]?|l[ae]|el|son|ses) |l['’])?"
    r"(?:[«“\"] ?)?(?P<name2>[^»”\"]{1,40}?)(?: ?[»”\"])?(?: reaction)? (?:from|de|du|à|sur)"
)
_OPENING: Final = "«»‹›“”„‟\"‘’‚'「『"
_CLOSING: Final = "»«›‹”“\"’‘'」』"
_WORDS: Final = "|".join(
    (
        *(f"(?P<verb{n}>{words})" for n, words in enumerate(_VERBS.values())),
        *(f"(?P<undo{n}>{words})" for n, words in enumerate(_UNDONE.values())),
        _REACTED,
        _REMOVED,
    )
)
_SENTENCE: Final = lazy_pattern(
    rf"(?:{_WORDS}) (?:(?P<quote>[{_OPENING}].*)|"
    + "|".join(f"(?P<file{n}>{words})" for n, words in enumerate(_MEDIA))
    + ")",
    re.IGNORECASE | re.DOTALL,
)
_BEGINNING: Final = lazy_pattern(rf"(?:{_WORDS})\s[{_OPENING}]", re.IGNORECASE)
#: Not the apostrophe of `c'est`: to compile the pattern above takes 3 ms.
_QUOTE: Final = lazy_pattern(rf"\s[{_OPENING}]")
#: A quotation begins within so many characters.
_HEAD: Final = 80
_SIGNS: Final = {sign: lazy_pattern(words, re.IGNORECASE) for sign, words in _NAMES.items()}
_CLOSING_MARKS: Final = frozenset(_CLOSING)
#: Signs of which Unicode does not say that they are symbols, and the frame of `1️⃣`.
_OTHER_EMOJI: Final = frozenset("‼⁉ℹ↔◻◼◽◾〰\u20e3")
#: The last characters of a text with a quotation, and the last words of one without.
_LAST: Final = frozenset(f"{_CLOSING}…")
_LAST_WORDS: Final = frozenset(
    {
        *("image", "photo", "picture", "movie", "video", "message", "attachment", "file"),
        *("sticker", "gif", "autocollant", "pegatina"),
        *("vidéo", "film", "audio", "vocal", "jointe", "fichier", "imagen", "foto", "vídeo"),
        *("película", "voz", "archivo", "adjunto", "documento"),
    }
)
_WITHOUT_QUOTE: Final = 60
#: Characters without width, which Android phones put around the sign; not the joiner of emoji.
_INVISIBLE: Final = lazy_pattern("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
_HAIR, _TAKEN = "\u200a", "\u200c"
#: Android phones of all languages put a sign to be added between two U+200B, one to be taken away
#: between two U+200C, the quoted text between two hair spaces, and two around the whole.
_MARKED: Final = lazy_pattern(
    "\u200a[^\u200a-\u200c]*(?P<mark>[\u200b\u200c])(?P<emoji>[^\u200a-\u200c]{1,24})(?P=mark)"
    "[^\u200a]*\u200a(?P<quote>.*)\u200a[^\u200a]*\u200a",
    re.DOTALL,
)
#: Some sentences in French and Spanish end with a full stop.
_FULL_STOP: Final = lazy_pattern(r"(?<!\.)\.$")
_ELLIPSIS: Final = lazy_pattern(r"(?:…|\.\.\.)$")
_ALIKE: Final = str.maketrans(dict.fromkeys("“”„‟«»‹›‘’‚「」『』", "'") | {'"': "'", "…": "..."})


class Tapback(NamedTuple):
    """A sentence about another message: a sign that is put on it, or taken away.

    `sign` is ready to paint. `quote` is that message's text, or its beginning if it is `cut`; None:
    the message has a file of the kind `media`, None for any kind.
    """

    sign: str
    removed: bool = False
    quote: str | None = None
    cut: bool = False
    media: MediaKind | None = None

    def target(self, messages: Sequence[Message]) -> int | None:
        """Return the index of the one message that fits; None if none or several do."""
        if self.quote is None:
            return _only(n for n, each in enumerate(messages) if self._has_file(each))
        wanted = _comparable(self.quote)
        texts = [_comparable(message.text) for message in messages]
        whole = {wanted, f"{wanted}..."} if self.cut else {wanted}
        if any(text in whole for text in texts):
            return _only(n for n, text in enumerate(texts) if text in whole)
        if not self.cut:
            return None
        return _only(n for n, text in enumerate(texts) if text.startswith(wanted))

    def _has_file(self, message: Message) -> bool:
        return any(self.media in {None, media.kind} for media in message.media)


def parse(text: str) -> Tapback | None:
    """Return the tapback that a text is; None for any other text."""
    if len(text) > _LONGEST:
        return None
    if _HAIR in text and (marked := _MARKED.fullmatch(text)) is not None:
        sign = _sign({"emoji": _plain(marked["emoji"])})
        quote, cut = _uncut(_plain(marked["quote"]))
        return Tapback(sign, marked["mark"] == _TAKEN, quote, cut) if sign and quote else None
    return _parse(text) if _may_be(text) else None


@lru_cache(_REMEMBERED)
def _parse(text: str) -> Tapback | None:
    sentence = _plain(text)
    if (found := _SENTENCE.fullmatch(_FULL_STOP.sub("", sentence))) is None:
        return None
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    removed = any(name == "name2" or name[:4] == "undo" for name in parts)
    if (sign := _sign(parts)) is None:
        return None
    if "quote" not in parts:
        kinds = (kind for n, kind in enumerate(_MEDIA.values()) if f"file{n}" in parts)
        return Tapback(sign, removed, media=next(kinds))
    quote, cut = _uncut(parts["quote"][1:].strip())
    if closed := quote[-1:] in _CLOSING_MARKS:
        quote, cut_inside = _uncut(quote[:-1].rstrip())
        cut = cut or cut_inside
    return Tapback(sign, removed, quote, cut) if quote and (closed or cut) else None


def begins_as_one(text: str) -> bool:
    """Return whether a text is a tapback, or the beginning of one that was split into parts."""
    if text.startswith(_HAIR) or parse(text) is not None:
        return True
    return _QUOTE.search(text, 0, _HEAD) is not None and _BEGINNING.match(text) is not None


def _may_be(text: str) -> bool:
    """Return whether a text ends as tapbacks do: a tenth of the time of the pattern."""
    if not text[-1:].isprintable() or text[-1:] == " ":
        text = _INVISIBLE.sub("", text).rstrip()
    ended = text.removesuffix(".")
    if ended[-1:] in _LAST or text.endswith("..."):
        return True
    return len(text) <= _WITHOUT_QUOTE and ended.rpartition(" ")[2].lower() in _LAST_WORDS


def _plain(text: str) -> str:
    """Return a text in one line, without characters that have no width."""
    return " ".join(_INVISIBLE.sub("", text).split())


def _uncut(text: str) -> tuple[str, bool]:
    """Return a text without an ellipsis at its end, and whether there was one."""
    found = _ELLIPSIS.sub("", text)
    return found.rstrip(), found != text


def _sign(parts: Mapping[str, str]) -> str | None:
    """Return the sign of a sentence, from its verb, or from the emoji or the name in it."""
    for n, sign in enumerate(_VERBS):
        if f"verb{n}" in parts or f"undo{n}" in parts:
            return sign
    named = next(value for name, value in parts.items() if name[:4] in {"emoj", "name"}).strip()
    for sign, pattern in _SIGNS.items():
        if pattern.fullmatch(named):
            return sign
    is_emoji = (
        len(named) <= _EMOJI_LENGTH
        and any(unicodedata.category(c) == "So" or c in _OTHER_EMOJI for c in named)
        and not any(c.isalpha() and c not in _OTHER_EMOJI for c in named)
    )
    return line(named) if is_emoji else None


def _only(indexes: Iterable[int]) -> int | None:
    """Return the only index; None if there are none or several."""
    found = list(indexes)
    return found[0] if len(found) == 1 else None


def _comparable(text: str) -> str:
    """Return a text without what differs in a quotation: blanks, and the shapes of quotes."""
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).translate(_ALIKE)
    return "".join(text.split())
