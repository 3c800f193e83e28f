"""Tapbacks: the sentence that a phone sends for a reaction, and the message that it means.

An iPhone writes `Liked “…”` in the language of its owner, an Android phone `👍 to “…”`, and both
write of a picture `Loved an image`. The sentences differ by version, so several forms are known of
each; a sentence that is not known stays a text, as does one that no message or several fit.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from mmstui.domain.messages import MediaKind, Message
from mmstui.domain.sanitise import line

LOVE, LIKE, DISLIKE, LAUGH, EMPHASIS, QUESTION = "❤", "👍", "👎", "😂", "‼", "❓"
#: A thread asks for the same texts again with each page.
_REMEMBERED: Final = 2000
#: A sentence with its quotation is no longer than this.
_LONGEST: Final = 4000
#: An emoji has no more characters than this.
_EMOJI_LENGTH: Final = 12

_VERBS: Final = {
    LOVE: r"loved|a adoré|le encantó",
    LIKE: r"liked|a aimé|le gustó",
    DISLIKE: r"disliked|n['’]a pas aimé|no le gustó",
    LAUGH: (
        r"laughed at|a (?:ri|rigolé) (?:de|à)|a trouvé drôle"
        r"|le dio risa|se ri[oó] de|le hizo gracia"
    ),
    EMPHASIS: (
        r"emphasi[sz]ed|a mis en évidence|a souligné|a insisté sur|a accentué"
        r"|s['’]est exclamée? sur|exclamó por|enfatizó|destacó|resaltó"
    ),
    QUESTION: (
        r"questioned|a posé une question (?:sur|à propos de)|a questionné|a mis en doute"
        r"|s['’]est interrogée?(?:\(e\))? sur|dudó sobre|cuestionó|preguntó (?:por|sobre)"
    ),
}  # fmt: skip
#: The names of reactions: what is removed, and what French phones "attribute".
_NAMES: Final = {
    LOVE: r"heart|love|c(?:œ|oe)ur|adore|j['’]adore|corazón|me encanta",
    LIKE: r"like|thumbs up|j['’]aime|pouce|me gusta",
    DISLIKE: r"dislike|thumbs down|je n['’]aime pas|no me gusta",
    LAUGH: r"laugh|rires?|haha|ah ah|risa|jaja",
    EMPHASIS: (
        r"exclamation(?: mark| point)?|emphasis|point d['’]exclamation|!!"
        r"|(?:signo de )?exclamación"
    ),
    QUESTION: r"question(?: mark)?|point d['’]interrogation|\?|(?:signo de )?interrogación",
}  # fmt: skip
_MEDIA: Final[dict[str, MediaKind | None]] = {
    r"an? (?:image|photo|picture)|une (?:image|photo)|una (?:imagen|foto)": MediaKind.PHOTO,
    r"an? (?:movie|video)|une vidéo|un film|un v[ií]deo|una película": MediaKind.VIDEO,
    r"an? (?:audio|voice) message|un message (?:audio|vocal)|un mensaje de (?:voz|audio)"
    r"|un audio": MediaKind.SOUND,
    r"an? (?:attachment|file)|une pièce jointe|un fichier"
    r"|un (?:archivo|documento)(?: adjunto)?": None,
}  # fmt: skip
_REACTED: Final = (
    r"(?:reacted(?: with)?|a réagi(?: avec| par)?|reaccionó(?: con)?)"
    r" (?P<emoji1>\S{1,24}?) (?:to|à|a)"
    r"|(?P<emoji2>\S{1,24}?) to"
    r"|a (?:attribué|ajouté) (?:la mention|la réaction|une?)"
    r" [«“\"] ?(?P<name1>[^»”\"]{1,40}?) ?[»”\"] à"
)
_REMOVED: Final = (
    r"(?:removed|a (?:retiré|supprimé|enlevé)|quitó|eliminó|retiró|borró)"
    r" (?:(?:la mention|la réaction|la reacción|an?|the|un[ea]?|l[ae]|el) |l['’])?"
    r"(?:[«“\"] ?)?(?P<name2>[^»”\"]{1,40}?)(?: ?[»”\"])?(?: reaction)? (?:from|de|du|à|sur)"
)
_OPENING: Final = "«»‹›“”„‟\"‘’‚'「『"
_CLOSING: Final = "»«›‹”“\"’‘'」』"
_SENTENCE: Final = re.compile(
    "(?:"
    + "|".join(f"(?P<verb{n}>{words})" for n, words in enumerate(_VERBS.values()))
    + rf"|{_REACTED}|{_REMOVED}) (?:(?P<quote>[{_OPENING}].*)|"
    + "|".join(f"(?P<file{n}>{words})" for n, words in enumerate(_MEDIA))
    + ")",
    re.IGNORECASE | re.DOTALL,
)
_BEGINNING: Final = re.compile(
    f"(?:{'|'.join(_VERBS.values())}|{_REACTED}|{_REMOVED})\\s[{_OPENING}]", re.IGNORECASE
)
_QUOTE: Final = re.compile(f"[{_OPENING}]")
#: A quotation begins within so many characters.
_HEAD: Final = 80
_SIGNS: Final = {sign: re.compile(words, re.IGNORECASE) for sign, words in _NAMES.items()}
_CLOSING_MARKS: Final = frozenset(_CLOSING)
#: Emoji that Unicode counts as punctuation.
_PUNCTUATION_EMOJI: Final = "‼⁉"
#: The last characters of a text with a quotation, and the last words of one without.
_LAST: Final = frozenset(f"{_CLOSING}…")
_LAST_WORDS: Final = frozenset(
    {
        *("image", "photo", "picture", "movie", "video", "message", "attachment", "file"),
        *("vidéo", "film", "audio", "vocal", "jointe", "fichier", "imagen", "foto", "vídeo"),
        *("película", "voz", "archivo", "adjunto", "documento"),
    }
)
_WITHOUT_QUOTE: Final = 60
#: Characters without width, which Android phones put around the sign; not the joiner of emoji.
_INVISIBLE: Final = re.compile("[\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufe0f\ufeff]")
_ELLIPSIS: Final = re.compile(r"(?:…|\.\.\.)$")
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
    return _parse(text) if _may_be(text) else None


@lru_cache(_REMEMBERED)
def _parse(text: str) -> Tapback | None:
    found = _SENTENCE.fullmatch(" ".join(_INVISIBLE.sub("", text).split()))
    if found is None:
        return None
    parts = {name: value for name, value in found.groupdict().items() if value is not None}
    removed = "name2" in parts
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
    if parse(text) is not None:
        return True
    return _QUOTE.search(text, 0, _HEAD) is not None and _BEGINNING.match(text) is not None


def _may_be(text: str) -> bool:
    """Return whether a text ends as tapbacks do: a tenth of the time of the pattern."""
    if not text[-1:].isprintable() or text[-1:] == " ":
        text = _INVISIBLE.sub("", text).rstrip()
    if text[-1:] in _LAST or text.endswith("..."):
        return len(text) <= _LONGEST
    return len(text) <= _WITHOUT_QUOTE and text.rpartition(" ")[2].lower() in _LAST_WORDS


def _uncut(text: str) -> tuple[str, bool]:
    """Return a text without an ellipsis at its end, and whether there was one."""
    found = _ELLIPSIS.sub("", text)
    return found.rstrip(), found != text


def _sign(parts: Mapping[str, str]) -> str | None:
    """Return the sign of a sentence, from its verb, or from the emoji or the name in it."""
    for n, sign in enumerate(_VERBS):
        if f"verb{n}" in parts:
            return sign
    named = next(value for name, value in parts.items() if name[:4] in {"emoj", "name"}).strip()
    for sign, pattern in _SIGNS.items():
        if pattern.fullmatch(named):
            return sign
    is_emoji = (
        len(named) <= _EMOJI_LENGTH
        and not any(character.isalnum() and not character.isdigit() for character in named)
        and any(unicodedata.category(c) == "So" or c in _PUNCTUATION_EMOJI for c in named)
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
