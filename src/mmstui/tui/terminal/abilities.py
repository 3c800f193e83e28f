"""What the terminal can, as far as the environment tells: its colours, the mouse."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from mmstui.tui.terminal.multiplexer import multiplexer
from mmstui.tui.terminal.terminal_query import TerminalInfo

#: The setting `colors`, and Textual's names.
_SYSTEMS: Final = {"16": "standard", "256": "256", "true": "truecolor"}
#: Beginnings of TERM that belong to terminals with 24-bit colours; ssh carries no COLORTERM.
_TRUE_TERMS: Final = (
    "alacritty", "contour", "foot", "ghostty", "iterm", "kitty", "konsole", "mintty", "mlterm",
    "rio", "st-256color", "vte", "wezterm", "xterm-ghostty", "xterm-kitty",
)  # fmt: skip
_TRUE_PROGRAMS: Final = frozenset({"WezTerm", "ghostty", "iTerm.app", "mintty", "rio", "vscode"})


def color_system(wanted: str, environ: Mapping[str, str]) -> str:
    """Return the colours for the setting `wanted`: `standard` (16), `256` or `truecolor`."""
    if found := _SYSTEMS.get(wanted) or environ.get("TEXTUAL_COLOR_SYSTEM"):
        return found
    term = environ.get("TERM", "").lower()
    outside = multiplexer(environ)
    has_true = environ.get("COLORTERM", "").lower() in {"truecolor", "24bit"}
    if outside == "screen":
        # It reads the numbers of a 24-bit colour as attributes (findings/screen-true-colour.sh).
        return "256" if has_true or "256color" in term else "standard"
    if not outside and not has_true:
        has_true = term.startswith(_TRUE_TERMS) or environ.get("TERM_PROGRAM") in _TRUE_PROGRAMS
    if has_true or term.endswith("-direct"):
        return "truecolor"
    return "256" if "256color" in term else "standard"


def sends(key: str, environ: Mapping[str, str], info: TerminalInfo) -> bool:
    """Return whether a key arrives as itself, as far as is known."""
    match key:
        case "shift+enter":
            return info.keyboard or info.name.startswith("Konsole")
        case "alt+enter":
            # xterm takes it for itself; in mlterm it is a plain enter.
            term = environ.get("TERM", "")
            return not info.name.startswith("XTerm") and not term.startswith("mlterm")
        case "ctrl+underscore" | "ctrl+shift+minus":
            return not info.name.startswith("kitty(")  # makes its letters smaller
    return True


def uses_mouse(wanted: bool | None, environ: Mapping[str, str]) -> bool:
    """Return whether the mouse is reported, for the setting `wanted`.

    While it is, screen holds a lone escape until the next key, for ever.
    """
    return multiplexer(environ) != "screen" if wanted is None else wanted
