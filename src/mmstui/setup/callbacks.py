"""Sets VoIP.ms's callback on the account's numbers, so that a call wakes the poll."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from mmstui.domain.did_settings import DidField, masked
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.sanitise import line
from mmstui.domain.wire import ServerDid
from mmstui.settings import Settings
from mmstui.setup.face import Choice, Face
from mmstui.voipms import Client, VoipMsError

_ON: Final = "1"


async def set_callbacks(
    face: Face, settings: Settings, dids: Sequence[ServerDid], address: str, *, replace: bool
) -> list[str]:
    """Let VoIP.ms call an address for each number with SMS; return the numbers where it does now.

    A callback that somebody else needs is not replaced unless the person says so, or `replace` and
    nobody is there. Whose it was is said in any case.
    """
    async with Client(settings.api_url, settings.username, settings.password) as api:
        return [
            did.number
            for did in dids
            if did.sms and await _is_called(face, api, did, address, replace=replace)
        ]


async def _is_called(
    face: Face, api: Client, did: ServerDid, address: str, *, replace: bool
) -> bool:
    """Return whether VoIP.ms calls the address for a number, if need be from now on."""
    number, before = formatted(did.number), _callback(did)
    is_other = before not in ("", address)
    if is_other and not await _is_replaced(face, number, before, replace):
        face.say(f"{number}: the callback stays {line(masked(before))}.")
        return False
    if before != address and not await _set(face, api, did, address):
        return False
    instead = f", no longer {line(masked(before))}" if is_other else ""
    face.say(f"{number}: VoIP.ms calls this machine{instead}.")
    return True


def _callback(did: ServerDid) -> str:
    """Return the address that VoIP.ms calls now; "" for none."""
    if did.settings.get(DidField.CALLBACK_ON) != _ON:
        return ""
    return did.settings.get(DidField.CALLBACK, "")


async def _is_replaced(face: Face, number: str, before: str, replace: bool) -> bool:
    chosen = await face.choose(
        f"{number} has a callback already, to {line(masked(before))}. Replace it?",
        [Choice("y", "replace it: nothing is sent there any more"), Choice("n", "keep it")],
        "y" if replace else "n",
    )
    return chosen == "y"


async def _set(face: Face, api: Client, did: ServerDid, address: str) -> bool:
    fields = {
        str(field): value
        for field, value in (
            (DidField.CALLBACK_ON, _ON), (DidField.CALLBACK, address), (DidField.RETRY, _ON),
        )
    }  # fmt: skip
    try:
        await api.set_did(did.number, enable=True, fields=fields)
    except VoipMsError as error:
        face.say(
            f"{formatted(did.number)}: {line(error.words)}", "Its callback is as it was."
        )  # fmt: skip
        return False
    return True
