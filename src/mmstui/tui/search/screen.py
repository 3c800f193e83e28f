"""All messages that have some words, found as one types, and the thread around each."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.screen import Screen
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from mmstui.center import MessageCenter
from mmstui.domain.search_query import Query, parse
from mmstui.tui.jobs import job
from mmstui.tui.layout import AIRY, WIDE, list_width
from mmstui.tui.media import thumbnails
from mmstui.tui.search import commands as search_commands
from mmstui.tui.search.hits import HitRows
from mmstui.tui.search.runner import Looking
from mmstui.tui.search.session import Found, Hunt
from mmstui.tui.theme.palette import Palette
from mmstui.tui.thread.head import ThreadHead
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.ui import app_commands, dialog_commands
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.footer import KeyFooter
from mmstui.tui.ui.header import HeaderLine
from mmstui.tui.ui.line_builder import LineBuilder

#: Seconds that the cursor rests on a hit before the thread around it is read and painted.
RESTED: Final = 0.06
#: What may be typed, in short.
ADVICE: Final = 'Words match from their beginning, "words in quotes" side by side.'


@dataclass(frozen=True, slots=True)
class Chosen:
    """The hunt's hit is to be opened; `reply`: to write there at once."""

    reply: bool = False


class SearchField(FindField):
    """The words. What is found moves with the arrows, enter opens it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            footer=(
                dialog_commands.FIELD_DOWN,
                search_commands.CHOOSE,
                search_commands.HITS,
                search_commands.CLOSE,
            )
        ),
    ]


class SearchFacts(Widget):
    """How many were found; where there is room, what may be typed."""

    DEFAULT_CSS = """
    SearchFacts { height: 1; width: 1fr; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._advice = ADVICE

    def show(self, words: str, advice: str) -> None:
        """A sentence, ready to paint, and what is said below it where there is room."""
        if (words, advice) != (self._words, self._advice):
            self._words, self._advice = words, advice
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank).to(11)
        words = (self._words, self._advice)[y] if y < 2 else ""
        return line.text(words, surface.faint if y else surface.soft, line.left - 2).strip()


