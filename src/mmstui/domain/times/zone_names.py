"""Common names of time zones that the IANA data name by a place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_PLACES: Final = {
    "America/New_York": ("eastern", "eastern time", "et", "edt", "new york", "nyc"),
    "America/Chicago": ("central", "central time", "ct", "cst", "cdt", "dallas", "houston"),
    "America/Denver": ("mountain", "mountain time", "mt", "mdt"),
    "America/Los_Angeles": (
        "pacific", "pacific time", "pt", "pst", "pdt", "la", "seattle", "san francisco",
    ),
    "America/Halifax": ("atlantic", "atlantic time", "ast", "adt"),
    "America/St_Johns": ("newfoundland", "newfoundland time", "nst", "ndt", "saint johns"),
    "America/Anchorage": ("alaska", "akst", "akdt"),
    "Pacific/Honolulu": ("hawaii",),
    "America/Phoenix": ("arizona",),
    "America/Regina": ("saskatchewan", "saskatoon"),
    "America/Toronto": ("ottawa", "quebec", "montreal"),
    "America/Edmonton": ("calgary", "alberta"),
    "America/Vancouver": ("british columbia", "victoria"),
    "America/Winnipeg": ("manitoba",),
    "America/Moncton": ("new brunswick",),
    "UTC": ("utc", "gmt", "z", "zulu"),
    "Europe/London": ("bst", "uk"),
    "Europe/Paris": ("cest",),
}  # fmt: skip
#: IANA names by common name, folded. EST, MST and HST are IANA names without summer time.
COMMON: Final[Mapping[str, str]] = {
    name: place for place, names in _PLACES.items() for name in names
}
