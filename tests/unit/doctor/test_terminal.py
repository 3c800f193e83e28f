"""Each fault of a terminal is named with the line that mends it; good terminals have none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mmstui.doctor.context import ExaminedSetup
from mmstui.doctor.multiplexers import BetweenUs, look_between
from mmstui.doctor.password import LookupState, PasswordLookup
from mmstui.doctor.result import CheckResult
from mmstui.doctor.terminal import SeenTerminal, checks_of
from mmstui.doctor.terminal_probe import SAMPLES, TerminalFacts, read_answers
from mmstui.settings import Settings
from mmstui.tui.terminal.clusters import clusters
from mmstui.tui.terminal.terminal_query import TerminalInfo
from mmstui.tui.terminal.tmux import OuterTerminal, Tmux

SETTINGS = Settings(home=Path("/none"), config_file=Path("/none/config.toml"))
WIDTHS = {name: sum(one.cells for one in clusters(text)) for name, text in SAMPLES.items()}
#: Of real terminals: what they draw wider or narrower than measured is no fault.
XTERM_WIDTHS = WIDTHS | {"heart": 1, "thumb": 4, "family": 6}
KITTY = TerminalInfo("kitty(0.36.4)", frozenset({62}), keyboard=True)
DIRECT = BetweenUs("")
TMUX_OPTIONS = {"set-clipboard": "external", "focus-events": "1", "escape-time": "20"}


@dataclass(frozen=True)
class Case:
    term: str = "xterm-kitty"
    env: Mapping[str, str] = field(default_factory=lambda: {"COLORTERM": "truecolor"})
    info: TerminalInfo = KITTY
    widths: Mapping[str, int] = field(default_factory=lambda: WIDTHS)
    modes: Mapping[int, int] = field(default_factory=lambda: {2026: 2, 1004: 2})
    size: tuple[int, int] = (80, 24)
    between: BetweenUs = DIRECT
    settings: Settings = SETTINGS
    charset: str = "utf-8"

    def results(self) -> list[CheckResult]:
        facts = TerminalFacts(*self.size, self.info, self.modes, self.widths, answered=True)
        environ = {"TERM": self.term, **self.env}
        setup = ExaminedSetup(
            self.settings, environ, lambda: datetime(2026, 11, 30, tzinfo=UTC),
            PasswordLookup(LookupState.MISSING), facts, self.charset,
        )  # fmt: skip
        seen = SeenTerminal(facts, self.between, setup)
        return [result for check in checks_of(seen) for result in check()]


def in_tmux(
    features: str = "RGB", *, passthrough: bool = True, color: str = "truecolor", **options: str
) -> Case:
    named = TMUX_OPTIONS | {name.replace("_", "-"): value for name, value in options.items()}
    tmux = Tmux(passthrough, (OuterTerminal("kitty(0.36.4)", frozenset(features.split(","))),))
    return Case(
        "tmux-256color", {"TMUX": "/tmp/tmux,1,0", "COLORTERM": color},
        info=TerminalInfo("tmux 3.4"), modes={}, between=BetweenUs("tmux", tmux, named),
    )  # fmt: skip


SCREEN = Case("screen-256color", {"STY": "1.x"}, TerminalInfo(), modes={},
              between=BetweenUs("screen"))  # fmt: skip

GOOD = {
    "kitty": Case(),
    "foot": Case("foot", {}, TerminalInfo("foot(1.13.1)", frozenset({4})), XTERM_WIDTHS),
    "Konsole": Case(info=TerminalInfo("Konsole 22.12.3", frozenset({4})), modes={1004: 2}),
    "VTE": Case("xterm-256color", {"VTE_VERSION": "7006"}, TerminalInfo(), modes={2026: 4}),
    "console": Case("linux", {}, TerminalInfo(), {}, {}),
    "tmux": in_tmux(),
    "screen": SCREEN,
    "mosh": Case("xterm-256color", {}, TerminalInfo(), modes={}, between=BetweenUs(
        "", parents=("bash", "mosh-server"))),
    "no colour": Case(env={"NO_COLOR": "1"}),
}  # fmt: skip

FAULTS = {
    "no_term": (Case("dumb"), "export TERM="),
    "small_terminal": (Case(size=(39, 24)), "40 x 12"),
    "few_colours": (Case("xterm", {}, TerminalInfo()), 'colors = "256"'),
    "flat_colours_in_tmux": (in_tmux("256"), "set -as terminal-features ',*:RGB'"),
    "locale_not_utf8": (Case(charset="ascii"), "export LC_ALL=C.UTF-8"),
    "terminal_not_utf8": (Case(widths=WIDTHS | {"é": 2}), "encoding to UTF-8"),
    "ambiguous_widths": (Case(widths=WIDTHS | {"dots": 6}), "cjkWidth"),
    "no_passthrough": (in_tmux(passthrough=False), "set -g allow-passthrough on"),
    "no_sixel": (Case(settings=replace(SETTINGS, pictures="sixel")), 'pictures = "auto"'),
    "tmux_clipboard": (in_tmux(set_clipboard="off"), "set -s set-clipboard on"),
    "tmux_focus": (in_tmux(focus_events="0"), "set -g focus-events on"),
    "tmux_escape_time": (in_tmux(escape_time="500"), "set -s escape-time 20"),
    "no_osc_52": (Case("xterm-256color", info=TerminalInfo("XTerm(379)")), "disallowedWindowOps"),
    "mouse_in_screen": (replace(SCREEN, settings=replace(SETTINGS, mouse=True)), "mouse = true"),
}


def test_colours_that_tmux_passes_on_are_asked_for_in_the_settings() -> None:
    results = {one.code: str(one.fix) for one in in_tmux("RGB", color="").results()}
    assert 'colors = "true"' in results["flat_colours_in_tmux"]


@pytest.mark.parametrize("case", GOOD.values(), ids=GOOD)
def test_a_good_terminal_has_no_fault(case: Case) -> None:
    results = case.results()
    assert [(one.code, str(one.words)) for one in results if one.code] == []
    assert len(results) >= 10


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_is_named_with_the_line_that_mends_it(code: str) -> None:
    case, line = FAULTS[code]
    (found,) = [one for one in case.results() if one.code]
    assert found.code == code
    assert line in str(found.fix)


def test_what_a_terminal_says_of_itself_is_reported_only_if_it_is_known() -> None:
    known: dict[tuple[str, str], str] = {}
    case = Case("xterm-SECRET", info=TerminalInfo("SECRET(1)"), charset="secret")
    told = " ".join(one.words.for_report(known) for one in case.results())
    assert "SECRET" not in told.upper()
    assert "kitty(0.36.4)" in " ".join(one.words.for_report(known) for one in Case().results())


def test_answers_are_read_from_whatever_comes() -> None:
    places = "".join(f"\x1b[7;{width + 1}R" for width in WIDTHS.values())
    answer = (
        f"typed\x1b[?2026;2$y\x1b[?1004;0$y{places}\x1b[?0u\x1bP>|kitty(0.36.4)\x1b\\\x1b[?62;4c"
    )
    facts = read_answers(answer, 80, 24)
    assert facts.info == TerminalInfo("kitty(0.36.4)", frozenset({62, 4}), keyboard=True)
    assert facts.modes == {2026: 2, 1004: 0}
    assert facts.widths == WIDTHS
    for nothing in ("", "\x1b[?", "\x1b[1;2R" * 3, "\x1b[?99999999999999999999c"):
        assert read_answers(nothing, 80, 24).widths == {}


def test_mosh_is_known_by_the_processes_above(tmp_path: Path) -> None:
    import os

    for pid, name, parent in ((os.getpid(), "py) th", 7), (7, "bash", 8), (8, "mosh-server", 0)):
        (tmp_path / str(pid)).mkdir()
        (tmp_path / str(pid) / "stat").write_text(f"{pid} ({name}) S {parent} 1 1 0")
    between = look_between({}, tmp_path)
    assert between.parents == ("py) th", "bash", "mosh-server")
    assert between.has_mosh