class SearchScreen(Screen[Chosen | None]):
    """Returns what is to be opened, None to go back; where one is stands in its hunt."""

    AUTO_FOCUS = None
    DEFAULT_CSS = """
    SearchScreen {
        layout: vertical;
        background: $background;
        #words { height: auto; background: $surface; padding: 0; }
        #field { height: 1; }
        #found { height: 1fr; }
        #around { width: 1fr; height: 1fr; }
        &.-airy #words { padding: 1 0; }
        &.-airy SearchFacts { height: 2; }
        &.-one-pane #around { display: none; }
        &.-short ThreadHead { height: 2; background: $surface; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            search_commands.CLOSE, app_commands.PALETTE, app_commands.HELP, app_commands.KEYS
        ),
    ]

    def __init__(
        self,
        center: MessageCenter,
        hunt: Hunt,
        looking: Looking,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        super().__init__()
        self._center = center
        self._hunt = hunt
        self._looking = looking
        self.header = HeaderLine(clock=clock, zone=zone)
        self._gutter = Gutter("search")
        hint = f"only {hunt.only}" if hunt.only else "everywhere"
        self._field = SearchField(find=self._typed, hint=hint, id="search")
        self._facts = SearchFacts()
        self._rows = HitRows(clock=clock, zone=zone)
        self._head = ThreadHead()
        pictures = thumbnails.enabled(os.environ)
        self._view = ThreadView(center.inbox, clock=clock, zone=zone, pictures=pictures)
        self._view.can_focus = False
        self._resting: Timer | None = None
        self._open_when_found: Chosen | None = None
        self._around: int | None = None  #: the message that the thread was last brought to
        self._asked: Query | None = None  #: newer words, whose hits are still being read

    def compose(self) -> ComposeResult:
        """The words on top, what was found at the left, the thread around it at the right."""
        yield self.header
        with Vertical(id="words"):
            with Horizontal(id="field"):
                yield self._gutter
                yield self._field
            yield self._facts
        with Horizontal(id="found"):
            yield self._rows
            with Container(id="around"):
                yield self._head
                yield self._view
        yield KeyFooter()

    def on_mount(self) -> None:
        """As the hunt stands: one comes back to what one left."""
        hunt = self._hunt
        self._fit(self.app.size.width, self.app.size.height)
        if hunt.text:
            with self._field.prevent(SearchField.Changed):
                self._field.fill(hunt.text)
        self._show()
        self.set_focus(self._rows if hunt.found.hits else self._field)
        self._read_on()

    def on_resize(self, event: events.Resize) -> None:
        """Another size."""
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        self.set_class(width < WIDE, "-one-pane")
        self.set_class(height >= AIRY, "-airy")
        self.set_class(height < AIRY, "-short")
        self._rows.styles.width = list_width(width) if width >= WIDE else "1fr"

    # Searching.

    def _typed(self, text: str) -> None:
        hunt = self._hunt
        if text == hunt.text:
            return
        hunt.text = text
        query = parse(text)
        if query == (self._asked if self._reads_newer else hunt.found.query):
            return
        hunt.stale, self._asked = False, query
        self._looking.ask(hunt.search(self._center, query), self._found)

    @property
    def _reads_newer(self) -> bool:
        """Whether hits of other words than those shown are being read."""
        return self._asked is not None and self._looking.pending

    def _found(self, found: Found) -> None:
        if not self.is_attached:
            return
        self._asked = None
        self._hunt.found, self._hunt.cursor = found, 0
        self._show()
        if self._open_when_found is not None and found.hits:
            self.dismiss(self._open_when_found)
        self._open_when_found = None
        self._read_on()

    def store_changed(self) -> None:
        """What is found may be something else now."""
        self._hunt.stale = True
        self._read_on()

    def _read_on(self) -> None:
        """Read older hits where the cursor comes near the end, and hits anew after a change.

        One at a time: what is being read comes to its end first, newer words above all.
        """
        hunt = self._hunt
        if self._looking.pending or not self.is_attached:
            return
        if hunt.found.more and self._rows.near_end and self._rows.cursor > 0:
            search = hunt.more(self._center)
        elif hunt.stale and hunt.found.query:
            search = hunt.again(self._center)
        else:
            return
        hunt.stale, self._asked = False, None
        self._looking.ask(search, self._same)

    def _same(self, found: Found) -> None:
        """An answer to the words that are shown already: nothing moves but what came or went."""
        if not self.is_attached:
            return
        before = self._hunt.found
        if found != before:
            self._hunt.take(found)
            self._rows.follow(found.hits, self._hunt.cursor)
            self._tell(again=True)
        self._read_on()

    def _show(self) -> None:
        """Rows and their count in one frame; the thread when the cursor rests."""
        self._rows.show(self._hunt.found.hits, self._hunt.found.query, self._hunt.cursor)
        self._tell()

    def _tell(self, *, again: bool = False) -> None:
        hunt = self._hunt
        query, hits = hunt.found.query, hunt.found.hits
        advice = ADVICE
        if (share := self._center.search.indexed_anew()) is not None:
            advice = f"Older messages are being indexed anew ({share:.0%}): some are not found yet."
        if query.text.strip() and not hits:
            nothing = f"No message{hunt.where} has “{query.text}” in it."
            more = advice if share is not None else "Words match from their beginning."
            self._facts.show(f"{nothing}   {more}", "")
        else:
            self._facts.show(hunt.found.words, advice)
        self.refresh_bindings()
        if not again:
            self._rest()
        elif self._resting is None:
            self._show_around()

    def _rest(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(RESTED, self._show_around)

    def _show_around(self) -> None:
        self._resting = None
        if self.has_class("-one-pane"):
            return
        hunt = self._hunt
        if (hit := hunt.hit) is None:
            self._head.show("")
            self._around = None
            self._view.show_words("")
            return
        row = hit.conversation
        more = " and more" if hunt.found.more else ""
        place = f"hit {hunt.cursor + 1:,} of {len(hunt.found.hits):,}{more}"
        self._head.show(row.title, (place, f"via {row.did_label}"))
        self._view.changed(row)
        self._view.mark(hunt.found.query)
        if self._around != hit.message.id:
            self._around = hit.message.id
            self._view.show_message(hit.message.id)

    # Keys.

    @on(HitRows.Moved)
    def _moved(self, event: HitRows.Moved) -> None:
        event.stop()
        self._hunt.cursor = self._rows.cursor
        self._rest()
        self._read_on()

    @on(HitRows.Chosen)
    def _chosen(self, event: HitRows.Chosen) -> None:
        event.stop()
        self._open(Chosen(event.reply))

    def action_choose(self) -> None:
        """Open the hit under the cursor: of the words as they stand now, not as they stood."""
        if self._reads_newer:
            self._open_when_found = Chosen()
        else:
            self._open(Chosen())

    def _open(self, chosen: Chosen) -> None:
        # The thread has the looking now: what was being read is to be read by whoever comes back.
        self._hunt.stale |= self._looking.pending
        if self._hunt.hit is not None:
            self.dismiss(chosen)

    def action_move(self, rows: int) -> None:
        """Move among the hits while words are typed."""
        self._rows.move(rows)

    def action_page(self, pages: int) -> None:
        """A page of hits, while words are typed."""
        self._rows.move(pages * self._rows.page)

    def action_words(self) -> None:
        """Change the words."""
        self.set_focus(self._field)

    def action_hits(self) -> None:
        """To what was found."""
        if self._hunt.found.hits:
            self.set_focus(self._rows)

    def action_back(self) -> None:
        """Back to where one was."""
        self._looking.forget()
        self.dismiss(None)

    def action_help(self) -> None:
        """The keys of this pane."""
        from mmstui.tui.ui.keys_help import KeysHelp

        self.app.push_screen(KeysHelp.of(self))

    @job("No command was done: press ctrl+p again, or f1 for its key.", group="dialog")
    async def action_palette(self) -> None:
        """Find a command by its name, and do it."""
        from mmstui.tui.ui.command_palette import CommandPalette, entries

        chosen = await self.app.push_screen_wait(CommandPalette(entries(self)))
        if chosen is not None and chosen.node.is_attached:
            await self.app.run_action(chosen.binding.action, chosen.node)
