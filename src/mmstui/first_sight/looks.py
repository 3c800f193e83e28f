"""The palette that the inbox kept: for each role of text the codes of its style."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mmstui.tui.inbox.first_sight import SURFACES


class Ink:
    """A style: the codes of its escape sequence, and what a `Line` asks of a style."""

    __slots__ = ("bgcolor", "codes", "reverse", "underline")

    strike = meta = link = None

    def __init__(self, codes: str, bgcolor: str, reverse: bool, underline: bool) -> None:
        self.codes, self.bgcolor = codes, bgcolor
        self.reverse, self.underline = reverse, underline


class InkSurface:
    """A `Surface` of inks."""

    def __init__(self, name: str, inks: Mapping[str, Any]) -> None:
        self.name = name
        self._inks = {role: Ink(*each) for role, each in inks.items()}

    def __getattr__(self, role: str) -> Ink:
        return self._inks[role]

    def of(self, role: str, *, bold: bool = False) -> Ink:
        """Return the ink of a role."""
        return self._inks[f"{role} bold" if bold else role]


class Looks:
    """A `Palette` of inks."""

    attributes_only = False

    def __init__(self, looks: Mapping[str, Any], bars: tuple[str, str]) -> None:
        self.t0, self.t1, self.cursor = (InkSurface(name, looks[name]) for name in SURFACES)
        self.bar, self.bar_below = bars


class Colors:
    """The `DidColors` of the inbox."""

    def __init__(self, colors: Mapping[str, Mapping[str, Any]]) -> None:
        self._colors = colors

    def style(self, did: str, surface: InkSurface, otherwise: Ink) -> Ink:
        """Return the ink of a DID's label on a surface."""
        found = self._colors.get(did)
        return otherwise if found is None else Ink(*found[surface.name])
