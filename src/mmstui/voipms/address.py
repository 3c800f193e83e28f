"""Check addresses: the API's own, and those of files. Plain http never leaves this machine."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

import httpx

from mmstui.voipms import errors

_HOME = "voip.ms"
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Api:
    """The checked API address. `origin` is scheme and authority, without a trailing slash."""

    url: str
    origin: str

    @property
    def is_plain(self) -> bool:
        """Whether the address is http, which is allowed for this machine only."""
        return self.url.startswith("http:")


def check_api(url: str) -> Api:
    """Return the checked API address. Raises BadAddress, whose text does not repeat the address."""
    parsed = _parsed(url)
    if parsed is None or not _is_fit_for_api(parsed):
        raise errors.BadAddress(*_bad_address_words())
    return Api(str(parsed), _origin(parsed))


def may_fetch(url: str, api: Api) -> bool:
    """Return whether a file may be downloaded from an absolute address.

    Allowed are the API's own origin, and https on voip.ms and its subdomains (voipms-api section 8:
    media are public, on voip.ms).
    """
    parsed = _parsed(url)
    if parsed is None or parsed.userinfo or not parsed.host:
        return False
    if _origin(parsed) == api.origin:
        return True
    at_home = parsed.host == _HOME or parsed.host.endswith(f".{_HOME}")
    return parsed.scheme == "https" and at_home and parsed.port is None


def _parsed(url: str) -> httpx.URL | None:
    # httpx's parser, because httpx connects: another parser may read the address differently.
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        return None


def _is_fit_for_api(url: httpx.URL) -> bool:
    if not url.host or url.userinfo or url.query or url.fragment:
        return False
    if url.port is not None and not 0 < url.port < 65_536:
        return False
    return url.scheme == "https" or (url.scheme == "http" and _is_this_machine(url.host))


def _is_this_machine(host: str) -> bool:
    """Return whether a host is a loopback address or `localhost`; no other name is resolved."""
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_loopback
    return address == ipaddress.IPv6Address(1)


def _origin(url: httpx.URL) -> str:
    host = f"[{url.host}]" if ":" in url.host else url.host
    port = url.port or _DEFAULT_PORTS.get(url.scheme)
    shown = "" if port == _DEFAULT_PORTS.get(url.scheme) else f":{port}"
    return f"{url.scheme}://{host}{shown}"


def _bad_address_words() -> tuple[str, str]:
    error = errors.ours("bad_address")
    return error.status, error.words
