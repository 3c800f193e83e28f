"""Finds the one-time code of a text, which a service sends to log a user in.

A number is a code only if a word such as "code", "mot de passe" or "Kennwort" is near it, and no
word makes it something else (an amount, the last digits of a card, an order). The rule prefers to
miss a code over returning another number. An origin-bound code (`@example.com #123456` on the last
line, WICG "Origin-bound one-time codes delivered via SMS") needs no such word.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from math import inf
from typing import Final, NamedTuple

#: The number of characters of a code.
SHORTEST: Final = 4
LONGEST: Final = 8
#: Only so many characters of a text are read: more than a message has.
MOST_READ: Final = 2500
#: The longest distance between a code and its word, in characters; see `_cost`.
FAR: Final = 100

_I = re.IGNORECASE

_ORIGIN_BOUND: Final = re.compile(
    r"^[ \t]*@[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?[ \t]+#([^\s#%]{3,32})(?:[ \t]+@\S+)?[ \t]*$",
    _I | re.M,
)
#: Text that never contains a code. It is blanked out first.
_ELSEWHERE: Final = re.compile(
    r"""
      (?:https?://|www\.)\S++                                  # links
    | (?<![\w.+-])[\w.+-]++@[\w.-]++                           # mail addresses
    | (?<![a-z0-9.-])(?:[a-z0-9-]++\.)+(?:com|org|net|ca|fr|de|es|io|ms|me|co|ly|app|us|uk)
        (?![a-z0-9-])(?:/\S*+)?
    | \+\d[\d ().-]{5,20}\d                                   # telephone numbers
    | (?<![\d-])(?:1[ .-]?)?\(?\d{3}\)?[ .-]?\d{3}[ .-]\d{4}(?![\d-])
    | (?<!\d)0\d(?:[ .]\d\d){4}(?!\d)
    | (?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)              # days and times
    | (?<!\d)\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)
    | (?<!\d)\d{1,2}\s?[:h]\s?\d{2}(?::\d\d)?(?!\d)
    | (?:[$€£¥₹]|(?<!\w)(?:usd|cad|eur|gbp|chf|mxn|inr|rs\.?))\s?\d(?:[\d.,]|\s(?=\d{3}\b)){0,15}
    | (?<![\d.,])\d[\d.,]{0,15}\s?(?:[$€£¥₹%°]|(?:usd|cad|eur|gbp|chf|mxn|dollars?|euros?|pesos?
        |francs?|cents?|km|kg|g|gb|go|mb|mo|kb|ml|l|m|m²|kwh|min|mins|minutes?|minutos?|minuten
        |seconds?|secondes?|segundos?|sekunden|hours?|heures?|horas?|stunden|days?|jours?|d[ií]as?
        |tage[n]?|points?|puntos?|punkte|miles|pts?|x)\b)
    | (?<![\d.,])\d{1,15}[.,]\d[\d.,]{0,15}                    # decimals and thousands
    | \b[a-z]\d[a-z][ -]\d[a-z]\d\b                          # Canadian postal codes
    | \b\d{1,5}\s(?:[\w.’'-]{1,20}+\s){0,3}(?:street|st|avenue|ave|road|rd|boulevard|blvd|drive
        |dr|lane|ln|court|highway|hwy)\b                        # addresses
    | \b\d{1,5},?\s(?:rue|boul|boulevard|av|avenue|chemin|ch|route|place|quai|rang|c[ôo]te)\b
    | \b(?:calle|avenida|avda|carrera|paseo|plaza)\s[^\d\n]{1,30}\d{1,5}\b
    | (?<!\w)\w{1,30}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse)\s\d{1,5}\b
    """,
    _I | re.X,
)
_MONTHS: Final = (
    "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|janv|f[ée]vr|mars|avr|mai|juin|juil|ao[uû]t"
    "|d[ée]c|ene|abr|ago|dic|m[äa]rz|okt|dez"
)
_DATED: Final = re.compile(rf"\b(?:{_MONTHS})[a-zéûä]*\.?(?:\s\d{{1,2}},?)?\s(?:de\s)?$", _I)

_WORDS: Final = {
    "strong": (
        # English
        r"(?:pass ?|one-?time )?codes?", "passcodes?", r"one[- ]time (?:pass(?:word|code)|pin)",
        "otp", "pin", "2fa", "(?:temporary |verification )?password", "security (?:key|number)",
        "verification", "authenticat(?:e|ion|or)", "token", "verify",
        # French; NIP is Quebec's PIN
        "mot de passe", "nip", "v[ée]rification", "v[ée]rifier", "identifiant temporaire",
        # Spanish, Portuguese, Italian
        "c[óo]digo", "clave", "contrase[ñn]a", "verificaci[óo]n", "verificar", "senha",
        "codice",
        # German and Dutch, which write words together
        r"\w{0,30}code", r"\w{0,30}kennwort", r"\w{0,30}passwort", r"\w{0,6}tan",
        r"\w{0,30}verifizierung", "verifizieren",
        # Others
        "kode", "kod(?:u|un|unuz)?", "kood", "koodi", "kód", "cod(?:ul)?", "şifre",
        "код", "пароль", "κωδικός", "mã",
    ),
    "weak": (
        r"(?:log|sign)(?:ging|ning)?[- ]?in", "connexion", "connecter", r"iniciar sesi[óo]n",
        "an(?:zu)?melden", "anmeldung", "ein(?:zu)?loggen",
    ),
}  # fmt: skip
#: Words of scripts without blanks between words, so a match needs no word boundaries.
_OTHER_SCRIPTS: Final = "|".join(
    (
        "验证码",
        "驗證碼",
        "校验码",
        "动态码",
        "認証",
        "コード",
        "인증",
        "รหัส",
        "कोड",
        "ओटीपी",
        "رمز",
        "كود",
        "קוד",
    )
)
_STRONG: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['strong'])})(?!\w)|{_OTHER_SCRIPTS}", _I)
_WEAK: Final = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS['weak'])})(?!\w)", _I)
#: Other codes, such as coupons: the word "code" in them is ignored.
_OTHER_CODES: Final = re.compile(
    r"""(?<!\w)(?:
      (?:promo(?:tion(?:al)?)?|discount|coupon|voucher|gift|offer|referral|invite|zip|postal|post|area
        |country|dress|error|qr|source|product|color|colour|building|swift|bar|item|status|tax|sort
        |routing|style|reason|offre|rabais|tracking|booking|reservation|customer|old|previous|ancien
        |antiguo)[ -]?(?:code|c[óo]digo)
    | code[ -](?:promo\w*|postal|d[’']erreur|erreur|barres|r[ée]duction|de\s(?:r[ée]duction|rabais)
        |avantage|parrainage|cadeau|civil|produit|vestimentaire|of\sconduct|r[ée]gional|qr|client
        |de\s(?:suivi|r[ée]servation|client))
    | c[óo]digo\s(?:promocional|postal|qr|anterior|antiguo
        |de\s(?:descuento|barras|error|[áa]rea|producto|regalo|seguimiento|rastreo|reserva|cliente))
    | \w{0,30}(?:rabatt|gutschein|aktions|fehler|bar|strich|post|qr|vorteils|artikel|produkt|bonus
        |promo|vorwahl|bank|buchungs|sendungs|kunden)-?code
    )(?!\w)""",
    _I | re.X,
)
#: Words that, right before a number, make it something else.
_NAMED: Final = re.compile(
    r"""(?:
      (?<!\w)(?:
        order|commande|pedido|bestellung|bestell\w*|auftrag\w*|invoice|facture|factura|rechnung\w*
      | tracking|suivi|seguimiento|sendung\w*|paket\w*|parcel|package|colis|env[íi]o|shipment
      | ticket|billet|boleto|reference|r[ée]f[ée]rence|ref|r[ée]f|referencia|referenz|case|dossier
      | booking|reservation|r[ée]servation|reserva|buchung\w*|(?<!code\sde\s)confirmation|account
      | compte|cuenta
      | konto\w*|kunden\w*|client|customer|member|membre|card|carte|tarjeta|karte\w*|visa|mastercard
      | amex|ends?|ending|digits|chiffres|d[íi]gitos|ziffern|flight|vol|vuelo|flug|room|chambre
      | habitaci[óo]n|zimmer|gate|locker|casier|unit|apt|suite|bureau|store|magasin|tienda|filiale
      | text|dial|composez|marque|w[äa]hlen|ext|extension|poste|extensi[óo]n|durchwahl|call
      | appelez|llame|llama|rufen|phone|tel|t[ée]l
      | t[ée]l[ée]phone|tel[ée]fono|telefon|fax|msg|version|model|mod[èe]le|serial|s[ée]rie|lot|id
      | postal|zip|plz|postleitzahl|transaction|transacci[óo]n|transaktion\w*|payment|paiement
      | pago|zahlung\w*|(?<!log\s)(?<!sign\s)(?<!logging\s)(?<!signing\s)in|en|since|depuis|desde
      | seit|until|copyright|©|year|ann[ée]e|a[ñn]o|jahr|document|documento|dokument|address|adresse
      | direcci[óo]n|anschrift|coupon|voucher|gutschein|cup[óo]n|table|mesa|tisch
      | vorgangs?\w*|aktenzeichen|folio|bus|train|tren|zug|stop|arr[êe]t|flat|bldg
      )\s?(?:number|num|numbers|no|nr|nummer|num[ée]ro|n[úu]mero|n[°º]|id)?
    | nummer|\b\w+(?:nummer|nr)
    | (?:ending|ends)\s(?:in|with|by)|(?:se\sterminant|termin[ée]e?|finissant)\s(?:par|en|avec)
    | (?:terminad[ao]|que\stermina|acabad[ao])\sen|endet\s(?:auf|mit)|(?:mit\sder\s)?endung
    | (?:reply|respond|text|send|r[ée]pondez|textez|envoyez|responda?|env[íi]e|antworten|senden|sms)
      [^.!?\n]{0,30}\s(?:to|au|[àa]|al|an)
    )[\s.:#°º*-]{0,4}(?:(?:is|est|es|ist|:)\s)?[\s#*-]{0,3}$
    |[x*•·.…]{2,}\s?$ | (?<![a-z0-9])x$
    """,
    _I | re.X,
)
#: A number sign also does, except between the word and its code: "the code is #4821".
_NUMBERED: Final = re.compile(r"\#\s?$")
#: An exception to `_NAMED`: "code for your parcel: 4821", "code à 6 chiffres : 4821".
_CODE_OF: Final = re.compile(
    r"""(?:code|codes|c[óo]digo|clave|pin|nip|otp|tan|passcode|password|mot\sde\spasse|kennwort|passwort)\s
    (?:for|to|with|de|d[’']|du|pour|à|a|para|por|für|zum|zur|mit)(?!\w)[^.,;:!?\#\n\x00]{0,40}
    (?<!number)(?<!num[ée]ro)(?<!n[úu]mero)(?<!nummer)(?<!\bno)(?<!\bnr)(?<!\bin)(?<!\bto)(?<!\bau)(?<!\bpar)
    \s?:\s*$""",
    _I | re.X,
)
#: Words that, right after a number, make it something else.
_NAMED_AFTER: Final = re.compile(
    r"""[\s,]*(?:
      (?:is|est|es|ist)\s(?:the|your|le|la|votre|ton|el|la|su|tu|die|der|ihre|deine)\s(?:\w+\s)?(?:
        reference|order|tracking|case|ticket|number|r[ée]f[ée]rence|commande|num[ée]ro|dossier
      | referencia|pedido|n[úu]mero|referenz|bestell\w*|\w*nummer)
    | (?:is|est|es|ist)\s(?:now\s)?(?:open|closed|ready|full|pr[êe]te?|ferm[ée]e?|listo|fertig)
    )(?!\w)""",
    _I | re.X,
)
#: Words of offers. A code with letters in such a text is a coupon.
_OFFER: Final = re.compile(
    r"%|(?<![\w-])(?:off|coupon|promo\w*|discounts?|rabais|remise|r[ée]duction|descuento|oferta"
    r"|rabatt|sparen|checkout|panier|carrito|warenkorb|free|gratuite?s?|gratis|kostenlos\w*)(?!\w)",
    _I,
)
#: Between a word and its code, without distance: "code: 1234", "code is 1234".
_DIRECT: Final = re.compile(
    r"[\s\"'«“]*(?::|=|is|est|es|ist|lautet|sera|será|é|è|are|-|–|—|>)?[\s:\"'«“‘(\[*_\#-]*", _I
)
#: Letters, except Han, kana and Hangul, which precede a code without a blank.
_LETTER: Final = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
_CANDIDATE: Final = re.compile(
    rf"(?<!{_LETTER})(?<![/+@&])(?<!\d[.,:-])(?:"
    r"(?:[A-Z]{1,4}-)?(?:\d{4}(?:[ -]\d{4}){1,3}|\d{4,8}|\d{2,4}(?:[ -]\d{2,4}){1,3}"
    r"|\d(?:[ -]\d){3,7})"
    r"|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{4,8}|[A-Z0-9]{3,4}-[A-Z0-9]{3,4}"
    rf")(?!{_LETTER}|[/@&+]|[-.,:]\d|-[A-Za-z])"
)
_SENTENCE: Final = re.compile(r"[.!?。！？](?=\s|$)|\n")


class _Found(NamedTuple):
    code: str
    start: int
    cost: float


def code_in(text: str) -> str | None:
    """Return the one-time code of a text, ready to type; None if there is none.

    Without blanks, hyphens and a prefix such as `G-`. Digits of any script become 0 to 9.
    """
    plain = _plain(text[:MOST_READ])
    if bound := list(_ORIGIN_BOUND.finditer(plain)):
        return bound[-1][1]
    if not any(letter.isdigit() for letter in plain) or not (
        _STRONG.search(plain) or _WEAK.search(plain)
    ):
        return None
    masked = _ELSEWHERE.sub(_blank, plain)
    words = _OTHER_CODES.sub(_blank, masked)
    strong = [match.span() for match in _STRONG.finditer(words)]
    weak = [match.span() for match in _WEAK.finditer(words)]
    found = [each for each in _candidates(masked, words, strong, weak) if each.cost <= FAR]
    return min(found, key=lambda each: (each.cost, each.start)).code if found else None


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


Spans = list[tuple[int, int]]


def _candidates(text: str, words: str, strong: Spans, weak: Spans) -> Iterator[_Found]:
    """Yield everything that may be a code. `words`: the text with other codes blanked out."""
    is_offer = _OFFER.search(text) is not None
    for match in _CANDIDATE.finditer(text):
        shown = match[0]
        code = re.sub(r"^[A-Z]{1,4}-(?=\d)", "", shown) if shown[-1].isdigit() else shown
        code = re.sub(r"[ -]", "", code)
        if not (SHORTEST <= len(code) <= LONGEST and any(c.isdigit() for c in code)):
            continue
        if not code.isdigit() and is_offer:
            continue
        lead = slice(max(0, match.start() - 60), match.start())
        before = text[lead]
        named = _NAMED.search(before) and not _CODE_OF.search(words[lead])
        if named or _DATED.search(before) or _NAMED_AFTER.match(text, match.end()):
            continue
        cost = min(_nearest(text, match.span(), strong), _nearest(text, match.span(), weak) + 25)
        if cost and _NUMBERED.search(before):
            continue
        yield _Found(code, match.start(), cost + _unlikely(text, match, code, cost))


def _nearest(text: str, at: tuple[int, int], words: Spans) -> float:
    """Return the cost of the nearest word, before or after the number at `at`."""
    index = bisect_left(words, at)
    return min(
        (_cost(text, at, word) for word in words[max(0, index - 1) : index + 1]), default=inf
    )


def _cost(text: str, at: tuple[int, int], word: tuple[int, int]) -> float:
    """Return the distance of a number and a word: characters, and 25 for each sentence end."""
    if at[0] >= word[1]:
        between, reversed_cost = text[word[1] : at[0]], 0
    else:
        between, reversed_cost = text[at[1] : word[0]], 5
    if len(between) > 4 * FAR:
        return inf
    if not reversed_cost and _DIRECT.fullmatch(between):
        return 0
    return len(between) + reversed_cost + 25 * len(_SENTENCE.findall(between))


def _unlikely(text: str, match: re.Match[str], code: str, cost: float) -> float:
    """Return a further cost: positive for unlikely codes, negative for a code alone on its line."""
    more = 0.0
    line_before = text[max(0, match.start() - FAR) : match.start()].rpartition("\n")[2]
    line_after = text[match.end() : match.end() + FAR].partition("\n")[0]
    if not line_before.strip(" \t*:>-") and not line_after.strip(" \t*.<-"):
        more -= 60
    if re.fullmatch(r"(?:19|20)\d\d", code) and cost > 0:
        more += FAR
    elif len(code) == SHORTEST and cost > 0:
        more += 20
    if not code.isdigit():
        more += 10 if any(c.isdigit() for c in code) and code.upper() == code else 60
    return more


def _plain(text: str) -> str:
    """Return a text with ASCII digits, blanks and hyphens, and without invisible characters."""
    made = []
    for letter in text:
        if letter.isascii():
            made.append(letter)
            continue
        kind = unicodedata.category(letter)
        if kind == "Nd":
            made.append(str(unicodedata.digit(letter)))
        elif kind == "Zs":
            made.append(" ")
        elif kind == "Pd":
            made.append("-")
        elif "\uff01" <= letter <= "\uff5e":
            made.append(chr(ord(letter) - 0xFEE0))
        elif kind != "Cf":
            made.append(letter)
    return "".join(made)
