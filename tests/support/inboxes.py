"""A message center over a store on disk, with the data of the inbox's pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mmstui.center import MessageCenter
from mmstui.domain.messages import Direction, Draft, Kind, State
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.settings import Settings
from mmstui.store import AccountKey, Store
from support import copies
from support.stores import ACCOUNT, FakeClock, copied_store, put

TORONTO = ZoneInfo("America/Toronto")
#: Friday 20 November 2026, 14:02 in Toronto.
NOW = datetime(2026, 11, 20, 19, 2, tzinfo=UTC)

SHOP, OTTAWA, SUPPORT, FAX = "5145550100", "6135550150", "4385550175", "5145550190"
ZOE, DISPATCH, ALINE = "4385550123", "5145550171", "6475550144"


def make_center(
    home: Path, clock: FakeClock | None = None, *, account: AccountKey = ACCOUNT, theme: str = ""
) -> MessageCenter:
    """Return a center over a new store below `home`, without credentials. The caller closes it."""
    clock = clock or FakeClock(NOW)
    settings = Settings(
        home=home,
        config_file=home / "config.toml",
        username=account.username,
        theme=theme or "mmstui-dark",
    )
    return MessageCenter(settings, copied_store(home, account=account, clock=clock), clock=clock)


def make_center_like_the_picture(
    home: Path, clock: FakeClock | None = None, *, more: int = 6
) -> MessageCenter:
    """Return a center over a copy of a store by `fill_like_the_picture`. The caller closes it."""
    copies.put_copy(_picture(more), ACCOUNT, home)
    return make_center(home, clock)


@cache
def _picture(more: int) -> copies.Maker:
    def make(home: Path, account: AccountKey) -> None:
        center = make_center(home, account=account)
        fill_like_the_picture(center, more)
        center.close()

    return make


def store_of(center: MessageCenter) -> Store:
    """Return the store of a center."""
    return center._store


def fill_directory(center: MessageCenter) -> None:
    """Add four numbers and the people of the pictures."""
    directory = store_of(center).directory
    directory.replace_dids(
        [
            ServerDid(SHOP, "Shop", "Montréal", True, True, None),
            ServerDid(OTTAWA, "Ottawa", "Ottawa", True, True, None),
            ServerDid(SUPPORT, "Support", "Montréal", True, False, None),
            ServerDid(FAX, "Old fax", "Montréal", False, False, None),
        ]
    )
    directory.replace_phonebook(
        [
            PhonebookEntry(str(number), name, contact)
            for number, (contact, name) in enumerate(_PEOPLE.items())
        ]
    )


_PEOPLE = {
    ZOE: "Zoé Tremblay",
    DISPATCH: "Dispatch [night]",
    "4185550112": "Marc-André Gélinas",
    "6135550113": "Halcyon Outfitters",
    "4385550114": "Priya Raman",
    "4505550115": "Noémie Côté",
    "8195550116": "Camp du Lac-aux-Cèdres",
    "4185550117": "Jean-François Bélisle",
    "4385550118": "Ingrid Solheim",
    "5145550119": "Amira Haddad",
    "8195550120": "Coop Rivière-Rouge",
    "6135550121": "Tom Okafor",
    "4505550124": "Chloé D’Amours",
}


def fill_like_the_picture(center: MessageCenter, more: int = 190) -> None:
    """Add conversations in every state, and `more` older ones."""
    fill_directory(center)
    store = store_of(center)
    out, received = Direction.OUT, Direction.IN

    def at(text: str, day: int = 20) -> datetime:
        hour, minute = text.split(":")
        return datetime(2026, 11, day, int(hour), int(minute), tzinfo=TORONTO)

    def say(
        contact: str, text: str, when: datetime, *, did: str = SHOP,
        way: Direction = received, state: State | None = None, unread: bool = False,
        media: tuple[str, ...] = (), **columns: Any,
    ) -> int:  # fmt: skip
        kind = Kind.MMS if media else Kind.SMS
        return put(
            store, text, did=did, contact=contact, at=when, direction=way, state=state,
            unread=unread, media=media, kind=kind, **columns,
        )  # fmt: skip

    say(ZOE, "Bonjour ! Mon canot a une fissure sous la coque.", at("16:48", 19))
    say(ZOE, "Presque toujours, oui. Une photo ?", at("16:52", 19), way=out)
    say(ZOE, "C’est là, près de la proue.", at("13:40"), media=("image/jpeg",))
    say(ZOE, "", at("13:41"), media=("audio/mpeg",))
    say(
        ZOE,
        "Bien reçu. Comptez 140 $ et deux jours d’atelier, séchage compris.",
        at("13:52"),
        way=out,
    )
    say(ZOE, "Parfait, demain matin !", at("14:00"), unread=True)
    say(ZOE, "Je peux passer vers 9 h ?", at("14:01"), unread=True)
    say(DISPATCH, "Who takes the truck?", at("13:20"), did=OTTAWA)
    store.drafts.save(OTTAWA, DISPATCH, Draft("on my way, 20 min"))
    say(
        ALINE, "the leak at the bow, taken this morning before the rain", at("13:04"),
        unread=True, media=("image/jpeg",),
    )  # fmt: skip
    say(
        "4185550112", "Votre pagaie est prête, passez quand vous voulez avant 18 h.",
        at("12:47"), way=out, state=State.FAILED, problem_code="sms_failed",
        problem_words="Refused by the carrier.", origin="inbox",
    )  # fmt: skip
    say(
        "6135550113", "Order 1182 ships Monday. The invoice follows by e-mail.", at("11:32"),
        did=OTTAWA, way=out, state=State.UNCONFIRMED, origin="inbox",
    )  # fmt: skip
    say("29283", "Your code is 483920", at("10:58"), did=OTTAWA, unread=True)
    say(
        "4385550114", "We will call you back at 3 pm, once the part is in.", at("10:15"),
        did=SUPPORT, way=out, state=State.QUEUED, origin="inbox",
    )  # fmt: skip
    say("4505550115", "Merci, bonne journée !", at("9:40"), way=out)
    say("8195550116", "", at("9:12"), did=OTTAWA, media=("audio/mpeg",))
    say("4185550117", "C’est noté pour samedi.", at("17:00", 19), way=out)
    say(
        "4385550118", "Thank you, it works now! The second hatch still sticks a bit.",
        at("15:00", 19), did=SUPPORT,
    )  # fmt: skip
    say("8195550162", "Do you rent tandem kayaks?", at("12:00", 19), did=OTTAWA)
    say("5145550119", "the launch at Oka", at("12:00", 18), media=("video/mp4",))
    say("8195550120", "La facture 2207 est payée.", at("11:00", 18), did=SUPPORT)
    say("6135550121", "See you at the dock, slip 14", at("12:00", 17), did=OTTAWA, way=out)
    say("4505550124", "Avez-vous des gilets enfant ?", at("12:00", 16))
    for number in range(more):
        when = NOW - timedelta(days=8 + number * 2)
        say(
            f"41655501{number % 100:02}",
            f"older {number}",
            when,
            did=(SHOP, OTTAWA)[number // 100 % 2],
        )
    store.signals.set("last_sync", "", NOW)
