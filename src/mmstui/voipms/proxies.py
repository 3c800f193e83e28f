"""Proxies of the environment: the proxy to use, and the hosts that need none.

Variables are read as curl(1) documents in its section ENVIRONMENT: the lower-case name comes first,
an empty value counts as unset, and `NO_PROXY` lists names, addresses and, as in curl 7.86 and
newer, networks. Unlike curl, an http proxy without a port has port 80, as in most other programs.
"""

from __future__ import annotations

import ipaddress
import platform
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from mmstui.domain.text import sanitise

#: Variables for https requests. `http_proxy` is not used: plain http stays on this machine.
VARIABLES: Final = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
# httpx's own parser accepts no network: findings/httpx-no-proxy-networks.sh.
EXCEPTIONS: Final = ("no_proxy", "NO_PROXY")
#: Schemes that httpx supports, and their default ports.
PORTS: Final = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}

_SHOWN: Final = 120
_PARTS: Final = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*)://)?(?:(?P<user>.*)@)?"
    r"(?P<host>\[[0-9a-f:.]+(?:%[\w.]+)?\]|[^\s/?#@:\[\]]+)(?::(?P<port>[0-9]{1,5}))?(?:[/?#].*)?",
    re.IGNORECASE | re.DOTALL,
)
#: A host with a port. An IPv6 address with a port must be in brackets.
_WITH_PORT: Final = re.compile(r"(\[[^\]]*\]|[^:\[\]]*):([0-9]{1,5})")
_BETWEEN: Final = re.compile(r"[,\s]+")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Setting:
    """A variable and its value. `str()` of a setting hides a password, and may be shown."""

    name: str
    value: str = field(repr=False)

    def __str__(self) -> str:
        # Everything before the last "@" may be a password, even in an invalid address.
        before, at, rest = self.value.rpartition("@")
        scheme = re.match(r"[A-Za-z0-9+.-]*://", before)
        value = f"{scheme.group() if scheme else ''}...@{rest}" if at else self.value
        return f"{self.name}={sanitise.line(value)[:_SHOWN]}"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A usable proxy: `url` without credentials, and the credentials if there are any."""

    setting: Setting
    url: str
    auth: tuple[str, str] | None = field(default=None, repr=False)


class ProxyProblem(ValueError):
    """A variable has no usable proxy. The sentence contains name, value and reason."""


def proxy_of(environ: Mapping[str, str]) -> Proxy | None:
    """Return the proxy for https; None without one. Raises ProxyProblem."""
    setting = _first(environ, VARIABLES) or _of_the_system()
    return None if setting is None else _parsed(setting)


def _first(environ: Mapping[str, str], names: tuple[str, ...]) -> Setting | None:
    found = ((name, environ.get(name, "").strip()) for name in names)
    return next((Setting(name, value) for name, value in found if value), None)


def _of_the_system() -> Setting | None:
    """Return the proxy of the macOS or Windows settings, used when no variable is set."""
    if platform.system() not in {"Darwin", "Windows"}:
        return None
    value = urllib.request.getproxies().get("https")
    return Setting("the system's settings", value) if value else None


def _parsed(setting: Setting) -> Proxy:
    match = _PARTS.fullmatch(setting.value)
    if match is None:
        raise ProxyProblem(f"{setting} is no address of a proxy.")
    scheme = (match["scheme"] or "http").lower()
    if scheme not in PORTS:
        known = "http, https, socks5 and socks5h"
        raise ProxyProblem(f"{setting} is a {scheme} proxy; mmstui knows {known}.")
    if scheme.startswith("socks") and not _has_socks():
        missing = "needs the Python package socksio, which is not installed"
        raise ProxyProblem(f"{setting} {missing}: pip install socksio.")
    port = int(match["port"] or PORTS[scheme])
    if not 0 < port < 65536:
        raise ProxyProblem(f"{setting} has a port that does not exist.")
    auth = None
    if match["user"] is not None:
        user, _, password = match["user"].partition(":")
        auth = (unquote(user), unquote(password))
    return Proxy(setting, f"{scheme}://{match['host']}:{port}", auth)


def _has_socks() -> bool:
    from importlib.util import find_spec

    return find_spec("socksio") is not None


class Exceptions:
    """The hosts that are reached without the proxy."""

    def __init__(self, listed: str) -> None:
        """`listed` is a value of `NO_PROXY`: entries separated by commas or blanks.

        A name matches itself and its subdomains; a leading dot or `*.` is ignored. An address
        matches itself, an address with a number of bits matches a network, and `*` matches
        everything. An entry with a port matches only that port. Any other entry matches nothing, as
        in curl.
        """
        self._entries = [entry for entry in _BETWEEN.split(listed.lower()) if entry]

    @classmethod
    def of(cls, environ: Mapping[str, str]) -> Exceptions:
        """Return the exceptions of the environment."""
        setting = _first(environ, EXCEPTIONS)
        return cls(setting.value if setting is not None else "")

    def have(self, host: str, port: int) -> bool:
        """Return whether a host is an exception: a name, or an address without brackets."""
        host = host.strip("[]").rstrip(".").lower()
        address = _address(host)
        return any(_is_in(entry, host, port, address) for entry in self._entries)


def _is_in(entry: str, host: str, port: int, address: Address | None) -> bool:
    scheme, _, rest = entry.rpartition("://")
    if scheme not in {"", "all", "https"}:
        return False
    if with_port := _WITH_PORT.fullmatch(rest):
        rest = with_port[1]
        if int(with_port[2]) != port:
            return False
    if rest == "*":
        return True
    rest = rest.replace("[", "").replace("]", "")
    if address is not None:
        try:
            network = ipaddress.ip_network(rest.partition("%")[0], strict=False)
        except ValueError:
            return False
        return address.version == network.version and address in network
    name = rest.removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _address(host: str) -> Address | None:
    try:
        found = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return mapped or found
