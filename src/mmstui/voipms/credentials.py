"""Username and password, kept so that nothing that prints objects can print them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping

from pydantic import SecretStr

from mmstui.domain import sanitise
from mmstui.voipms import errors

#: A shorter password is not looked for in texts: it would be found in honest words.
_SCRUBBED_FROM = 4


class Credentials:
    """The account's name and API password; the latter is had when it is first needed.

    A callable (a password command, a keyring) runs in a thread, once: its answer is kept until
    `forget`.
    """

    def __init__(self, username: str, password: Callable[[], str] | str) -> None:
        self._username = SecretStr(username)
        self._ask = None if isinstance(password, str) else password
        self._password = SecretStr(password) if isinstance(password, str) else None
        self._asking = asyncio.Lock()

    def __repr__(self) -> str:
        return "<Credentials>"

    async def ready(self) -> None:
        """Have the password at hand. Raises AccessRefused when it cannot be had."""
        async with self._asking:
            problem = await self._fetch() if self._password is None else ""
        if problem:
            raise errors.AccessRefused("no_password", problem)

    async def _fetch(self) -> str:
        """Ask for the password; "" or the words for why it cannot be had."""
        if self._ask is None:
            return ""
        try:
            self._password = SecretStr(await asyncio.to_thread(self._ask))
        except Exception as error:  # a command, a keyring: anything may go wrong in there
            return sanitise.line(str(error)) or errors.ours("no_password").words
        return ""

    def forget(self) -> None:
        """Ask again next time, where there is somebody to ask: the password was refused."""
        if self._ask is not None:
            self._password = None

    def form(self, fields: Mapping[str, str | bytes]) -> dict[str, tuple[None, bytes]]:
        """A multipart form of `fields` with the credentials: the one place that reveals them.

        Parts without a file name, as a part with one would be an upload and no parameter to PHP.
        """
        password = self._password.get_secret_value() if self._password else ""
        named = {
            "api_username": self._username.get_secret_value(),
            "api_password": password,
            **fields,
        }
        return {name: (None, _bytes(value)) for name, value in named.items()}

    def scrub(self, text: str) -> str:
        """`text` without the password, in whatever case, should a server ever echo it."""
        password = self._password.get_secret_value() if self._password else ""
        if len(password) < _SCRUBBED_FROM:
            return text
        return re.sub(re.escape(password), "***", text, flags=re.IGNORECASE)


def _bytes(value: str | bytes) -> bytes:
    # Never an encoding error: it would carry the whole text with it.
    if isinstance(value, bytes):
        return value
    return sanitise.without_surrogates(value).encode("utf-8", "replace")
