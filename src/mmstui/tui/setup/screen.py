"""The set-up's screen: it shows what the flow tells, and gives it what the person answers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Input

from mmstui.setup.face import Choice, Face, LeftSetup, Mark, Step, Stopped
from mmstui.tui import jobs
from mmstui.tui.setup.lines import Choices, Sentences, StepLines, text_column
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.field import Field, Gutter

Flow = Callable[[Face], Awaitable[Any]]
_FURTHER = (("esc", "finish later"),)


class SetupScreen(Screen[None]):
    """Leads through a flow. The app exits with its result, or with the exception that ended it."""

    DEFAULT_CSS = """
    SetupScreen {
        background: $surface;
        #setup { height: 1fr; scrollbar-size: 0 0; background: $surface; }
        #asked { height: 1; }
        #setup .-hidden { display: none; }
        DialogFooter { dock: bottom; margin: 0; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "finish later", priority=True),
        Binding("enter", "answer", "go on"),
        Binding("up,k,shift+tab", "move(-1)", show=False),
        Binding("down,j,tab", "move(1)", show=False),
        *(Binding(str(number), f"pick({number})", show=False) for number in range(1, 10)),
        Binding("y", "copy", "copy the address"),
        Binding("ctrl+s", "reveal", "show it", priority=True),
    ]

    def __init__(self, flow: Flow) -> None:
        super().__init__()
        self._flow = flow
        self._steps = StepLines()
        self._sentences = Sentences()
        self._question = Sentences()
        self._choices = Choices()
        self._field = Field()
        self._gutter = Gutter("")
        self._footer = DialogFooter()
        self._asked: asyncio.Future[str] | None = None

    def compose(self) -> ComposeResult:
        """Yield the steps, the sentences, the question and the keys."""
        with VerticalScroll(id="setup", can_focus=False):
            yield self._steps
            yield self._sentences
            yield self._question
            yield Horizontal(self._gutter, self._field, id="asked")
            yield self._choices
        yield self._footer

    def on_mount(self) -> None:
        """Begin."""
        self._ask_nothing()
        self._lead()

    def on_resize(self) -> None:
        """Put labels and keys where texts begin."""
        column = text_column(self.size.width)
        self._gutter.styles.width = self._footer.text_column = column
        self._footer.refresh()

    @jobs.job("The set-up stopped: esc leaves it.", group="setup")
    async def _lead(self) -> None:
        try:
            outcome: Any = await self._flow(self)
        except Exception as error:  # told after the screen is gone, by the command
            outcome = error
        self.app.exit(outcome)

    # What the flow tells.

    def mark(self, step: Step, mark: Mark, words: str = "") -> None:
        """Show how a step stands."""
        self._steps.mark(step, mark, words)
        if mark is not Mark.NOW:
            self._sentences.clear()

    def say(self, *lines: str) -> None:
        """Show paragraphs until a step ends."""
        self._sentences.add(*lines)

    def show_address(self, address: str) -> None:
        """Show this machine's address; y copies it."""
        self._sentences.show_address(address)

    def met(self, stopped: Stopped) -> None:
        """Go on: the person at the terminal can do something about it."""

    def progress(self, words: str) -> None:
        """Do nothing: the inbox opens next, and shows how far the first sync is."""

    # What the flow asks.

    async def ask(self, question: str, default: str = "") -> str:
        """Ask for a line of text."""
        return (await self._ask_in_field(question, default)).strip() or default

    async def ask_secret(self, question: str) -> str:
        """Ask for a text that does not show, until there is one."""
        while not (answer := await self._ask_in_field(question, "", secret=True)):
            pass
        return answer

    async def _ask_in_field(self, question: str, value: str, *, secret: bool = False) -> str:
        self._question.add(question)
        self._field.password = secret
        self._field.fill(value)
        self.query_one("#asked").remove_class("-hidden")
        self._field.focus()
        self._gutter.bar(True)
        keys = (("ctrl+s", "show it"),) if secret else ()
        return await self._answer("go on", keys)

    async def choose(self, question: str, choices: Sequence[Choice], default: str) -> str:
        """Ask for one of the choices."""
        self._choices.ask(question, choices, default)
        self._choices.remove_class("-hidden")
        self._choices.focus()
        return await self._answer("choose", (("j k", "move"),))

    async def wait(self, seconds: float, words: str) -> None:
        """Wait, or until enter is pressed."""
        self._question.add(f"{words} by itself every {seconds:.0f} seconds.")
        try:
            async with asyncio.timeout(seconds):
                await self._answer("try again", ())
        except TimeoutError:
            self._ask_nothing()

    async def _answer(self, words: str, keys: tuple[tuple[str, str], ...]) -> str:
        self._asked = asyncio.get_running_loop().create_future()
        self._footer.show(Button(words), (*keys, *_FURTHER))
        # On a low screen the sentences scroll away rather than the question.
        self.call_after_refresh(self.query_one("#setup").scroll_end, animate=False)
        try:
            answer = await self._asked
        finally:
            self._asked = None
        self._ask_nothing()
        return answer

    def _ask_nothing(self) -> None:
        self.query_one("#asked").add_class("-hidden")
        self._choices.add_class("-hidden")
        self._gutter.bar(False)
        self._field.password = False
        self._field.fill("")
        self._question.clear()
        self._footer.show(None, _FURTHER)
        self.set_focus(None)

    # Keys.

    @on(Input.Submitted)
    @on(DialogFooter.Pressed)
    def action_answer(self) -> None:
        """Give the flow what is in the field, or the choice under the cursor."""
        if self._asked is not None and not self._asked.done():
            chosen = not self._choices.has_class("-hidden")
            self._asked.set_result(self._choices.chosen if chosen else self._field.value)

    def action_leave(self) -> None:
        """Leave the set-up; what was answered is kept."""
        if self._asked is not None and not self._asked.done():
            self._asked.set_exception(LeftSetup())
        else:
            self.app.exit(LeftSetup())

    def action_move(self, rows: int) -> None:
        """Move the cursor of the choices."""
        self._choices.move(rows)

    def action_pick(self, number: int) -> None:
        """Choose by number."""
        if not self._choices.has_class("-hidden") and self._choices.pick(number):
            self.action_answer()

    def action_copy(self) -> None:
        """Copy the address that is to be allowed."""
        self.app.copy_to_clipboard(self._sentences.address)
        self.app.notify(f"{self._sentences.address} was given to the terminal's clipboard.")

    def action_reveal(self) -> None:
        """Show the secret, or hide it again."""
        self._field.password = not self._field.password

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable copying only with an address, and showing only for a secret."""
        if action == "copy":
            return bool(self._sentences.address)
        if action == "reveal":
            return not self.query_one("#asked").has_class("-hidden")
        return True
