"""Why VoIP.ms refuses access, and what to do about it (voipms-api sections 1, 2.11 and 3).

Sentences without keys and without commands: who shows them adds how to try again there.
"""

from __future__ import annotations

from typing import Final, NamedTuple

#: Where the API is switched on, given its password, and told which addresses may call it.
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
#: What is wrong and what mends it, by the status that VoIP.ms answers.
_KNOWN: Final = {
    "missing_credentials": _MISSING,
    "invalid_credentials": _WRONG,
    "api_not_enabled": _OFF,
    "ip_not_enabled": _ADDRESS,
    # Not in the documented table; two clients know them as the same refusal.
    "ip_not_authorized": _ADDRESS,
    "ip_not_allowed": _ADDRESS,
}


class Refusal(NamedTuple):
    """What is wrong, and what to do; sentences, ready to paint where `address` is."""

    what: str
    fix: str


def about_address(status: str) -> bool:
    """Whether a status is about the address that a call comes from."""
    return _KNOWN.get(status.lower()) is _ADDRESS


def refusal(status: str, address: str = "") -> Refusal:
    """A refusal in words; `address` is the one that VoIP.ms sees this machine at, if it told."""
    what, fix = _KNOWN.get(
        status.lower(), ("VoIP.ms refuses access.", f"Look at what the API allows {PAGE}.")
    )
    if address and about_address(status):
        fix = f"Allow {address} {PAGE}: VoIP.ms sees this machine there."
    return Refusal(what, fix)
