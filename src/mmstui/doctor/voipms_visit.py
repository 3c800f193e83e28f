"""Asks VoIP.ms what the checks want to know: address, numbers, balance, clock. Reads only."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from mmstui.doctor.context import ExaminedSetup
from mmstui.doctor.password import LookupState
from mmstui.domain.wire import Balance, ServerDid
from mmstui.voipms import BadAddress, Client, NoAnswer, NotConnected, Timeouts, VoipMsError

#: Seconds to connect, and for an answer. A person waits for it.
_CONNECT = 3.0
_ANSWER = 6.0
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class VoipMsVisit:
    """What VoIP.ms answered. `skew` is its clock minus ours; None without an answer.

    `balance` is None where it could not be read, which `dids` tells as well.
    """

    address: str | VoipMsError
    dids: list[ServerDid] | VoipMsError
    balance: Balance | None
    skew: timedelta | None


def visit(setup: ExaminedSetup) -> VoipMsVisit | None:
    """Ask VoIP.ms; None without credentials or a usable address, which other checks report."""
    if setup.password.state is not LookupState.FOUND:
        return None
    try:
        return asyncio.run(_visit(setup))
    except BadAddress:
        return None


async def _visit(setup: ExaminedSetup) -> VoipMsVisit:
    found = setup.settings
    timeouts = Timeouts(connect=_CONNECT, silence=_ANSWER, read=_ANSWER)
    async with Client(
        found.api_url, found.username, setup.password.password, clock=setup.now, timeouts=timeouts
    ) as api:
        address, dids, balance = await asyncio.gather(
            _answer(api.ip()), _answer(api.dids()), _answer(api.balance())
        )
        answered = not all(isinstance(one, NotConnected | NoAnswer) for one in (address, dids))
        return VoipMsVisit(
            address,
            dids,
            None if isinstance(balance, VoipMsError) else balance,
            api.server_skew if answered else None,
        )


async def _answer(request: Awaitable[_T]) -> _T | VoipMsError:
    try:
        return await request
    except VoipMsError as error:
        return error
