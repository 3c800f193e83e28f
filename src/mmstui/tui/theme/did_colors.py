"""The colours of the user's own numbers: the setting `did_colors`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.color import Color as RichColor
from rich.style import Style
from textual.color import Color
from textual.dom import DOMNode

from mmstui.settings.model import DID_COLORS
from mmstui.tui.theme.contrast import legible
from mmstui.tui.theme.palette import Surface

#: What the names of colours in the configuration mean.
NAMED: Final = dict(
    zip(
        DID_COLORS,
        (
            "#e5534b", "#e0823d", "#c9a227", "#57ab5a", "#39a3b0", "#539bf5", "#986ee2", "#d5589f",
        ),
        strict=True,
    )
)  # fmt: skip


class DidColors:
    """The colour of each DID's label. Where a theme has no surfaces, labels have no colour."""

    def __init__(self, colors: Mapping[str, str] | None = None) -> None:
        """`colors`: by DID, a name of `NAMED` or `#rrggbb`."""
        self._colors = {
            did: Color.parse(NAMED.get(color, color)) for did, color in (colors or {}).items()
        }
        self._styles: dict[tuple[str, RichColor], Style] = {}

    @staticmethod
    def of(widget: DOMNode) -> DidColors:
        """Return the colours of the app."""
        found: DidColors = getattr(widget.app, "did_colors", NO_DID_COLORS)
        return found

    def style(self, did: str, surface: Surface, otherwise: Style) -> Style:
        """Return the style of a DID's label on a surface, where it can be read."""
        ground = surface.blank.bgcolor
        if did not in self._colors or ground is None:
            return otherwise
        if (found := self._styles.get((did, ground))) is None:
            tone = Color.from_rich_color(ground)
            color = legible(self._colors[did], tone)
            found = self._styles[did, ground] = Style.from_color(color.rich_color, ground)
        return found


NO_DID_COLORS: Final = DidColors()
