"""The compose box: text, sending DID, attachments, and how the message would be sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message as Posted
from textual.theme import Theme
from textual.timer import Timer

from mmstui.domain.messages import Attachment, Did, Draft, Kind
from mmstui.domain.routing import route
from mmstui.domain.send_warnings import Caution, cautions, number_cautions
from mmstui.domain.text.gsm import Letters
from mmstui.domain.text.sanitise import line as one_line
from mmstui.domain.text.templates import signed
from mmstui.tui.compose.badge import badge, from_words
from mmstui.tui.compose.batch_notice import today_words
from mmstui.tui.compose.box_lines import ComposeFooter, ComposeRule, FooterContent, FromLine
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.obstacle import number_problem, obstacle
from mmstui.tui.jobs import job
from mmstui.tui.theme.palette import Palette
from mmstui.tui.ui.description_lines import Word

#: Seconds without a key after which the draft is saved.
SAVE_AFTER: Final = 0.5


class ComposeBox(Vertical):
    """A box with the draft to a recipient. It keeps the text until `sent` says it is on disk."""

    BLANK = True  # its children cover it
    DEFAULT_CSS = """
    ComposeBox { width: 1fr; height: auto; background: $surface; }
    ComposeBox ComposeRule { display: none; }
    ComposeBox.-flat ComposeRule { display: block; }
    ComposeBox FromLine { display: none; }
    ComposeBox.-open FromLine { display: block; }
    """

    @dataclass
    class Submitted(Posted):
        """The user wants to send. The box keeps the draft until `sent` or `refuse` is called."""

        text: str
        attachments: tuple[Attachment, ...]
        did: Did
        at: datetime | None = None  #: when it is to go; None: now

    @dataclass
    class DraftPaused(Posted):
        """The draft has changed, and then not for half a second."""

        draft: Draft

    def __init__(
        self,
        *,
        blink: bool = False,
        save_after: float = SAVE_AFTER,
        clock: Callable[[], datetime] | None = None,
        warnings_off: frozenset[str] = frozenset(),
        signature: Callable[[Did | None], str] = lambda did: "",
        id: str | None = None,
    ) -> None:
        """`signature` returns what goes below a text from a DID, "" for nothing."""
        super().__init__(id=id)
        self._clock = clock
        self._signature = signature
        self._warnings_off = warnings_off
        self._sends_left: int | None = None
        self.input = MessageInput(edited=self._edited, blink=blink)
        self._from = FromLine()
        self._footer = ComposeFooter(FooterContent(badge(route(""))))
        self._save_after = save_after
        self._save_timer: Timer | None = None
        self._edits = 0
        self._contacts: tuple[str, ...] = ()
        self.title = ""  #: of the recipients, ready to paint
        self._reminder: Word | None = None
        self._problem = ""
        self._number_cautions: tuple[Caution, ...] = ()
        self._received = Letters.NONE
        self._numbers_requested = False
        self._thread_did = ""
        self._did: Did | None = None
        self._files: tuple[Attachment, ...] = ()
        self._error = ""
        self._keys: tuple[tuple[str, str], ...] = ()
        self._in_flight: tuple[str, tuple[Attachment, ...]] | None = None
        self._submit_again = False
        self._loading = False

    def compose(self) -> ComposeResult:
        """Yield the rule, the `from` line, the input, and the foot."""
        yield ComposeRule()
        yield self._from
        yield self.input
        yield self._footer

    def on_mount(self) -> None:
        """Follow the theme: one without surfaces needs the rule."""
        self._theme_changed(self.app.current_theme)
        self.app.theme_changed_signal.subscribe(self, self._theme_changed)

    def on_unmount(self) -> None:
        """Let the signal forget the box: it holds what it calls until the next theme."""
        self.app.theme_changed_signal.unsubscribe(self)

    def _theme_changed(self, _: Theme) -> None:
        self.set_class(Palette.of(self).flat, "-flat")

    # Draft.

    def open(
        self, title: str, contacts: Sequence[str], did: Did | None, draft: Draft, home: str = ""
    ) -> None:
        """Open a draft (`title` ready to paint). `home` is the thread's DID, saved as no choice."""
        self._stop_saving()
        self._contacts, self._did, self._thread_did = tuple(contacts), did, home
        self._files = draft.attachments
        self._error, self._keys = "", ()
        self._in_flight, self._submit_again = None, False
        self.title = title
        self._problem = number_problem(self._contacts)
        self._numbers_requested, self._number_cautions = False, ()
        self._received = Letters.NONE
        self._load(draft.text)
        if self.input.has_focus:
            self._request_numbers()

    def _request_numbers(self) -> None:
        """Look the recipients' numbers up, before anything is written."""
        if not (self._numbers_requested or self._problem):
            self._numbers_requested = True
            self._look_up_numbers(self._contacts)

    def _numbers_failed(self, _: object) -> None:
        self._numbers_requested = False

    @job(
        "These numbers were not checked: look at them before you send.",
        group="numbers",
        exclusive=True,
        recover=_numbers_failed,
    )
    async def _look_up_numbers(self, contacts: tuple[str, ...]) -> None:
        # Importing the library that knows area codes takes 20 ms.
        found = await asyncio.to_thread(number_cautions, contacts, self._warnings_off)
        if found and self._contacts == contacts:
            self._number_cautions = found
            self._update_lines()

    def _load(self, text: str) -> None:
        self._loading = True
        try:
            self.input.load(text)
        finally:
            self._loading = False
        self._update_lines()

    @property
    def received(self) -> Letters:
        """Letters outside the SMS alphabet that have come from the recipient."""
        return self._received

    @received.setter
    def received(self, letters: Letters) -> None:
        if letters != self._received:
            self._received = letters
            self._update_lines()

    @property
    def draft(self) -> Draft:
        """The draft in the box, without a message that is being written to disk."""
        text, files = self._rest()
        number = self._did.number if self._did is not None else None
        other = number if number != self._thread_did and (text or files) else None
        return Draft(text, files, other)

    def _rest(self) -> tuple[str, tuple[Attachment, ...]]:
        """Return text and files that were added after the last submit."""
        now = self.input.text
        if self._in_flight is None:
            return now, self._files
        text, files = self._in_flight
        rest = now[len(text) :] if now.startswith(text) else now
        return rest, tuple(file for file in self._files if file not in files)

    @property
    def did(self) -> Did | None:
        """The DID to send from."""
        return self._did

    @did.setter
    def did(self, did: Did | None) -> None:
        if did != self._did:
            self._did = did
            self._changed()

    @property
    def outgoing(self) -> str:
        """The text that would be sent."""
        return self.signed(self.input.text)

    def signed(self, text: str) -> str:
        """Return a text as it would be sent from here."""
        return signed(text, self._signature(self._did))

    @property
    def sends_left(self) -> int | None:
        """Messages that the API still accepts today; None: unknown."""
        return self._sends_left

    @sends_left.setter
    def sends_left(self, count: int | None) -> None:
        if count != self._sends_left:
            self._sends_left = count
            self._update_lines()

    @property
    def reminder(self) -> Word | None:
        """When the conversation comes up if nobody answers, in words."""
        return self._reminder

    @reminder.setter
    def reminder(self, words: Word | None) -> None:
        if words != self._reminder:
            self._reminder = words
            self._update_lines()

    @property
    def files(self) -> tuple[Attachment, ...]:
        """The attached files."""
        return self._files

    @files.setter
    def files(self, files: tuple[Attachment, ...]) -> None:
        self._files = files
        self._changed()

    @property
    def composing(self) -> bool:
        """Whether the text has focus."""
        return self.input.has_focus

    # Painting.

    def _edited(self) -> None:
        if not self._loading:
            self._changed()

    def _changed(self) -> None:
        """Update the badge in the same frame, and save the draft later."""
        self._error, self._keys = "", ()
        self._edits += 1
        if self._save_timer is None and self.is_mounted:
            self._start_save_timer(self._edits)
        self._update_lines()

    def _update_lines(self) -> None:
        if not self.is_mounted:
            return
        text, outgoing = self.input.text, self.outgoing
        focused = self.input.has_focus or (not self.app.app_focus and self.has_class("-open"))
        open_ = focused or bool(text) or bool(self._files)
        self.set_class(open_, "-open")
        self.input.set_placeholder(self._problem or ("" if focused else f"Write to {self.title}"))
        # The reason why the number cannot be written to takes more than a line.
        self.input.set_class(bool(self._problem) and not text, "-cannot")
        self._from.show(self._did)
        chosen = route(outgoing, self._files, self._did)
        people = len(self._contacts)
        trailing, today = today_words(people, chosen.kind, self._sends_left)
        if not open_:
            trailing, today = from_words(self._did) if self._did is not None else "", None
        self._footer.show(
            FooterContent(
                badge=badge(chosen),
                signature=one_line(outgoing[len(text) :]),
                files=self._files,
                trailing=trailing,
                facts=tuple(filter(None, (today, self._reminder if open_ else None))),
                cautions=self._cautions(outgoing, chosen.kind) if open_ else (),
                error=self._error,
                keys=self._keys,
                focused=focused,
            )
        )

    def _cautions(self, text: str, kind: Kind) -> tuple[Caution, ...]:
        return self._number_cautions + cautions(
            text,
            kind=kind,
            did=self._did,
            people=len(self._contacts),
            now=self._clock() if self._clock is not None else None,
            off=self._warnings_off,
            received=self._received,
        )

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show the `from` line, and look the recipients' numbers up."""
        self._update_lines()
        self._request_numbers()

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Save the draft; the layout does not change if the terminal lost the focus."""
        self._update_lines()
        self._pause()

    # Saving the draft.

    def _start_save_timer(self, edits: int) -> None:
        self._save_timer = self.set_timer(self._save_after, lambda: self._save_timer_fired(edits))

    def _save_timer_fired(self, edits: int) -> None:
        # One timer for many keys: starting a timer for each costs more than handling the key.
        if edits != self._edits:
            self._start_save_timer(self._edits)
            return
        self._pause()

    def _pause(self) -> None:
        if self._save_timer is not None:
            self._stop_saving()
            self.post_message(self.DraftPaused(self.draft))

    def _stop_saving(self) -> None:
        if self._save_timer is not None:
            self._save_timer.stop()
            self._save_timer = None

    # Sending.

    @on(MessageInput.Submitted)
    def _entered(self, event: MessageInput.Submitted) -> None:
        event.stop()
        if self._in_flight is not None:
            # Enter again before the first message is on disk: text typed since is sent after it.
            self._submit_again = True
        else:
            self.submit()

    def submit(self, at: datetime | None = None) -> None:
        """Send what is in the box, now or at a time; or show why not."""
        if self.ready() and self._did is not None:
            self._stop_saving()
            self._in_flight = (self.input.text, self._files)
            self.post_message(self.Submitted(self.outgoing, self._files, self._did, at))

    def ready(self) -> bool:
        """Return whether what is in the box can be sent; if not, show why."""
        if self._in_flight is not None:
            return False
        chosen = route(self.outgoing, self._files, self._did)
        if (found := obstacle(self._contacts, self._did, chosen)) is not None:
            self.refuse(*found)
        return found is None

    def refuse(self, words: str, keys: tuple[tuple[str, str], ...] = ()) -> None:
        """Show why the message was not sent, and keep the draft."""
        self._in_flight, self._submit_again = None, False
        self.complain(words, keys)

    def complain(self, words: str, keys: tuple[tuple[str, str], ...] = ()) -> None:
        """Show an error under the text until the next key."""
        self._error, self._keys = words, keys
        self._update_lines()

    def sent(self) -> None:
        """Remove the submitted message, which is on disk; keep what was added since."""
        if self._in_flight is None:
            return
        text, self._files = self._rest()
        again = self._submit_again
        self._in_flight, self._submit_again = None, False
        self._load(text)
        if self.input.text or self._files:
            self._changed()
            if again:
                self.submit()

    @on(MessageInput.DetachWanted)
    def _detach_last(self, event: MessageInput.DetachWanted) -> None:
        event.stop()
        if self._files:
            self.files = self._files[:-1]
