"""Changes at VoIP.ms: looked at, asked for, read back and compared; never asked for blindly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from mmstui.domain.did_settings import TARGETS, DidField
from mmstui.domain.pending_changes import ChangeKind, ChangeState, PendingChange
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.wire import PhonebookEntry, ServerDid
from mmstui.store import Store
from mmstui.sync.leader_lock import LeaderLock
from mmstui.voipms import AccessRefused, NoAnswer, NotConnected, Refused, SlowDown
from support.fake_service import SHOP, ZOE, FakeService
from support.virtual import VirtualTime
from support.world import World

EMAIL_ON, EMAIL, ENABLE = DidField.EMAIL_ON, DidField.EMAIL, DidField.ENABLE
OFF = {ENABLE: "1", EMAIL_ON: "0", EMAIL: "", DidField.FORWARD_ON: "0", DidField.SMS_POSSIBLE: "1"}
LOST = NoAnswer("no_answer_in_time", "VoIP.ms did not answer in time.")
LUC = "5145550101"


@pytest.fixture
def service(time: VirtualTime) -> FakeService:
    service = FakeService(time)
    service.numbers = [ServerDid(SHOP, "Shop", "Montreal", True, True, None, dict(OFF))]
    return service


def ask(store: Store, wanted: Mapping[DidField, str], seen: Mapping[DidField, str] = OFF) -> int:
    """What the screen writes: the fields that change, and how they stood there."""
    return store.pending_changes.add(
        ChangeKind.DID,
        SHOP,
        {name.value: value for name, value in wanted.items()},
        {name.value: seen[name] for name in wanted if name in seen},
    )


def name(store: Store, text: str = "Luc", number: str = LUC) -> int:
    wanted = {"name": text, "number": number, "note": ""}
    return store.pending_changes.add(ChangeKind.NAME, f"new:{number}", wanted)


def only(store: Store) -> PendingChange:
    (change,) = store.pending_changes.all()
    return change


async def ended(world: World, within: float = 600.0) -> PendingChange:
    """The one pending change, once it is over."""
    async with world.running(world.engine()):
        await world.time.until(lambda: not only(world.store).under_way, within=within)
    return only(world.store)


class TestSettings:
    async def test_only_what_changes_is_sent(self, world: World, service: FakeService) -> None:
        ask(world.store, {EMAIL_ON: "1", EMAIL: "a@example.com"})
        change = await ended(world)
        assert change.state is ChangeState.DONE
        sent = {"enable": "1", "email_enabled": "1", "email_address": "a@example.com"}
        assert service.changes == [(SHOP, sent)]
        settings = world.store.directory.settings(SHOP)
        assert settings is not None
        assert settings[EMAIL] == "a@example.com"

    @pytest.mark.parametrize("on", ["0", "1"])
    @pytest.mark.parametrize(("target", "value"), [
        (EMAIL, "a@example.com"), (DidField.FORWARD, "4385550123"),
        (DidField.CALLBACK, "https://example.com/a"), (DidField.WEBHOOK, "https://example.com/b"),
    ])  # fmt: skip
    async def test_an_address_alone_leaves_its_switch_alone(
        self, world: World, service: FakeService, target: DidField, value: str, on: str
    ) -> None:
        switch = next(flag for flag, of in TARGETS.items() if of is target)
        service.set_settings(SHOP, {switch: on})
        ask(world.store, {target: value})
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == [(SHOP, {"enable": "1", target: value})]
        settings = world.store.directory.settings(SHOP)
        assert settings is not None
        assert settings[switch] == on

    async def test_enable_is_as_it_is_now_not_as_it_was(
        self, world: World, service: FakeService
    ) -> None:
        ask(world.store, {EMAIL_ON: "1"})
        service.set_settings(SHOP, {ENABLE: "0"})
        await ended(world)
        assert service.changes == [(SHOP, {"enable": "0", "email_enabled": "1"})]

    async def test_switching_sms_on(self, world: World, service: FakeService) -> None:
        service.set_settings(SHOP, {ENABLE: "0"})
        ask(world.store, {ENABLE: "1"}, {ENABLE: "0"})
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == [(SHOP, {"enable": "1"})]

    async def test_what_is_so_already_is_not_asked_for(
        self, world: World, service: FakeService
    ) -> None:
        service.set_settings(SHOP, {EMAIL_ON: "1"})
        ask(world.store, {EMAIL_ON: "1"})
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == []

    async def test_what_somebody_changed_meanwhile_is_left_alone(
        self, world: World, service: FakeService
    ) -> None:
        ask(world.store, {EMAIL: "mine@example.com"})
        service.set_settings(SHOP, {EMAIL: "theirs@example.com"})
        change = await ended(world)
        assert change.state is ChangeState.STALE
        assert "the e-mail address is theirs@example.com there by now" in change.words
        assert service.changes == []
        world.store.pending_changes.again(change.id)
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == [(SHOP, {"enable": "1", "email_address": "mine@example.com"})]

    async def test_a_difference_is_told(self, world: World, service: FakeService) -> None:
        service.deaf_to = frozenset({"email_enabled"})
        ask(world.store, {EMAIL_ON: "1"})
        change = await ended(world)
        assert change.state is ChangeState.DIFFERENT
        assert change.words == "VoIP.ms took it, but tells that e-mail is off."

    async def test_more_than_was_asked_is_told(self, world: World, service: FakeService) -> None:
        async def other(method: str) -> None:
            if method == "set_did":
                service.set_settings(SHOP, {DidField.FORWARD_ON: "1"})

        service.before_answer = other
        ask(world.store, {EMAIL_ON: "1"})
        change = await ended(world)
        assert change.state is ChangeState.DIFFERENT
        assert "VoIP.ms changed more than was asked: forwarding from off to on." in change.words

    async def test_a_lost_answer_is_looked_after(self, world: World, service: FakeService) -> None:
        service.fail("set_did", LOST)
        ask(world.store, {EMAIL_ON: "1"})
        assert (await ended(world)).state is ChangeState.DONE
        assert len(service.changes) == 1

    async def test_a_lost_request_is_made_again(self, world: World, service: FakeService) -> None:
        service.loses_requests = True
        service.fail("set_did", LOST)
        ask(world.store, {EMAIL_ON: "1"})
        assert (await ended(world)).state is ChangeState.DONE
        assert len(service.changes) == 2

    async def test_without_being_told_whether_sms_is_on_nothing_is_sent(
        self, world: World, service: FakeService
    ) -> None:
        service.numbers = [ServerDid(SHOP, "", "", False, False, None, {EMAIL_ON: "0"})]
        ask(world.store, {EMAIL_ON: "1"})
        change = await ended(world)
        assert change.state is ChangeState.REFUSED
        assert "switch it on or off first" in change.words
        assert service.changes == []

    async def test_a_number_without_sms(self, world: World, service: FakeService) -> None:
        service.set_settings(SHOP, {DidField.SMS_POSSIBLE: "0"})
        ask(world.store, {ENABLE: "0"})
        assert (await ended(world)).words == "VoIP.ms offers no SMS for this number."

    async def test_a_number_that_went(self, world: World, service: FakeService) -> None:
        service.numbers = []
        ask(world.store, {EMAIL_ON: "1"})
        assert (await ended(world)).words == "This number is not on the account any more."

    async def test_an_address_whose_password_nobody_knows(
        self, world: World, service: FakeService
    ) -> None:
        ask(world.store, {DidField.CALLBACK: "https://a:b@example.com/"})
        world.store.pending_changes._whole.clear()  # another process had it
        change = await ended(world)
        assert change.state is ChangeState.REFUSED
        assert change.words.endswith("Write the address again there.")
        assert service.changes == []

    async def test_a_secret_address_goes_whole(self, world: World, service: FakeService) -> None:
        address = "https://a:b@example.com/?key=c"
        ask(world.store, {DidField.CALLBACK: address})
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == [(SHOP, {"enable": "1", "url_callback": address})]


class TestNames:
    async def test_a_name_is_made(self, world: World, service: FakeService) -> None:
        name(world.store)
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == [("new", {"name": "Luc", "number": LUC})]
        (one,) = world.store.directory.phonebook()
        assert one.id == service.names[0].id

    @pytest.mark.parametrize("lost", [False, True], ids=["answer lost", "request lost"])
    async def test_a_time_out_makes_no_second_one(
        self, world: World, service: FakeService, lost: bool
    ) -> None:
        service.loses_requests = lost
        service.fail("save_entry", LOST)
        name(world.store)
        assert (await ended(world)).state is ChangeState.DONE
        assert len(service.names) == 1
        assert len(service.changes) == (2 if lost else 1)

    async def test_one_that_comes_late_is_found_before_it_is_asked_for_again(
        self, world: World, service: FakeService
    ) -> None:
        service.loses_requests = True
        service.fail("save_entry", LOST)
        name(world.store)
        async with world.running(world.engine()):
            await world.time.until(lambda: service.changes)
            await world.time.advance(30)
            service.names = [PhonebookEntry("9", "Luc", LUC)]
            await world.time.until(lambda: not only(world.store).under_way)
        assert only(world.store).state is ChangeState.DONE
        assert len(service.changes) == 1

    async def test_a_killed_process_makes_no_second_one(
        self, world: World, service: FakeService, lock: LeaderLock
    ) -> None:
        async def hang(method: str) -> None:
            if method == "save_entry":
                await asyncio.Event().wait()

        service.before_answer = hang
        change = name(world.store)
        async with world.running(world.engine()):
            await world.time.until(lambda: service.names)
        # As a kill leaves it: nobody took it back.
        world.store.pending_changes.begin(change)
        service.before_answer = None
        assert (await ended(world)).state is ChangeState.DONE
        assert len(service.changes) == 1

    async def test_a_number_that_has_a_name_already(
        self, world: World, service: FakeService
    ) -> None:
        service.names = [PhonebookEntry("9", "Lucie", LUC, "", {"number": LUC})]
        name(world.store)
        change = await ended(world)
        assert change.state is ChangeState.STALE
        assert change.words == "The phonebook of VoIP.ms calls this number Lucie already."
        world.store.pending_changes.again(change.id)
        assert (await ended(world)).state is ChangeState.DONE
        assert [(one.id, one.name) for one in service.names] == [("9", "Luc")]

    async def test_a_change_sends_back_what_the_entry_has(
        self, world: World, service: FakeService
    ) -> None:
        rest = {"number": "15145550101", "speed_dial": "*7501", "callerid": "", "group": "3220"}
        service.names = [PhonebookEntry("9", "Luc", LUC, "rive sud", rest)]
        seen = {"name": "Luc", "number": LUC, "note": "rive sud"}
        world.store.pending_changes.add(ChangeKind.NAME, "entry:9", {"name": "Luc B."}, seen)
        await ended(world)
        ((entry, sent),) = service.changes
        assert entry == "9"
        assert sent == {
            "name": "Luc B.", "number": "15145550101", "note": "rive sud",
            "speed_dial": "*7501", "group": "3220",
        }  # fmt: skip

    async def test_emptying_a_note_says_so(self, world: World, service: FakeService) -> None:
        service.names = [PhonebookEntry("9", "Luc", LUC, "rive sud")]
        seen = {"name": "Luc", "number": LUC, "note": "rive sud"}
        world.store.pending_changes.add(ChangeKind.NAME, "entry:9", {"note": ""}, seen)
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == [("9", {"name": "Luc", "number": LUC, "note": ""})]

    async def test_an_entry_that_was_changed_meanwhile(
        self, world: World, service: FakeService
    ) -> None:
        service.names = [PhonebookEntry("9", "Lucie", LUC)]
        seen = {"name": "Luc", "number": LUC, "note": ""}
        for kind, wanted in ((ChangeKind.NAME, {"note": "x"}), (ChangeKind.NO_NAME, seen)):
            world.store.pending_changes.add(kind, "entry:9", wanted, seen)
            change = await ended(world)
            assert change.state is ChangeState.STALE
            assert f"it is Lucie, {formatted(LUC)} by now" in change.words
        assert service.changes == []

    async def test_an_entry_is_deleted_also_by_an_empty_answer(
        self, world: World, service: FakeService
    ) -> None:
        service.names = [PhonebookEntry("9", "Luc", LUC), PhonebookEntry("8", "Zoé", ZOE)]
        service.fail("delete_entry", NoAnswer("empty_answer", "VoIP.ms's answer was empty."))
        world.store.pending_changes.add(
            ChangeKind.NO_NAME, "entry:9", {"name": "Luc"}, {"name": "Luc"}
        )
        assert (await ended(world)).state is ChangeState.DONE
        assert [one.name for one in world.store.directory.phonebook()] == ["Zoé"]

    async def test_what_is_gone_already_is_deleted(
        self, world: World, service: FakeService
    ) -> None:
        world.store.pending_changes.add(
            ChangeKind.NO_NAME, "entry:9", {"name": "Luc"}, {"name": "Luc"}
        )
        assert (await ended(world)).state is ChangeState.DONE
        assert service.changes == []

    async def test_changing_what_is_gone_says_so(self, world: World, service: FakeService) -> None:
        world.store.pending_changes.add(ChangeKind.NAME, "entry:9", {"name": "Luc"}, {"name": "L"})
        assert "does not have this entry any more" in (await ended(world)).words


class TestWaiting:
    async def test_offline_it_waits_and_goes_later(
        self, world: World, service: FakeService
    ) -> None:
        service.down = NotConnected("not_connected", "The server cannot be reached.")
        ask(world.store, {EMAIL_ON: "1"})
        async with world.running(world.engine()):
            await world.time.advance(120)
            assert only(world.store).state is ChangeState.WAITING
            service.down = None
            await world.time.until(lambda: not only(world.store).under_way, within=120)
        assert only(world.store).state is ChangeState.DONE

    async def test_taken_back_while_it_waits(self, world: World, service: FakeService) -> None:
        service.down = NotConnected("not_connected", "The server cannot be reached.")
        change = ask(world.store, {EMAIL_ON: "1"})
        async with world.running(world.engine()):
            await world.time.advance(30)
            assert world.store.pending_changes.take_back(change)
            service.down = None
            await world.time.advance(120)
        assert service.changes == []

    async def test_a_minute_that_voipms_asks_for(
        self, world: World, service: FakeService, time: VirtualTime
    ) -> None:
        service.fail("set_did", SlowDown("sms_wait_message", "A minute."))
        ask(world.store, {EMAIL_ON: "1"})
        began = time.now
        assert (await ended(world)).state is ChangeState.DONE
        assert 60 <= time.now - began < 120

    async def test_refused_access_stops_and_keeps_it(
        self, world: World, service: FakeService
    ) -> None:
        service.down = AccessRefused("ip_not_enabled", "Not from here.")
        ask(world.store, {EMAIL_ON: "1"})
        async with world.running(world.engine()):
            await world.time.advance(600)
        assert only(world.store).state is ChangeState.WAITING

    async def test_a_refusal_ends_one_and_the_next_goes(
        self, world: World, service: FakeService
    ) -> None:
        service.fail("set_did", Refused("invalid_email", "VoIP.ms does not accept this."))
        first = ask(world.store, {EMAIL: "a@example.com"})
        ask(world.store, {DidField.FORWARD_ON: "1"})
        async with world.running(world.engine()):
            await world.time.until(
                lambda: not any(change.under_way for change in world.store.pending_changes.all())
            )
        found = {change.id: change for change in world.store.pending_changes.all()}
        assert found.pop(first).state is ChangeState.REFUSED
        assert [change.state for change in found.values()] == [ChangeState.DONE]

    async def test_one_pass_carries_it_too(self, world: World, service: FakeService) -> None:
        ask(world.store, {EMAIL_ON: "1"})
        report = await world.done(world.engine().once())
        assert report.problem == ""
        assert only(world.store).state is ChangeState.DONE

    async def test_a_pass_that_is_told_to_wait_says_so(
        self, world: World, service: FakeService
    ) -> None:
        service.fail("did", SlowDown("method_maintenance", "Under maintenance."))
        ask(world.store, {EMAIL_ON: "1"})
        report = await world.done(world.engine().once())
        assert report.problem == "Under maintenance."
        assert only(world.store).state is ChangeState.WAITING

    async def test_another_process_s_change_is_noticed(
        self, world: World, service: FakeService
    ) -> None:
        async with world.running(world.engine()):
            await world.time.advance(30)
            ask(world.store, {EMAIL_ON: "1"})
            await world.time.until(lambda: not only(world.store).under_way, within=3)
        assert only(world.store).state is ChangeState.DONE


class TestAskingForTheAccount:
    async def test_an_open_screen_has_it_told_within_seconds(
        self, world: World, service: FakeService, time: VirtualTime
    ) -> None:
        async with world.running(world.engine()):
            await world.time.advance(60)
            service.set_settings(SHOP, {EMAIL_ON: "1"})
            asked = time.datetime()
            world.store.signals.set("account_request", "", asked)
            await world.time.until(lambda: world.store.signals.get("account_answer"), within=3)
        settings = world.store.directory.settings(SHOP)
        assert settings is not None
        assert settings[EMAIL_ON] == "1"
        assert world.signal("balance") == '["42.18050", "0.34000"]'
        answer = world.store.signals.get("account_answer")
        assert answer is not None
        assert answer[0] == asked

    async def test_what_the_store_remembers_is_not_taken_for_what_it_has(
        self, world: World, service: FakeService
    ) -> None:
        """VoIP.ms had A, a pending change made it B, somebody else made it A again."""
        async with world.running(world.engine()):
            await world.time.advance(5)
            ask(world.store, {EMAIL_ON: "1"})
            await world.time.until(lambda: not only(world.store).under_way)
            service.set_settings(SHOP, {EMAIL_ON: "0"})
            await world.time.advance(1000)
        settings = world.store.directory.settings(SHOP)
        assert settings is not None
        assert settings[EMAIL_ON] == "0"
