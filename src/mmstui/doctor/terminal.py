"""The terminal: colours, letters, widths, pictures, clipboard, focus, notices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from mmstui.doctor.context import CheckFamily, ExaminedSetup
from mmstui.doctor.multiplexers import BetweenUs, check_between, is_off, look_between
from mmstui.doctor.notices import words_of_notices
from mmstui.doctor.result import (
    CheckResult,
    Public,
    Wording,
    fine,
    known,
    said,
    skipped,
    warning,
    wrong,
)  # fmt: skip
from mmstui.doctor.terminal_probe import FOCUS, SAMPLES, SYNCHRONIZED, TerminalFacts
from mmstui.settings import Settings
from mmstui.tui.graphics.choosing import Protocol, choose
from mmstui.tui.terminal import abilities, clipboard_writer
from mmstui.tui.terminal.tmux import Tmux

#: The least size that the inbox is made for.
_LEAST: Final = (40, 12)
_TERM: Final = (
    r"(alacritty|contour|dumb|foot|ghostty|iterm2?|kitty|konsole|linux|mlterm|rxvt|screen|st|tmux|"
    r"vt\d{3}|vte|wezterm|xterm)(-(256color|bce|direct|ghostty|kitty|mono|unicode))*"
)
_NAME: Final = (
    r"(XTerm|kitty|foot|Konsole|WezTerm|ghostty|contour|tmux|mlterm|iTerm2|VTE)[ (][\d.]{1,12}\)?"
)
_NO_TERMINALS: Final = frozenset({"", "dumb", "unknown"})
_COLOURS: Final = {"standard": "16 colours", "256": "256 colours", "truecolor": "24-bit colours"}
#: Answers about a mode that the terminal knows: set, reset, always set.
_KNOWN_MODE: Final = frozenset({1, 2, 3})
#: Of two letters whose width is not in doubt.
_E_ACUTE, _HAN, _DOTS = "é", "漢", "dots"
_TMUX_COLOURS: Final = (
    "In tmux.conf: set -g default-terminal tmux-256color, and: set -as terminal-features ',*:RGB'"
)


@dataclass(frozen=True, slots=True)
class SeenTerminal:
    """All that is known of the terminal."""

    facts: TerminalFacts
    between: BetweenUs
    setup: ExaminedSetup

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.setup.settings

    @property
    def term(self) -> str:
        """The terminal's kind, as declared."""
        return self.setup.environ.get("TERM", "")


def _checks(setup: ExaminedSetup) -> list[partial[Iterator[CheckResult]]]:
    if setup.terminal is None:
        return [partial(_no_terminal)]
    return checks_of(SeenTerminal(setup.terminal, look_between(setup.environ), setup))


FAMILY: Final = CheckFamily("terminal", _checks)


def checks_of(seen: SeenTerminal) -> list[partial[Iterator[CheckResult]]]:
    """Return the checks of a terminal."""
    each = (
        _kind, _size, _colours, _letters, _widths, _synchronized, _pictures, _clipboard, _focus,
        _notices, _mouse,
    )  # fmt: skip
    return [partial(check_between, seen.between), *(partial(check, seen) for check in each)]


def _no_terminal() -> Iterator[CheckResult]:
    yield skipped("terminal", said("No terminal is here."), said("Run mmstui doctor in one."))


def _kind(seen: SeenTerminal) -> Iterator[CheckResult]:
    term = known(seen.term, _TERM)
    if seen.term in _NO_TERMINALS:
        yield wrong(
            "terminal.kind", "no_term",
            said("TERM is “{term}”: the inbox needs a terminal that moves its cursor.", term=term),
            said("export TERM=xterm-256color, if yours can."),
        )  # fmt: skip
        return
    name = seen.facts.info.name
    if name:
        yield fine("terminal.kind", said("TERM is {term}; the terminal says that it is {name}.",
                                         term=term, name=known(name, _NAME)))  # fmt: skip
    else:
        yield fine("terminal.kind", said("TERM is {term}.", term=term))


def _size(seen: SeenTerminal) -> Iterator[CheckResult]:
    columns, rows = seen.facts.columns, seen.facts.rows
    least_columns, least_rows = _LEAST
    words = said("The terminal has {columns} columns and {rows} rows.", columns=columns, rows=rows)
    if columns < least_columns or rows < least_rows:
        yield warning("terminal.size", "small_terminal", words,
                      said("The inbox is made for {columns} x {rows} and more.",
                           columns=least_columns, rows=least_rows))  # fmt: skip
    else:
        yield fine("terminal.size", words)


