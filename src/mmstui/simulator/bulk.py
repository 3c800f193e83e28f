"""An account with a very long history, of which each message is computed on demand.

Nothing is stored: a million messages cost no memory and no start-up time. Message `i` counts from
the oldest. Its time, kind, id, conversation and text follow from `i` and the seed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from mmstui.simulator.account import FIRST_MMS_ID, FIRST_SMS_ID, Account, Kind, Media, Message
from mmstui.simulator.clock import Clock
from mmstui.simulator.demo.history import demo_dids
from mmstui.simulator.demo.numbers import SHOP, SUPPORT
from mmstui.simulator.methods.attachments import dot

PER_CONVERSATION = 100
MMS_EVERY = 20
"""Messages 19, 39, ... are MMS, so that ids and indices can be computed from each other."""
DAY = 86_400.0
MEDIA_PREFIX = "bulk"
ON_SUPPORT = 2
"""The index, of every three conversations, of the one on the DID without MMS."""
MASK = (1 << 64) - 1

AREA_CODES = (
    "204 212 213 226 250 289 306 312 343 403 416 418 431 437 438 450 506 514 519 579 581 587 604"
    " 613 617 639 647 705 709 778 780 802 807 819 867 873 902 905 201 202 203 205 206 207 208 209"
    " 210 214 215 216 217 218 219 224 225 228 229 231 234 239 240 248 251 252 253 254 256 260 262"
    " 267 269 270 276 281 301 302 303 304 305 307 308 309 310 313 314 315 316 317 318 319 320 321"
    " 323 325 330 331 334 336 337 339 347 351 352 360 361 386 401 402 404 405 406 407 408 409 410"
)
NAMED_EVERY = 2
"""Every n-th contact is in the phonebook."""
FIRST_NAMES = ("Zoé", "Tom", "Noémie", "Priya", "Étienne", "Ingrid", "Amira", "Luc", "Chloé", "Wei")
LAST_NAMES = ("Tremblay", "Okafor", "Côté", "Raman", "Gélinas", "Solheim", "Haddad", "D’Amours")
OPENINGS = ("Bonjour", "Hi", "Salut", "Hello", "Rebonjour", "Hey again", "Ok", "Bon matin")
TOPICS = (
    "la commande {n} est prête",
    "order {n} is ready for pick-up",
    "le canot {n} a besoin de vernis",
    "the paddle from order {n} came back",
    "la facture {n} est payée",
    "can we move slip {n} to next week?",
    "le quai {n} est libre samedi",
    "trailer {n} has a flat tire",
    "avez-vous la pièce {n} en stock ?",
    "lesson {n} moves to the morning",
    "le gilet {n} est trop petit",
    "kayak {n} tracks perfectly now 👍",
)
CLOSINGS = ("", ", merci !", ", thanks!", ", à demain.", ", see you then.", " ✨", ", appelez-moi.")


def bulk_account(clock: Clock, messages: int, seed: int = 1, days: float = 1000.0) -> Account:
    """Return an account with `messages` over the `days` before the clock's present time.

    There is a conversation for every hundred messages; some are far longer than others.
    """
    archive = BulkArchive(messages, clock.now(), seed, days)
    account = Account(archive=archive)
    demo_dids(account)
    for did in account.dids.values():
        did.ordered_at = clock.now() - days * DAY
    account.next_sms_id = FIRST_SMS_ID + archive.count("sms")
    account.next_mms_id = FIRST_MMS_ID + archive.count("mms")
    for conversation in range(0, archive.conversations, NAMED_EVERY):
        account.add_name(name_of(conversation), contact_of(conversation))
    return account


@dataclass(frozen=True)
class BulkArchive:
    """`messages` evenly spread over the `days` before `end`, in epoch seconds."""

    messages: int
    end: float
    seed: int = 1
    days: float = 1000.0

    @property
    def conversations(self) -> int:
        """The number of conversations."""
        return max(1, self.messages // PER_CONVERSATION)

    def count(self, kind: Kind) -> int:
        """Return the number of messages of a kind."""
        mms = self.messages // MMS_EVERY
        return mms if kind == "mms" else self.messages - mms

    def newest_first(self, kind: Kind, start: float, end: float) -> Iterator[Message]:
        """Yield the messages with `start <= at < end`, newest first."""
        step = self._step
        first = max(0, int((start - self._start) / step) - 1)
        last = min(self.messages - 1, int((end - self._start) / step) + 1)
        for index in range(last, first - 1, -1):
            if _kind(index) == kind and start <= self._at(index) < end:
                yield self._message(index)

    def find(self, kind: Kind, number: int) -> Message | None:
        """Return the message with that id."""
        rank = number - (FIRST_MMS_ID if kind == "mms" else FIRST_SMS_ID)
        if not 0 <= rank < self.count(kind):
            return None
        if kind == "mms":
            return self._message((rank + 1) * MMS_EVERY - 1)
        return self._message(rank + rank // (MMS_EVERY - 1))

    def media(self, token: str) -> Media | None:
        """Return the file of a token: the same grey pixel for all tokens."""
        index = token.removeprefix(MEDIA_PREFIX)
        if index == token or not index.isdigit() or int(index) >= self.messages:
            return None
        return self._media(int(index))

    @property
    def _start(self) -> float:
        return self.end - self.days * DAY

    @property
    def _step(self) -> float:
        return self.days * DAY / max(1, self.messages)

    def _at(self, index: int) -> float:
        return self._start + (index + 0.5) * self._step

    def _media(self, index: int) -> Media:
        return Media(f"{MEDIA_PREFIX}{index}", "image/png", "png", dot, self._at(index))

    def _message(self, index: int) -> Message:
        chance = _scramble(index ^ (self.seed << 32))
        conversation = self._conversation(index, chance)
        kind = _kind(index)
        if kind == "mms" and conversation % 3 == ON_SUPPORT:
            conversation -= 1  # That DID has no MMS; the one of the conversation before has.
        before = (index + 1) // MMS_EVERY
        return Message(
            kind,
            FIRST_MMS_ID + before - 1 if kind == "mms" else FIRST_SMS_ID + index - before,
            self._at(index),
            bool(chance >> 60 & 1),
            SUPPORT if conversation % 3 == ON_SUPPORT else SHOP,
            contact_of(conversation),
            _text(chance),
            (self._media(index),) if kind == "mms" else (),
        )

    def _conversation(self, index: int, chance: int) -> int:
        """Return the conversation of a message: each has at least one, the first ones have most."""
        if index < self.conversations:
            return index
        share = (chance >> 11 & 0xFFFFFF) / 0x1000000
        return int(share * share * self.conversations)


def contact_of(conversation: int) -> str:
    """Return the contact of a conversation, always a 555-01xx number."""
    codes = AREA_CODES.split()
    code = codes[conversation // 100 % len(codes)]
    return f"{code}55501{conversation % 100:02d}"


def name_of(conversation: int) -> str:
    """Return the name of a conversation's contact; all names differ."""
    first = FIRST_NAMES[conversation % len(FIRST_NAMES)]
    last = LAST_NAMES[conversation // len(FIRST_NAMES) % len(LAST_NAMES)]
    return f"{first} {last} {conversation}"


def _kind(index: int) -> Kind:
    return "mms" if index % MMS_EVERY == MMS_EVERY - 1 else "sms"


def _text(chance: int) -> str:
    opening = OPENINGS[chance % len(OPENINGS)]
    topic = TOPICS[(chance >> 8) % len(TOPICS)].format(n=1000 + (chance >> 16) % 90_000)
    return f"{opening}, {topic}{CLOSINGS[(chance >> 40) % len(CLOSINGS)]}"


def _scramble(number: int) -> int:
    """Return 64 well-mixed bits of a number (the finaliser of SplitMix64)."""
    number = (number + 0x9E3779B97F4A7C15) & MASK
    number = (number ^ number >> 30) * 0xBF58476D1CE4E5B9 & MASK
    number = (number ^ number >> 27) * 0x94D049BB133111EB & MASK
    return number ^ number >> 31
