"""Settings and names, from the store to VoIP.ms and back, over HTTP (voipms-api 2.7 to 2.10, 3)."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from mmstui.domain.did_settings import DidField
from mmstui.domain.pending_changes import ChangeKind, ChangeState, PendingChange
from mmstui.domain.wire import Balance
from mmstui.simulator import ManualClock
from mmstui.voipms import Client
from support import seldom
from support.office import Office, in_time
from support.simulated import FAX, SHOP, ZOE, Simulated

LUC = "5145550101"
#: The refusals that `make test` tries.
SETTINGS_SAID = {"invalid_did", "sms_apply_regulations", "never_heard_of"}
NAMES_SAID = {"used_number", "max_phonebook"}
SECRET = "https://user:hunter2@example.com/hook?token=hunter3&from={FROM}"


@pytest.fixture
def office(tmp_path: Path, sim: Simulated, clock: ManualClock) -> Iterator[Office]:
    office = Office(tmp_path, sim, clock)
    yield office
    office.store.close()


def change(office: Office, wanted: Mapping[DidField, str], did: str = SHOP) -> int:
    """As the screen asks it: what is there is what was told last."""
    seen = office.store.directory.settings(did) or {}
    return office.store.pending_changes.add(
        ChangeKind.DID,
        did,
        {name.value: value for name, value in wanted.items()},
        {name.value: seen[name] for name in wanted if name in seen},
    )


def name(office: Office, text: str = "Luc") -> int:
    wanted = {"name": text, "number": LUC, "note": ""}
    return office.store.pending_changes.add(ChangeKind.NAME, f"new:{LUC}", wanted)


async def carried(office: Office) -> PendingChange:
    """The newest pending change, after one pass."""
    await in_time(office.engine().once())
    return office.store.pending_changes.all()[-1]


def settings(office: Office, did: str = SHOP) -> dict[str, str]:
    return office.sim.account.dids[did].settings


class TestSettings:
    """Section 2.7."""

    @pytest.mark.parametrize(
        ("wanted", "told"),
        [
            (
                {DidField.EMAIL_ON: "1", DidField.EMAIL: "a@example.com"},
                {"sms_email_enabled": "1", "sms_email": "a@example.com"},
            ),
            (
                {DidField.FORWARD_ON: "1", DidField.FORWARD: "4385550123"},
                {"sms_forward_enabled": "1", "sms_forward": "4385550123"},
            ),
            (
                {DidField.CALLBACK_ON: "1", DidField.CALLBACK: "https://example.com/?f={FROM}"},
                {
                    "sms_url_callback_enabled": "1",
                    "sms_url_callback": "https://example.com/?f={FROM}",
                },
            ),
            ({DidField.RETRY: "1"}, {"sms_url_callback_retry": "1"}),
            (
                {DidField.WEBHOOK_ON: "1", DidField.WEBHOOK: "https://example.com/hook"},
                {"webhook_enabled": "1", "webhook": "https://example.com/hook"},
            ),
        ],
    )
    async def test_each_is_set_and_nothing_else(
        self, office: Office, wanted: dict[DidField, str], told: dict[str, str]
    ) -> None:
        await in_time(office.engine().once())
        change(office, wanted)
        assert (await carried(office)).state is ChangeState.DONE
        assert settings(office) == told
        kept = office.store.directory.settings(SHOP)
        assert kept is not None
        assert {field: kept[field] for field in wanted} == wanted

    @pytest.mark.parametrize("flag", ["webhook_enable", "webhook_enabled"])
    async def test_the_webhook_by_either_name(self, office: Office, flag: str) -> None:
        office.sim.switches.webhook_flag = flag
        change(office, {DidField.WEBHOOK_ON: "1"})
        await carried(office)
        pending = office.store.pending_changes.all()[-1]
        office.store.pending_changes.again(pending.id)
        assert (await carried(office)).state is ChangeState.DONE

    async def test_sms_off_and_on_again(self, office: Office) -> None:
        await in_time(office.engine().once())
        change(office, {DidField.ENABLE: "0"})
        assert (await carried(office)).state is ChangeState.DONE
        (shop, *_) = office.store.directory.dids()
        assert (shop.number, shop.ability) == (SHOP, "no SMS")
        change(office, {DidField.ENABLE: "1"})
        await carried(office)
        assert office.store.directory.dids()[0].ability == "SMS+MMS"

    async def test_a_setting_leaves_sms_as_another_client_has_switched_it(
        self, office: Office
    ) -> None:
        await in_time(office.engine().once())
        change(office, {DidField.EMAIL_ON: "1"})
        office.sim.account.dids[SHOP].sms_enabled = False
        assert (await carried(office)).state is ChangeState.DONE
        assert not office.sim.account.dids[SHOP].sms_enabled

    async def test_another_client_was_quicker(self, office: Office) -> None:
        await in_time(office.engine().once())
        change(office, {DidField.CALLBACK: "https://example.com/mine"})
        settings(office)["sms_url_callback"] = "https://me:pw@example.com/theirs"
        pending = await carried(office)
        assert pending.state is ChangeState.STALE
        assert "the callback address is https://***@example.com/theirs there" in pending.words
        assert settings(office)["sms_url_callback"].endswith("theirs")

    async def test_what_is_read_back_differs(self, office: Office) -> None:
        await in_time(office.engine().once())
        office.sim.switches.ignored_settings = ("email_address",)
        change(office, {DidField.EMAIL_ON: "1", DidField.EMAIL: "a@example.com"})
        pending = await carried(office)
        assert pending.state is ChangeState.DIFFERENT
        assert pending.words == "VoIP.ms took it, but tells that the e-mail address is none."
        kept = office.store.directory.settings(SHOP)
        assert kept is not None
        assert (kept[DidField.EMAIL_ON], kept[DidField.EMAIL]) == ("1", "")

    async def test_a_service_that_resets_what_is_left_out_is_found_out(
        self, office: Office
    ) -> None:
        settings(office).update(sms_forward="4385550123", sms_forward_enabled="1")
        await in_time(office.engine().once())
        office.sim.switches.omitted_settings_are_cleared = True
        change(office, {DidField.EMAIL_ON: "1"})
        pending = await carried(office)
        assert pending.state is ChangeState.DIFFERENT
        assert "forwarding from on to off" in pending.words
        assert "the number to forward to from 4385550123 to none" in pending.words

    @pytest.mark.parametrize(
        "status",
        seldom.but(lambda status: status not in SETTINGS_SAID, [
            "invalid_did", "missing_enable", "invalid_email_enable", "invalid_email",
            "invalid_forward_enable", "invalid_sms_forward", "invalid_callback_enable",
            "invalid_callback", "invalid_callback_retry", "invalid_smpp_url",
            "invalid_smpp_username", "invalid_smpp_password", "sms_apply_regulations",
            "never_heard_of",
        ]),
    )  # fmt: skip
    async def test_each_refusal_is_a_sentence_and_changes_nothing(
        self, office: Office, status: str
    ) -> None:
        await in_time(office.engine().once())
        office.sim.switches.statuses = {"setSMS": status}
        change(office, {DidField.EMAIL_ON: "1"})
        pending = await carried(office)
        assert pending.state is ChangeState.REFUSED
        assert pending.words.endswith((".", "know."))
        assert settings(office) == {}
        # The word of the user tries again.
        office.sim.switches.statuses = {}
        office.store.pending_changes.again(pending.id)
        assert (await carried(office)).state is ChangeState.DONE

    async def test_a_minute_to_wait(self, office: Office, clock: ManualClock) -> None:
        office.sim.switches.statuses = {"setSMS": "sms_wait_message"}
        await in_time(office.engine().once())
        change(office, {DidField.EMAIL_ON: "1"})
        assert (await carried(office)).state is ChangeState.WAITING
        office.sim.switches.statuses = {}
        assert (await carried(office)).state is ChangeState.WAITING
        clock.advance(60)
        assert (await carried(office)).state is ChangeState.DONE

    @pytest.mark.parametrize("page", ["522", "truncated", "html", "empty"])
    async def test_a_lost_answer(self, office: Office, page: str) -> None:
        await in_time(office.engine().once())
        office.sim.switches.pages = {"setSMS": page}
        office.sim.switches.pages_act = True
        change(office, {DidField.EMAIL_ON: "1"})
        assert (await carried(office)).state is ChangeState.DONE
        assert office.sim.account.requests["setSMS"] == 1

    async def test_a_number_without_sms(self, office: Office) -> None:
        await in_time(office.engine().once())
        change(office, {DidField.ENABLE: "1"}, FAX)
        pending = await carried(office)
        assert (pending.state, pending.words) == (
            ChangeState.REFUSED, "VoIP.ms offers no SMS for this number.",
        )  # fmt: skip
        assert office.sim.account.requests["setSMS"] == 0


class TestWhatIsTold:
    """Section 2.8."""

    @pytest.mark.parametrize("unset", ["", "-1"])
    async def test_no_number_to_forward_to(self, office: Office, unset: str) -> None:
        office.sim.switches.unset_forward = unset
        await in_time(office.engine().once())
        kept = office.store.directory.settings(SHOP)
        assert kept is not None
        assert kept[DidField.FORWARD] == ""

    async def test_what_is_missing_is_not_taken_for_off(self, office: Office) -> None:
        office.sim.switches.untold = ("webhook", "webhook_enabled", "sms_email")
        await in_time(office.engine().once())
        kept = office.store.directory.settings(SHOP)
        assert kept is not None
        assert not {DidField.WEBHOOK, DidField.WEBHOOK_ON, DidField.EMAIL} & kept.keys()
        assert kept[DidField.EMAIL_ON] == "0"
        assert office.store.directory.settings(FAX) == {
            DidField.SMS_POSSIBLE: "0", DidField.MMS_POSSIBLE: "0",
        }  # fmt: skip

    async def test_one_did_is_asked_for_by_itself(self, client: Client) -> None:
        did = await client.did(SHOP)
        assert did is not None
        assert did.number == SHOP
        assert await client.did("5145550199") is None

    async def test_passwords_are_in_no_file_and_no_log(
        self, office: Office, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        settings(office).update(
            smpp_pass="hunter4", smpp_url="ssmpp://me:hunter5@smpp.voip.ms", smpp_enabled="1",
            webhook="https://example.com/?key=hunter6",
        )  # fmt: skip
        await in_time(office.engine().once())
        change(office, {DidField.CALLBACK_ON: "1", DidField.CALLBACK: SECRET})
        office.sim.switches.statuses = {"setSMS": f"invalid_{SECRET}"}
        pending = await carried(office)
        office.sim.switches.statuses = {}
        office.store.pending_changes.again(pending.id)
        assert (await carried(office)).state is ChangeState.DONE
        assert settings(office)["sms_url_callback"] == SECRET
        assert "hunter" not in caplog.text
        assert "hunter" not in repr(await office.client().dids())
        for file in office.home.rglob("*"):
            if file.is_file():
                assert b"hunter" not in file.read_bytes(), file.name


class TestPhonebook:
    """Section 2.9."""

    async def test_made_changed_and_deleted(self, office: Office) -> None:
        name(office)
        assert (await carried(office)).state is ChangeState.DONE
        luc = next(e for e in office.sim.account.phonebook.values() if e.number == LUC)
        luc.speed_dial, luc.group = "*7501", "3220"
        (one,) = [one for one in office.store.directory.phonebook() if one.number == LUC]
        assert one.id == luc.entry
        seen = {"name": "Luc", "number": LUC, "note": ""}
        subject = f"entry:{one.id}"
        wanted = {"name": "Luc Bélanger", "note": "rive sud"}
        office.store.pending_changes.add(ChangeKind.NAME, subject, wanted, seen)
        assert (await carried(office)).state is ChangeState.DONE
        assert (luc.name, luc.number, luc.note) == ("Luc Bélanger", LUC, "rive sud")
        assert (luc.speed_dial, luc.group) == ("*7501", "3220")
        office.store.pending_changes.add(ChangeKind.NO_NAME, subject, wanted, wanted)
        assert (await carried(office)).state is ChangeState.DONE
        assert [e.number for e in office.sim.account.phonebook.values()] == [ZOE]

    async def test_a_service_that_empties_what_is_left_out_loses_nothing(
        self, office: Office
    ) -> None:
        office.sim.switches.omitted_entry_fields_are_cleared = True
        (zoe,) = office.sim.account.phonebook.values()
        zoe.note, zoe.speed_dial = "rive sud", "*7501"
        seen = {"name": zoe.name, "number": ZOE, "note": zoe.note}
        office.store.pending_changes.add(
            ChangeKind.NAME, f"entry:{zoe.entry}", {"name": "Zoé T."}, seen
        )
        assert (await carried(office)).state is ChangeState.DONE
        assert (zoe.name, zoe.note, zoe.speed_dial) == ("Zoé T.", "rive sud", "*7501")

    @pytest.mark.parametrize("acts", [True, False], ids=["made", "not made"])
    async def test_a_time_out_on_making_one_makes_no_second(
        self, office: Office, clock: ManualClock, acts: bool
    ) -> None:
        office.sim.switches.unique_numbers = False  # nobody else keeps us from it
        office.sim.switches.pages = {"setPhonebook": "522"}
        office.sim.switches.pages_act = acts
        office.sim.switches.fault_times = 1
        name(office)
        pending = await carried(office)
        assert pending.state is (ChangeState.DONE if acts else ChangeState.WAITING)
        await carried(office)
        # One that did not arrive is not counted there.
        assert office.sim.account.requests["setPhonebook"] == int(acts), "not before a minute"
        clock.advance(61)
        assert (await carried(office)).state is ChangeState.DONE
        names = [entry.name for entry in office.sim.account.phonebook.values()]
        assert names.count("Luc") == 1

    @pytest.mark.parametrize(
        "status",
        seldom.but(lambda status: status not in NAMES_SAID, [
            "invalid_phonebook", "missing_phonebook", "missing_name", "missing_number",
            "invalid_name", "name_toolong", "used_name", "used_number", "note_toolong",
            "invalid_note", "invalid_speed_dial", "used_speed_dial", "invalid_number",
            "invalid_callerid", "members_exceeded", "max_phonebook", "no_phonebook",
        ]),
    )  # fmt: skip
    async def test_each_refusal_is_a_sentence_and_takes_the_name_away(
        self, office: Office, status: str
    ) -> None:
        office.sim.switches.statuses = {"setPhonebook": status}
        name(office)
        assert LUC in [one.number for one in office.store.directory.phonebook()]
        pending = await carried(office)
        assert pending.state is ChangeState.REFUSED
        assert pending.words.endswith(".")
        assert LUC not in [one.number for one in office.store.directory.phonebook()]

    async def test_a_name_with_an_accent_that_is_not_taken(self, office: Office) -> None:
        office.sim.switches.names_alphanumeric = True
        name(office, "Élise")
        pending = await carried(office)
        assert pending.words == "VoIP.ms does not accept this name. Letters and digits only."

    async def test_deleting_may_be_answered_by_nothing(self, office: Office) -> None:
        office.sim.switches.empty_body_on_delete = True
        (zoe,) = office.sim.account.phonebook.values()
        seen = {"name": zoe.name, "number": ZOE, "note": ""}
        office.store.pending_changes.add(ChangeKind.NO_NAME, f"entry:{zoe.entry}", seen, seen)
        assert (await carried(office)).state is ChangeState.DONE
        assert office.sim.account.phonebook == {}
        assert office.store.directory.phonebook() == []


class TestBalance:
    """Section 2.10."""

    async def test_it_is_told_as_decimals(self, client: Client) -> None:
        assert await client.balance() == Balance("42.18050", "0.34000")
