"""A store of a million messages as a busy office has after years: for measurements, kept outside.

Words follow Zipf's law, as in any language: few are in every second message, most in one or two.
The head of the list are common French and English words, the tail is made of syllables. Everything
goes in by the real ingest, newest window first, as a backfill brings it: the index then has the
pieces that a real one has.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from mmstui.domain.messages import Direction, Kind
from mmstui.domain.wire import Page, PhonebookEntry, ServerDid, ServerMessage
from mmstui.store import AccountKey, Store

ACCOUNT: Final = AccountKey.of("http://127.0.0.1:9/api/v1/rest.php", "large@example.com")
END: Final = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)
DIDS: Final = ("5145550100", "6135550101", "4385550102")
#: Messages in one answer of the service.
PAGE: Final = 5_000
_YEARS: Final = timedelta(days=3 * 365)
_WORDS: Final = 60_000

_COMMON: Final = """
the a de you thanks i to merci la le is and et à on for vous it les je at in est un pas we of une
that en be des this have can are ok your pour the que will not avez with yes oui up do
if my so demain me out just tomorrow sur see dans il bonjour hi was now when get votre il y
mais tout been bien today call back no ça know let how here what time all but se c'est j'ai
cette there need from nous ce go order about good they some fait one like ready more then
soir matin d'accord très plus also le sans quand comment côté pick morning canot canoe canal
cancel candle canette coque fissure fissures kayak paddle pagaie quai slip remorque trailer
vernis facture invoice paiement payment livraison delivery heure minutes week semaine samedi
lundi mardi mercredi jeudi vendredi dimanche monday tuesday wednesday thursday friday sunday
zoé noémie étienne chloé priya tom luc wei élève forêt île où déjà été août février naïve café
photo message appelez écrivez répondez please reply stop start number numéro adresse address
"""
_ONSETS: Final = "b c ch d f g gr h j k l m n p pl pr qu r s st t tr v w z é"
_RIMES: Final = "a e i o u an en in on ai ou al er ir or us at et it ot ine ade ion age eur"
_MARKS: Final = (".", "!", "?", ",", " 👍", "", "", "", "")


def vocabulary(rng: random.Random) -> list[str]:
    """Return distinct words, the most frequent first."""
    words = dict.fromkeys(_COMMON.split())
    onsets, rimes = _ONSETS.split(), _RIMES.split()
    while len(words) < _WORDS:
        syllables = rng.choices((1, 2, 3, 4), (1, 5, 6, 2))[0]
        word = "".join(rng.choice(onsets) + rng.choice(rimes) for _ in range(syllables))
        words.setdefault(word)
    return list(words)


def texts(rng: random.Random) -> Iterator[str]:
    """Yield texts of 1 to some 40 words without end."""
    words = vocabulary(rng)
    weights = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(1, len(words) + 1)))
    while True:
        count = min(40, 1 + int(rng.gammavariate(1.8, 5.5)))
        chosen = rng.choices(words, cum_weights=weights, k=count)
        if rng.random() < 0.15:
            chosen[rng.randrange(count)] = str(rng.randrange(10, 99_999))
        chosen[0] = chosen[0].capitalize()
        yield " ".join(chosen) + rng.choice(_MARKS)


def fill(
    store: Store,
    messages: int,
    *,
    conversations: int,
    seed: int = 1,
    told: Callable[[int], None] = lambda done: None,
) -> float:
    """Ingest messages, the newest first; return the seconds that took."""
    rng = random.Random(seed)
    store.directory.replace_dids(
        [ServerDid(number, f"Line {place}", "Montreal", True, True, None)
         for place, number in enumerate(DIDS)]
    )  # fmt: skip
    store.directory.replace_phonebook(
        [PhonebookEntry(str(n), f"Person {n}", _contact(n)) for n in range(0, conversations, 2)]
    )
    took = 0.0
    newest = iter(newest_first(rng, messages, conversations))
    done = 0
    while rows := tuple(itertools.islice(newest, PAGE)):
        page = Page(rows, (), len(rows), None, "")
        began = time.perf_counter()
        store.intake.ingest([page], source="backfill", now=END)
        took += time.perf_counter() - began
        done += len(rows)
        told(done)
    return took


def newest_first(rng: random.Random, count: int, conversations: int) -> Iterator[ServerMessage]:
    step = _YEARS / count
    text = texts(rng)
    for number in range(count):
        at = (END - step * number - step * rng.random() * 0.9).replace(microsecond=0)
        # The first conversations have the most.
        who = int(rng.random() ** 2 * conversations)
        yield ServerMessage(
            kind=Kind.SMS,
            server_id=count - number,
            date=f"{at:%Y-%m-%d} 12:00:00",
            at=at,
            direction=Direction.OUT if rng.random() < 0.45 else Direction.IN,
            did=DIDS[who % len(DIDS)],
            contact=_contact(who),
            text=next(text),
        )


def _contact(number: int) -> str:
    return f"{200 + number // 100 % 800}55501{number % 100:02d}"


def large_store(folder: Path, messages: int = 1_000_000) -> Store:
    """Return the store in a folder; to make a million messages takes a minute or two."""
    ready = folder / f"ready-{messages}"
    if not ready.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with closing(Store.open(folder, ACCOUNT, clock=END.timestamp)) as store:
            took = fill(store, messages, conversations=max(1, messages // 100), told=_tell)
        ready.write_text(f"{took:.1f} s of ingest\n")
    return Store.open(folder, ACCOUNT, clock=END.timestamp)


def _tell(done: int) -> None:
    if done % 100_000 == 0:
        print(f"{done:,} messages", flush=True)


def main() -> None:
    """`python -m support.large_store FOLDER [--messages N]`"""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--messages", type=int, default=1_000_000)
    options = parser.parse_args()
    large_store(options.folder, options.messages).close()


if __name__ == "__main__":
    main()
