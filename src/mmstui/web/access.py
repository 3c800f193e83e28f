"""Who may see the inbox in a browser: by the token in the address, by Host, by Origin."""

from __future__ import annotations

import hmac
import re
from typing import Final
from urllib.parse import urlsplit

#: Names of this machine in the Host of a request. The port may be that of an ssh tunnel.
_OURS: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[^:/@]+)(?::\d{1,5})?", re.ASCII)


class WebAccess:
    """Judges requests. `public_url` is where a reverse proxy is reached, "" without one."""

    def __init__(self, token: str, public_url: str = "") -> None:
        self._token = token.encode()
        public = urlsplit(public_url)
        self._hosts = _OURS | ({_name(public.netloc)} if public.netloc else set())
        self._public_origin = f"{public.scheme}://{public.netloc}".lower()

    def is_token(self, given: str) -> bool:
        """Return whether a part of an address is the token."""
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token)

    def is_host(self, given: str) -> bool:
        """Return whether a request's Host is ours.

        Another site can have its own name lead to 127.0.0.1 (DNS rebinding), and its pages could
        then read ours.
        """
        return _name(given) in self._hosts

    def is_origin(self, origin: str | None, host: str) -> bool:
        """Return whether a request comes from our own page. What is no browser sends no Origin.

        A proxy may have put its own Host in the place of the one that the browser knows.
        """
        if origin is None:
            return True
        given = origin.lower()
        return given == self._public_origin or given.partition("://")[2] == host.lower()


def _name(host: str) -> str:
    found = _HOST.fullmatch(host.lower())
    return found[1] if found else ""
