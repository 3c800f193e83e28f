"""Refusals of access by VoIP.ms, and what to do about them (voipms-api sections 1, 2.11 and 3).

The sentences name no keys and no commands: the screen and the command line add how to try again.
"""

from __future__ import annotations

from typing import Final, NamedTuple

#: The page where the API is enabled, its password is set, and addresses are allowed.
PAGE: Final = "at voip.ms under Main Menu > SOAP and REST/JSON API"

_MISSING: Final = (
    "VoIP.ms was given no username or no API password.",
    "Set MMSTUI_API_USERNAME and MMSTUI_API_PASSWORD, or the configuration file.",
)
_WRONG: Final = (
    "VoIP.ms does not accept this username and API password.",
    f"The API password is not the one of the web site: it is set {PAGE}.",
)
_OFF: Final = ("The API is not enabled for this account.", f"Enable it {PAGE}.")
_ADDRESS: Final = (
    "VoIP.ms takes no API calls from this machine's address.",
    f"Allow this machine's address {PAGE}.",
)
#: (problem, remedy) by the status in VoIP.ms's answer.
_KNOWN: Final = {
    "missing_credentials": _MISSING,
    "invalid_credentials": _WRONG,
    "api_not_enabled": _OFF,
    "ip_not_enabled": _ADDRESS,
    # Not in the documented table; two clients treat them as the same refusal.
    "ip_not_authorized": _ADDRESS,
    "ip_not_allowed": _ADDRESS,
}


class Refusal(NamedTuple):
    """A problem and its remedy, as sentences; ready to paint if `address` is."""

    what: str
    fix: str


def about_address(status: str) -> bool:
    """Return whether a status refuses the address that the call came from."""
    return _KNOWN.get(status.lower()) is _ADDRESS


def refusal(status: str, address: str = "") -> Refusal:
    """Return the sentences for a status; `address` is ours as VoIP.ms saw it, if known."""
    what, fix = _KNOWN.get(
        status.lower(), ("VoIP.ms refuses access.", f"Look at what the API allows {PAGE}.")
    )
    if address and about_address(status):
        fix = f"Allow {address} {PAGE}: VoIP.ms sees this machine there."
    return Refusal(what, fix)
