"""An engine for the configured account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from mmstui.settings import Settings
from mmstui.store import Store
from mmstui.sync.engine import Engine
from mmstui.sync.intervals import Policy
from mmstui.sync.timing import Timing
from mmstui.voipms import Client, VoipMsError


class _Password:
    """The password as it was had when the engine was made, and later when it was refused."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._value = ask()

    def __repr__(self) -> str:
        return "<password>"

    def for_a_client(self) -> Callable[[], str]:
        """What a client asks: a second question means that the first answer was refused."""
        asked = False

        def answer() -> str:
            nonlocal asked
            if asked:
                self._value = self._ask()
            asked = True
            return self._value

        return answer


def connect(
    store: Store,
    settings: Settings,
    *,
    ask: Callable[[], str],
    clock: Callable[[], float],
    **options: Any,
) -> Engine:
    """The engine between a store and its account at VoIP.ms.

    Asks for the password, and again when it was refused; `ask` may run a command. Raises what it
    raises, or BadAddress. `options` go to `Policy`.
    """
    password = _Password(ask)

    def client() -> Client:
        return Client(
            settings.api_url,
            settings.username,
            password.for_a_client(),
            clock=lambda: datetime.fromtimestamp(clock(), UTC),
        )

    client()  # a bad address is told now, not by a worker
    configured = {
        "active_interval": settings.active_interval,
        "idle_interval": settings.idle_interval,
        "start_date": settings.since,
    }
    policy = Policy(**configured | options)
    return Engine(store, client, policy=policy, timing=Timing(clock=clock))


async def seen_address(settings: Settings, *, ask: Callable[[], str]) -> str | None:
    """The address under which VoIP.ms sees this machine, allowed or not (voipms-api section 2.11).

    None when it does not say. `ask` is asked for the password, and may run a command.
    """
    async with Client(settings.api_url, settings.username, ask) as client:
        try:
            return await client.ip()
        except VoipMsError:
            return None
