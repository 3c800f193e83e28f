"""The two themes of mmstui: neutral tones and one accent.

The tones stay below 15 % saturation, so that a terminal of 256 colours still shows three different
ones (233/234/236 and 231/255/253).
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

DARK: Final = Theme(
    name="mmstui-dark",
    dark=True,
    primary="#5fc0b4",
    secondary="#5fc0b4",
    accent="#5fc0b4",
    success="#5fc0b4",
    error="#f28272",
    warning="#deb45f",
    foreground="#d9dcde",
    background="#111314",
    surface="#1c2022",
    panel="#2b3033",
    variables={
        "text-primary": "#74cfc4",
        "text-error": "#f58f80",
        "text-warning": "#e2bc6e",
        "text-success": "#74cfc4",
        "text-accent": "#74cfc4",
        "block-cursor-background": "#2b3033",
        "block-cursor-foreground": "#d9dcde",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#2b3033",
        "input-cursor-background": "#5fc0b4",
        "input-cursor-foreground": "#0c0f10",
        "input-selection-background": "#5fc0b4 30%",
        "scrollbar": "#8d9091",
        "scrollbar-hover": "#8d9091",
        "scrollbar-active": "#5fc0b4",
        "scrollbar-background": "#3a3e40",
        "border": "#5fc0b4",
    },
)

LIGHT: Final = Theme(
    name="mmstui-light",
    dark=False,
    primary="#0b6f6c",
    secondary="#0b6f6c",
    accent="#0b6f6c",
    success="#0b6f6c",
    error="#b3261e",
    warning="#8a5a00",
    foreground="#1c1f21",
    background="#fcfcfb",
    surface="#f1f1ef",
    panel="#e0e0dd",
    variables={
        "text-primary": "#0b6664",
        "text-error": "#b3261e",
        "text-warning": "#855400",
        "text-success": "#0b6664",
        "text-accent": "#0b6664",
        "block-cursor-background": "#e0e0dd",
        "block-cursor-foreground": "#1c1f21",
        "block-cursor-text-style": "none",
        "block-cursor-blurred-background": "#e0e0dd",
        "input-cursor-background": "#0b6f6c",
        "input-cursor-foreground": "#ffffff",
        "input-selection-background": "#0b6f6c 25%",
        "scrollbar": "#6b6d6e",
        "scrollbar-hover": "#6b6d6e",
        "scrollbar-active": "#0b6f6c",
        "scrollbar-background": "#cdcdcb",
        "border": "#0b6f6c",
    },
)

OURS: Final = (DARK, LIGHT)