def _colours(seen: SeenTerminal) -> Iterator[CheckResult]:
    check, environ = "terminal.colours", seen.setup.environ
    if "NO_COLOR" in environ:
        yield fine(check, said("NO_COLOR is set: attributes only, no colours."))
        return
    system = abilities.color_system(seen.settings.colors, environ)
    words = said("mmstui draws with {colours}.", colours=Public(_COLOURS.get(system, "16 colours")))
    if seen.between.multiplexer == "tmux" and seen.settings.colors == "auto":
        yield from _tmux_colours(check, seen.between.tmux, words, is_full=system == "truecolor")
    elif system == "standard" and seen.between.multiplexer == "screen":
        yield warning(check, "few_colours", words, said("In .screenrc: term screen-256color"))
    elif system == "standard" and seen.term != "linux":
        yield warning(
            check, "few_colours", words,
            said('If the terminal can do more, in config.toml: colors = "256", or "true"'),
        )  # fmt: skip
    else:
        yield fine(check, words)


def _tmux_colours(
    check: str, tmux: Tmux | None, words: Wording, *, is_full: bool
) -> Iterator[CheckResult]:
    terminals = () if tmux is None else tmux.terminals
    are_full = bool(terminals) and all("RGB" in outer.features for outer in terminals)
    if is_full and (are_full or not terminals):
        yield fine(check, words)
    elif are_full:
        yield warning(
            check,
            "flat_colours_in_tmux",
            words,
            said('tmux passes 24-bit colours on. In config.toml: colors = "true"'),
        )
    else:
        yield warning(check, "flat_colours_in_tmux", words, said(_TMUX_COLOURS))


def _letters(seen: SeenTerminal) -> Iterator[CheckResult]:
    check, charset = "terminal.letters", seen.setup.charset
    drawn = seen.facts.widths.get(_E_ACUTE, 1)
    if charset != "utf-8":
        yield warning(
            check, "locale_not_utf8",
            said("The locale is not UTF-8 but {charset}: missing letters are replaced.",
                 charset=known(charset, "ascii|iso8859-[0-9]{1,2}")),
            said("export LC_ALL=C.UTF-8, or another locale that ends in UTF-8."),
        )  # fmt: skip
    elif drawn != 1:
        yield wrong(
            check, "terminal_not_utf8",
            said("The terminal takes the bytes of é for {count} letters.", count=drawn),
            said("Set the terminal's encoding to UTF-8; start tmux with -u, screen with -U."),
        )  # fmt: skip
    else:
        yield fine(check, said("Letters are UTF-8."))


def _widths(seen: SeenTerminal) -> Iterator[CheckResult]:
    widths, check = seen.facts.widths, "terminal.widths"
    if not widths:
        yield skipped(check, said("The terminal does not say how wide it draws."))
        return
    if widths[_DOTS] != len(SAMPLES[_DOTS]) or widths[_HAN] != 2:
        yield warning(
            check, "ambiguous_widths",
            said("The terminal draws … ● · in {count} cells and 漢 in {wide}.",
                 count=widths[_DOTS], wide=widths[_HAN]),
            said("Have it draw characters of ambiguous width in one cell: in xterm "
                 "XTerm*cjkWidth: false, in mlterm col_size_of_width_a = 1"),
        )  # fmt: skip
        return
    others = [name for name, cells in widths.items() if cells != _measured(name)]
    if others:
        yield fine(check, said("Drawn otherwise than measured: {names}. mmstui puts what follows "
                               "into its column.", names=Public(", ".join(others))))  # fmt: skip
    else:
        yield fine(check, said("Emoji and letters are as wide as measured."))


def _measured(name: str) -> int:
    from mmstui.tui.terminal.clusters import clusters

    return sum(cluster.cells for cluster in clusters(SAMPLES[name]))


def _synchronized(seen: SeenTerminal) -> Iterator[CheckResult]:
    knows = seen.facts.modes.get(SYNCHRONIZED) in _KNOWN_MODE
    words = "Frames are shown whole (synchronized output)."
    if not knows:
        words = "The terminal does not say that it knows synchronized output; a slow line may show "
        words += "half a frame."
    yield fine("terminal.frames", said(words))


