"""The search screen: hits in all messages while the query is typed, and the thread around each."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal, Vertical
from textual.strip import Strip
from textual.timer import Timer
from textual.widget import Widget

from mmstui.center import MessageCenter
from mmstui.domain.searching.search_operators import Search, completion, parse_search
from mmstui.domain.text.sanitise import line
from mmstui.domain.views import SavedSearch
from mmstui.tui.jobs import job
from mmstui.tui.layout import WIDE, is_airy, list_width
from mmstui.tui.media import thumbnails
from mmstui.tui.search import commands as search_commands
from mmstui.tui.search.hits import HitRows
from mmstui.tui.search.message_search import MessageSearch, SearchResult
from mmstui.tui.search.runner import SearchRunner
from mmstui.tui.theme.palette import Palette
from mmstui.tui.thread.head import ThreadHead
from mmstui.tui.thread.view import ThreadView
from mmstui.tui.triage.commands import ALL_VIEWS
from mmstui.tui.ui import app_commands, dialog_commands
from mmstui.tui.ui.command_screen import CommandScreen
from mmstui.tui.ui.commands import bindings
from mmstui.tui.ui.field import FindField, Gutter
from mmstui.tui.ui.footer import KeyFooter
from mmstui.tui.ui.header import HeaderLine
from mmstui.tui.ui.line_builder import LineBuilder, whole_clauses

#: Seconds without a cursor movement before the thread around a hit is read and painted.
THREAD_DELAY: Final = 0.06
#: The query syntax in short.
ADVICE: Final = 'Words match from their beginning, "words in quotes" side by side.'


@dataclass(frozen=True, slots=True)
class OpenHit:
    """The result of the screen: open the session's hit; `reply`: and write there."""

    reply: bool = False


class SearchField(FindField):
    """The query's field. Arrows move among the hits, enter opens one; the right one completes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(
            footer=(
                dialog_commands.FIELD_UP,
                search_commands.CHOOSE,
                search_commands.COMPLETE,
                search_commands.HITS,
                search_commands.SAVE,
                search_commands.CLOSE,
            )
        ),
    ]

    def watch_value(self, value: str) -> None:
        """Offer the rest of an operator, and search."""
        before, self.ahead = self.ahead, completion(value)
        super().watch_value(value)
        if bool(before) != bool(self.ahead) and self.is_attached:
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Complete only at the end, and if there is something to add."""
        return action != "complete" or (bool(self.ahead) and self.cursor_at_end)

    def action_complete(self) -> None:
        """Add the rest of the operator."""
        self.insert_text_at_cursor(self.ahead)


class SearchFacts(Widget):
    """The number of hits, and the query syntax if there is room, or nothing else to say."""

    DEFAULT_CSS = """
    SearchFacts { height: 1; width: 1fr; background: $surface; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._words = ""
        self._advice = ADVICE
        self._warns = False

    def show(self, words: str, advice: str, *, warns: bool = False) -> None:
        """Show a sentence, ready to paint, and advice on a second line if there is room."""
        if (words, advice, warns) != (self._words, self._advice, self._warns):
            self._words, self._advice, self._warns = words, advice, warns
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Render one line."""
        surface = Palette.of(self).t1
        line = LineBuilder(self.size.width, surface.blank).to(11)
        first = self._words or (self._advice if self.size.height == 1 else "")
        words = (first, self._advice)[y] if y < 2 else ""
        style = surface.faint if y else surface.warn if self._warns else surface.soft
        return line.text(whole_clauses(words, line.left - 2), style).strip()


