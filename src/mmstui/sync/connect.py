"""Create the sync engine of the configured account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from mmstui.settings import Settings
from mmstui.store import Store
from mmstui.sync.backoff import Timing
from mmstui.sync.engine import Engine
from mmstui.sync.intervals import Policy
from mmstui.voipms import Client, VoipMsError


class _Password:
    """The API password: read when the engine is created, and again after VoIP.ms refused it."""

    def __init__(self, ask: Callable[[], str]) -> None:
        self._ask = ask
        self._value = ask()

    def __repr__(self) -> str:
        return "<password>"

    def for_a_client(self) -> Callable[[], str]:
        """Return the password callback of one client.

        Its second call asks for the password again, because VoIP.ms refused the first answer.
        """
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
    """Return the engine between a store and its account at VoIP.ms.

    Calls `ask` for the password, and again after a refusal; `ask` may run a command. Raises what
    `ask` raises, or BadAddress. `options` are passed to `Policy`.
    """
    password = _Password(ask)

    def client() -> Client:
        return Client(
            settings.api_url,
            settings.username,
            password.for_a_client(),
            clock=lambda: datetime.fromtimestamp(clock(), UTC),
        )

    client()  # Raises BadAddress here instead of in a worker.
    configured = {
        "active_interval": settings.active_interval,
        "idle_interval": settings.idle_interval,
        "start_date": settings.since,
    }
    policy = Policy(**configured | options)
    return Engine(store, client, policy=policy, timing=Timing(clock=clock))


async def seen_address(settings: Settings, *, ask: Callable[[], str]) -> str | None:
    """Return this machine's address as VoIP.ms sees it, even if refused (voipms-api section 2.11).

    None on an error. `ask` returns the password, and may run a command.
    """
    async with Client(settings.api_url, settings.username, ask) as client:
        try:
            return await client.ip()
        except VoipMsError:
            return None
