"""D: whose conversations the list shows."""

from __future__ import annotations

from mmstui.tui.inbox.did_filter import DidFilter
from support.dialogs import OLD_FAX, OTTAWA, SHOP, SUPPORT, FakePeople, left, open_next, opened
from support.screens import screen_text, wait_until

ALL: frozenset[str] = frozenset()


def only(*dids: object) -> frozenset[str]:
    return frozenset(getattr(did, "number", "") for did in dids)


#: The DIDs that were chosen before, keys, and those that are chosen then; None: nothing else.
CHOICES: tuple[tuple[frozenset[str], list[str], frozenset[str] | None], ...] = (
    (ALL, ["enter"], ALL),
    (ALL, ["j", "enter"], only(SHOP)),
    (ALL, ["down", "down", "enter"], only(OTTAWA)),
    (ALL, ["j", "space", "j", "j", "space", "enter"], only(SHOP, SUPPORT)),
    (ALL, ["j", "space", "space", "j", "enter"], only(OTTAWA)),
    (only(OTTAWA), ["enter"], only(OTTAWA)),
    (only(OTTAWA), ["k", "enter"], only(SHOP)),
    (only(OTTAWA), ["k", "space", "enter"], only(SHOP, OTTAWA)),
    (only(SHOP, OTTAWA), ["enter"], only(SHOP, OTTAWA)),
    (only(SHOP, OTTAWA), ["a", "enter"], ALL),
    (only(SHOP, OTTAWA), ["g", "enter"], ALL),
    (only(SHOP, OTTAWA, SUPPORT), ["G", "space", "enter"], ALL),
    (only(SHOP), ["escape"], None),
)


async def test_a_few_keys_choose() -> None:
    async with opened(DidFilter(FakePeople(), ALL)) as (app, pilot):
        await pilot.press("escape")
        for chosen, keys, result in CHOICES:
            await open_next(app, pilot, DidFilter(FakePeople(), chosen))
            await pilot.press(*keys)
            assert await left(app, pilot) == result, (chosen, keys)


async def test_the_pill_says_what_enter_shows() -> None:
    async with opened(DidFilter(FakePeople(), ALL)) as (app, pilot):
        assert "enter show all DIDs" in screen_text(app)
        await pilot.press("j")
        await wait_until(pilot, lambda: "enter show Shop" in screen_text(app))
        await pilot.press("space", "j", "space")
        await wait_until(pilot, lambda: "enter show 2 DIDs" in screen_text(app))
        assert screen_text(app).count("■") == 2


async def test_one_that_cannot_send_still_has_conversations() -> None:
    async with opened(DidFilter(FakePeople(), ALL)) as (app, pilot):
        await pilot.press("G", "enter")
        assert await left(app, pilot) == only(OLD_FAX)


async def test_a_did_the_account_lost_is_no_longer_chosen() -> None:
    async with opened(DidFilter(FakePeople(numbers=(SHOP, OTTAWA)), only(SHOP, OLD_FAX))) as (
        app,
        pilot,
    ):
        await pilot.press("enter")
        assert await left(app, pilot) == only(SHOP)