def _pictures(seen: SeenTerminal) -> Iterator[CheckResult]:
    environ, tmux, info = seen.setup.environ, seen.between.tmux, seen.facts.info
    wanted, no_color = seen.settings.pictures, "NO_COLOR" in environ

    found = choose(wanted, environ, no_color=no_color, terminal_info=info, tmux=tmux)
    words = said("Pictures are drawn by {protocol}.", protocol=Public(found.protocol))
    if wanted == Protocol.SIXEL and seen.facts.answered and not info.sixel:
        yield warning(
            "terminal.pictures", "no_sixel",
            said("pictures is sixel, and the terminal says that it has none."),
            said('In config.toml: pictures = "auto"'),
        )  # fmt: skip
    elif tmux is not None and not tmux.passthrough and found.protocol is Protocol.BLOCKS:
        mended = choose(
            wanted, environ, no_color=no_color, terminal_info=info,
            tmux=tmux._replace(passthrough=True),
        )  # fmt: skip
        if mended.protocol is not found.protocol:
            yield warning("terminal.pictures", "no_passthrough", words,
                          said("In tmux.conf: set -g allow-passthrough on"))  # fmt: skip
            return
        yield fine("terminal.pictures", words)
    else:
        yield fine("terminal.pictures", words)


def _clipboard(seen: SeenTerminal) -> Iterator[CheckResult]:
    check, environ, info = "terminal.clipboard", seen.setup.environ, seen.facts.info
    if seen.between.multiplexer == "tmux":
        if is_off(seen.between.options.get("set-clipboard", "")):
            yield warning(check, "tmux_clipboard", said("tmux passes no copied text on."),
                          said("In tmux.conf: set -s set-clipboard on"))  # fmt: skip
        else:
            yield fine(check, said("Copied text goes to the clipboard through tmux."))
        return
    if seen.between.multiplexer == "screen":
        yield fine(check, said("Copied text goes through screen, if its terminal takes OSC 52."))
        return
    match clipboard_writer.takes(environ, info):
        case True:
            yield fine(check, said("The terminal takes copied text (OSC 52)."))
        case None:
            yield fine(check, said("It is not known whether the terminal takes copied text "
                                   "(OSC 52)."))  # fmt: skip
        case False:
            yield from _no_clipboard(check, is_xterm=info.name.startswith("XTerm"))


def _no_clipboard(check: str, *, is_xterm: bool) -> Iterator[CheckResult]:
    words = said("The terminal takes no copied text (OSC 52).")
    if is_xterm:
        fix = said("In .Xresources: XTerm*disallowedWindowOps: 20,21,SetXprop")
        yield warning(check, "no_osc_52", words, fix)
    else:
        yield fine(check, words, said("Select it with shift and the mouse; on this machine "
                                      "wl-copy, xclip or xsel serves too."))  # fmt: skip


def _focus(seen: SeenTerminal) -> Iterator[CheckResult]:
    check, options = "terminal.focus", seen.between.options
    if seen.between.multiplexer == "tmux" and is_off(options.get("focus-events", "")):
        yield warning(
            check, "tmux_focus", said("tmux does not tell when the terminal gets the focus."),
            said("In tmux.conf: set -g focus-events on"),
        )  # fmt: skip
    elif seen.between.multiplexer == "screen":
        yield fine(check, said("screen never tells the focus."))
    elif seen.facts.modes.get(FOCUS) in _KNOWN_MODE:
        yield fine(check, said("The terminal tells when it gets the focus."))
    else:
        yield fine(check, said("The terminal does not say whether it tells its focus; nearly all "
                               "do."))  # fmt: skip


def _notices(seen: SeenTerminal) -> Iterator[CheckResult]:
    check = "terminal.notices"
    match seen.between.multiplexer:
        case "tmux":
            yield fine(check, said("tmux passes BEL on from the window shown; OSC 9 and OSC 777 "
                                   "only with set -g allow-passthrough on."))  # fmt: skip
        case "screen":
            yield fine(check, said("screen shows BEL as a flash, and passes wrapped notices on."))
        case _:
            told = words_of_notices(seen.setup.environ, seen.facts.info)
            words = (
                "Notices: {how}." if told else "It is not known which notices this terminal shows."
            )
            yield fine(check, said(words, how=Public(told)))


def _mouse(seen: SeenTerminal) -> Iterator[CheckResult]:
    if seen.between.multiplexer == "screen" and seen.settings.mouse:
        yield warning(
            "terminal.mouse", "mouse_in_screen",
            said("mouse is on in screen, which then holds a lone Escape key until the next."),
            said("In config.toml: remove mouse = true"),
        )  # fmt: skip
