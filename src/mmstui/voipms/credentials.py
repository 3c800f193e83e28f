"""Username and password, kept so that no printed object or traceback shows them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Mapping

from pydantic import SecretStr

from mmstui.domain.text import sanitise
from mmstui.voipms import errors

#: A shorter password is not scrubbed from texts: it may be part of ordinary words.
_SCRUBBED_FROM = 4


class Credentials:
    """The account's username and API password.

    A callable password (a password command, a keyring) runs in a thread when the password is first
    needed. Its result is kept until `forget`.
    """

    def __init__(self, username: str, password: Callable[[], str] | str) -> None:
        self._username = SecretStr(username)
        self._ask = None if isinstance(password, str) else password
        self._password = SecretStr(password) if isinstance(password, str) else None
        self._asking = asyncio.Lock()

    def __repr__(self) -> str:
        return "<Credentials>"

    async def ready(self) -> None:
        """Get the password if it is not known yet. Raises AccessRefused when that fails."""
        async with self._asking:
            problem = await self._fetch() if self._password is None else ""
        if problem:
            raise errors.AccessRefused("no_password", problem)

    async def _fetch(self) -> str:
        """Call the password callback. Return "" or a sentence on the error."""
        if self._ask is None:
            return ""
        try:
            self._password = SecretStr(await asyncio.to_thread(self._ask))
        except Exception as error:  # A password command or keyring may raise anything.
            return sanitise.line(str(error)) or errors.ours("no_password").words
        return ""

    def forget(self) -> None:
        """Forget a refused password, so that the callback, if there is one, is called again."""
        if self._ask is not None:
            self._password = None

    def form(self, fields: Mapping[str, str | bytes]) -> dict[str, tuple[None, bytes]]:
        """Return a multipart form of `fields` and the credentials. Only this method reveals them.

        Its parts have no file name: PHP takes a part with one for an upload, not a parameter.
        """
        password = self._password.get_secret_value() if self._password else ""
        named = {
            "api_username": self._username.get_secret_value(),
            "api_password": password,
            **fields,
        }
        return {name: (None, _bytes(value)) for name, value in named.items()}

    def scrub(self, text: str) -> str:
        """Return `text` without the password, in any case, in case a server echoes it."""
        password = self._password.get_secret_value() if self._password else ""
        if len(password) < _SCRUBBED_FROM:
            return text
        return re.sub(re.escape(password), "***", text, flags=re.IGNORECASE)


def _bytes(value: str | bytes) -> bytes:
    # An encoding error must not be raised: it would contain the whole text.
    if isinstance(value, bytes):
        return value
    return sanitise.without_surrogates(value).encode("utf-8", "replace")