class SearchScreen(CommandScreen[OpenHit | None]):
    """A screen that returns the hit to open, or None. The session has the query and the cursor."""

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
        session: MessageSearch,
        runner: SearchRunner,
        *,
        clock: Callable[[], datetime],
        zone: tzinfo,
    ) -> None:
        super().__init__()
        self._center = center
        self._session = session
        self._runner = runner
        self._zone = zone
        self.header = HeaderLine(clock=clock, zone=zone)
        self._gutter = Gutter("search")
        hint = f"only {session.only}" if session.only else "everywhere"
        self._field = SearchField(find=self._typed, hint=hint, id="search")
        self._facts = SearchFacts()
        self._rows = HitRows(clock=clock, zone=zone)
        self._head = ThreadHead()
        pictures = thumbnails.enabled(os.environ)
        self._view = ThreadView(center.inbox, clock=clock, zone=zone, pictures=pictures)
        self._view.can_focus = False
        self._rest_timer: Timer | None = None
        self._open_when_found: OpenHit | None = None
        self._around: int | None = None  #: the message that the thread was last scrolled to
        self._pending: Search | None = None  #: the newer search whose hits are being read

    def compose(self) -> ComposeResult:
        """Yield the field, the hits at the left, and the thread around a hit at the right."""
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
        """Show the session's query, hits and cursor, also when it is opened again."""
        session = self._session
        self._fit(self.app.size.width, self.app.size.height)
        if session.text:
            with self._field.prevent(SearchField.Changed):
                self._field.fill(session.text)
        self._show()
        self.set_focus(self._rows if session.result.hits else self._field)
        self._continue_search()

    def on_resize(self, event: events.Resize) -> None:
        """Fit the panes to another size."""
        self._fit(event.size.width, event.size.height)

    def _fit(self, width: int, height: int) -> None:
        self.set_class(width < WIDE, "-one-pane")
        self.set_class(is_airy(self.app, height), "-airy")
        self.set_class(not is_airy(self.app, height), "-short")
        self._rows.styles.width = list_width(width) if width >= WIDE else "1fr"

    # Searching.

    def _typed(self, text: str) -> None:
        session = self._session
        if text == session.text:
            return
        session.text = text
        wanted = parse_search(text, self._zone)
        if wanted == (self._pending if self._newer_pending else session.result.search):
            return
        session.stale, self._pending = False, wanted
        self._runner.run(session.search(self._center, wanted), self._take_new)

    @property
    def _newer_pending(self) -> bool:
        """Whether a search for another query than the shown one is running."""
        return self._pending is not None and self._runner.pending

    def _take_new(self, found: SearchResult) -> None:
        if not self.is_attached:
            return
        self._pending = None
        self._session.result, self._session.cursor = found, 0
        self._show()
        if self._open_when_found is not None and found.hits:
            self.dismiss(self._open_when_found)
        self._open_when_found = None
        self._continue_search()

    def store_changed(self) -> None:
        """Search again after the store changed."""
        self._session.stale = True
        self._continue_search()

    def _continue_search(self) -> None:
        """Fetch older hits when the cursor is near the end, and search again after changes.

        A running search ends first: above all one for a newer query.
        """
        session = self._session
        if self._runner.pending or not self.is_attached:
            return
        if session.result.more and self._rows.near_end and self._rows.cursor > 0:
            search = session.search_more(self._center)
        elif session.stale and session.result.search:
            search = session.search_again(self._center)
        else:
            return
        session.stale, self._pending = False, None
        self._runner.run(search, self._take_update)

    def _take_update(self, found: SearchResult) -> None:
        """Take a new result of the current query without moving the cursor from its hit."""
        if not self.is_attached:
            return
        before = self._session.result
        if found != before:
            self._session.update(found)
            self._rows.follow(found.hits, self._session.cursor)
            self._update_status(same_query=True)
        self._continue_search()

    def _show(self) -> None:
        """Repaint rows and count in one frame; show the thread when the cursor rests."""
        self._rows.show(self._session.result.hits, self._session.result.query, self._session.cursor)
        self._update_status()

    def _update_status(self, *, same_query: bool = False) -> None:
        session = self._session
        search, hits = session.result.search, session.result.hits
        advice = ADVICE
        if (share := self._center.search.indexed_anew()) is not None:
            advice = f"Older messages are being indexed anew ({share:.0%}): some are not found yet."
        if told := search.told:
            self._facts.show(told, session.result.words, warns=True)
        elif search.text.strip() and not hits and search.plain:
            nothing = f"No message{session.where} has “{search.text}” in it."
            more = advice if share is not None else "Words match from their beginning."
            self._facts.show(f"{nothing}   {more}", "")
        elif search.text.strip() and not hits:
            self._facts.show(f"No message{session.where} is found by “{search.text}”.", "")
        else:
            self._facts.show(session.result.words, advice)
        self.refresh_bindings()
        if not same_query:
            self._schedule_thread()
        elif self._rest_timer is None:
            self._show_thread()

    def _schedule_thread(self) -> None:
        if self._rest_timer is not None:
            self._rest_timer.stop()
        self._rest_timer = self.set_timer(THREAD_DELAY, self._show_thread)

    def _show_thread(self) -> None:
        self._rest_timer = None
        if self.has_class("-one-pane"):
            return
        session = self._session
        if (hit := session.hit) is None:
            self._head.show("")
            self._around = None
            self._view.show_words("")
            return
        row = hit.conversation
        more = " and more" if session.result.more else ""
        place = f"hit {session.cursor + 1:,} of {len(session.result.hits):,}{more}"
        self._head.show(row.title, (place, f"via {row.did_label}"), did=row.did)
        self._view.changed(row)
        self._view.highlight(session.result.query)
        if self._around != hit.message.id:
            self._around = hit.message.id
            self._view.show_message(hit.message.id)

    # Actions.

    @on(HitRows.Moved)
    def _moved(self, event: HitRows.Moved) -> None:
        event.stop()
        self._session.cursor = self._rows.cursor
        self._schedule_thread()
        self._continue_search()

    @on(HitRows.Chosen)
    def _chosen(self, event: HitRows.Chosen) -> None:
        event.stop()
        self._open(OpenHit(event.reply))

    def action_choose(self) -> None:
        """Open the hit under the cursor, once the current query has been searched."""
        if self._newer_pending:
            self._open_when_found = OpenHit()
        else:
            self._open(OpenHit())

    def _open(self, chosen: OpenHit) -> None:
        # The inbox now owns the search thread; mark our results stale, to be re-read on return.
        self._session.stale |= self._runner.pending
        if self._session.hit is not None:
            self.dismiss(chosen)

    def action_move(self, rows: int) -> None:
        """Move the cursor among the hits while the field has focus."""
        self._rows.action_move(rows)

    def action_page(self, pages: int) -> None:
        """Move by a page of hits while the field has focus."""
        self._rows.action_page(pages)

    @job("Perhaps not saved: look at the views.", group="store")
    async def action_save(self) -> None:
        """Save the search among the views, or remove it from there."""
        from mmstui.settings.config_writer import ConfigNotWritten
        from mmstui.settings.saved_searches import toggle_search

        settings, query = self._center.settings, line(self._session.text).strip()
        if not query:
            self._facts.show("There is nothing to save.", "", warns=True)
            return
        try:
            saved = await asyncio.to_thread(
                toggle_search, settings.config_file, query, settings.account
            )
        except ConfigNotWritten as problem:
            self.notify(line(f"Not saved: {problem}"), severity="error", markup=False)
            return
        others = tuple(each for each in settings.searches if each.query != query)
        found = (*others, SavedSearch(query, query)) if saved else others
        self._center.settings = replace(settings, searches=found)
        place = f"among the views, which {ALL_VIEWS.key} lists"
        self._facts.show(f"Saved {place}." if saved else f"Not {place}, any more.", ADVICE)

    def action_words(self) -> None:
        """Focus the field."""
        self.set_focus(self._field)

    def action_hits(self) -> None:
        """Focus the hits."""
        if self._session.result.hits:
            self.set_focus(self._rows)

    def action_back(self) -> None:
        """Close the screen without opening a hit."""
        self._runner.cancel()
        self.dismiss(None)
