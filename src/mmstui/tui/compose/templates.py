"""The dialog of templates: finds one, and adds, changes and deletes them in config.toml."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.domain.text.sanitise import line as one_line
from mmstui.domain.text.templates import PLACEHOLDERS, Filled, fill, unknown_placeholders
from mmstui.settings.config_writer import ConfigNotWritten
from mmstui.tui.compose.commands import (
    ADD_TEMPLATE,
    DELETE_TEMPLATE,
    IN_TEMPLATE,
    IN_TEMPLATES,
    NEW_LINE,
    SAVE_TEMPLATE,
    TO_NAME,
)
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.compose.template_file import Template, TemplateFile
from mmstui.tui.jobs import job
from mmstui.tui.layout import PILL_NAME
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui import dialog_commands
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_lines import Word
from mmstui.tui.ui.dialog import Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter, ErrorLines, HeadFact
from mmstui.tui.ui.field import FieldLine
from mmstui.tui.ui.form import FormInput
from mmstui.tui.ui.fuzzy import Folded, fold, ranked
from mmstui.tui.ui.line_builder import cut
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.picker import Picker
from mmstui.tui.ui.virtual_list import VirtualList
from mmstui.tui.ui.wrapped_lines import WrappedLines

#: Cells of a name, and lines of the text while it is written.
_NAME: Final = 18
_TEXT_ROWS: Final = 5
_KNOWN: Final = " ".join(f"{{{name}}}" for name in PLACEHOLDERS)


class TemplatePicker(Picker[Filled, Template]):
    """A dialog that returns a template with its values.

    `count` returns how the message would be sent with a text added, as `SMS 43/160`. `draft` is the
    text that a new template begins with.
    """

    ROWS = 10
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*IN_TEMPLATES)]

    def __init__(
        self,
        file: TemplateFile,
        templates: Sequence[Template],
        values: Mapping[str, str],
        count: Callable[[str], str],
        draft: str = "",
    ) -> None:
        rows: OptionRows[Template] = OptionRows()
        super().__init__("Put in a template", rows, prompt="a word of its name or its text")
        self._file, self._values, self._count, self._draft = file, values, count, draft
        self._folded: list[tuple[Template, tuple[Folded, Folded]]] = []
        #: The template that the user is asked about: enter deletes it.
        self._asked: Template | None = None
        self._set(templates)

    def _set(self, templates: Sequence[Template]) -> None:
        self._folded = [
            (
                (name, text),
                (
                    fold(one_line(name)),
                    fold(one_line(text if _problem(text) else self._fill(text).text)),
                ),
            )
            for name, text in templates
        ]

    def _fill(self, text: str) -> Filled:
        return fill(text, self._values)

    def find(self, query: str) -> None:
        """Show the templates that match."""
        found = ranked(query, self._folded, lambda pair: pair[1])
        options = [
            _option(template, hits.hits, texts) for (template, texts), hits in found
        ]  # fmt: skip
        new = ADD_TEMPLATE.key
        nothing = (
            f"No template has “{one_line(query)}” in it."
            if self._folded
            else f"No templates yet: {new} writes the first."
        )
        self._rows.show(options, empty=nothing)

    def button(self, option: Option[Template]) -> Button | None:
        """Return the button that puts the template in."""
        return Button(f"put in {cut(one_line(option.value[0]), PILL_NAME)}")

    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return the keys that write templates."""
        here = self._rows.option is not None
        wanted = IN_TEMPLATES if here else (ADD_TEMPLATE,)
        return tuple(hint(command.name, command) for command in wanted)

    @on(VirtualList.Moved)
    def _count_row(self) -> None:
        """Say how the message would go with the template under the cursor."""
        self._asked = None
        option = self._rows.option
        usable = option is not None and not option.problem
        words = self._count(self._fill(option.value[1]).text) if option and usable else ""
        self.head.show(facts=(HeadFact(words),) if words else ())

    def action_choose(self) -> None:
        """Return the template under the cursor, or delete the one that the user was asked about."""
        option = self._rows.option
        if self._asked is not None:
            self._write({self._asked[0]: None})
        elif option is not None and option.problem:
            self._rows.say(f"{option.problem} There are {_KNOWN}.")
        elif option is not None:
            self.dismiss(self._fill(option.value[1]))

    def action_back(self) -> None:
        """Keep the template that the user was asked about, or close the dialog."""
        if self._asked is None:
            super().action_back()
        else:
            self._rows.post_message(VirtualList.Moved(self._rows))

    # Writing.

    def action_add(self) -> None:
        """Write a new template, which begins with what is in the box."""
        self._edit(None)

    def action_change(self) -> None:
        """Change the template under the cursor."""
        if (option := self._rows.option) is not None:
            self._edit(option.value)

    def action_delete(self) -> None:
        """Ask whether to delete the template under the cursor."""
        if (option := self._rows.option) is not None:
            self._asked = option.value
            name = cut(one_line(option.value[0]), PILL_NAME)
            self.footer.show(
                Button(f"delete {name}", role=Role.ERROR), (hint("keep it", dialog_commands.BACK),)
            )

    @job(f"No template was written: press {ADD_TEMPLATE.key} again.", group="form")
    async def _edit(self, before: Template | None) -> None:
        others = [name for (name, _), _ in self._folded if before is None or name != before[0]]
        form = TemplateForm(self._file, before, others, self._draft)
        if await self.app.push_screen_wait(form) is not None:
            await self._read_again()

    @job(f"It is still there: press {DELETE_TEMPLATE.key} again.", group="form")
    async def _write(self, texts: Mapping[str, str | None]) -> None:
        try:
            await asyncio.to_thread(self._file.write, texts)
        except ConfigNotWritten as problem:
            self._rows.say(one_line(str(problem)))
        await self._read_again()

    async def _read_again(self) -> None:
        self._set(await asyncio.to_thread(self._file.read))
        self.find(self._field.value)


def _option(
    template: Template, hits: tuple[frozenset[int], ...], texts: tuple[Folded, Folded]
) -> Option[Template]:
    name, text = texts
    cells = (
        Cell(name.text, width=_NAME, hits=hits[0]),
        Cell(text.text, Role.SOFT, hits=hits[1]),
    )
    return Option(template, cells, _problem(template[1]))


def _problem(text: str) -> str:
    """Return why a template cannot be put in; "" if it can."""
    unknown = [f"{{{one_line(name)}}}" for name in unknown_placeholders(text)]
    if not unknown:
        return ""
    said = f"{unknown[0]} is not a placeholder" if len(unknown) == 1 else (
        f"{' and '.join(unknown[:2])} are not placeholders"
    )  # fmt: skip
    return f"{said}; {{{{ is a brace."


class TemplateInput(MessageInput, inherit_bindings=False):
    """The text of a template while it is written: the box's keys, without those that send."""

    takes_files = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(*IN_TEMPLATE),
        *MessageInput.MOVES,
    ]
    DEFAULT_CSS = """
    TemplateInput, TemplateInput:focus { height: 1fr; padding: 0; border: none; }
    """


class TemplateForm(Dialog[Template]):
    """A form for a template; returns it once it is in config.toml."""

    DEFAULT_CSS = """
    TemplateForm #text { height: 1fr; }
    """

    def __init__(
        self, file: TemplateFile, before: Template | None, others: Sequence[str], draft: str = ""
    ) -> None:
        """`others` are the names that are taken; `draft` is the text of a new template."""
        super().__init__(
            "A new template" if before is None else "Change a template", esc="as before"
        )
        name, text = before or ("", draft)
        self._file, self._before, self._others = file, name, frozenset(others)
        self._name_field = FormInput(name, prompt="what you find it by")
        self._text_field = TemplateInput(edited=self._clear)
        self._begin_with = text
        self._lines = (
            FieldLine("name", self._name_field),
            FieldLine("text", self._text_field, id="text"),
        )
        self._help = WrappedLines([Word(f"{_KNOWN} are filled in; the caret goes to {{cursor}}.")])
        self._error = ErrorLines()
        button = Button("save the template", SAVE_TEMPLATE.key)
        self.footer.show(
            button,
            tuple(hint(command.name, command)
                  for command in (TO_NAME, NEW_LINE)),
        )  # fmt: skip

    def compose_body(self) -> ComposeResult:
        """Yield the fields, what can stand in braces, and the error."""
        yield from self._lines
        yield self._help
        yield self._error

    def body_height(self) -> int:
        """Count the fields and the lines below them."""
        return 1 + _TEXT_ROWS + self._help.rows + self._error.rows

    def fitted(self) -> None:
        """Place the labels before the fields."""
        for each in self._lines:
            each.fit(self.text_column)
        self._help.fit(self.text_column, self.inner)
        self._error.text_column = self.text_column

    def on_mount(self) -> None:
        """Begin with the name."""
        self._text_field.load(self._begin_with)
        self._name_field.focus()
        self._name_field.cursor_position = len(self._name_field.value)

    def action_move(self, rows: int) -> None:
        """Go to the other field."""
        (self._text_field if self._name_field.has_focus else self._name_field).focus()

    def _clear(self) -> None:
        if self._error.sentence:
            self._error.say("")
            self.fit()

    @on(FormInput.Changed)
    def _typed(self) -> None:
        self._clear()

    @on(FormInput.Submitted)
    @on(MessageInput.Submitted)
    @on(DialogFooter.Pressed)
    def _done(self) -> None:
        name, text = self._name_field.value.strip(), self._text_field.text.strip()
        if problem := self._problem_of(name, text):
            self._show_problem(problem)
        else:
            self._save(name, text)

    def _problem_of(self, name: str, text: str) -> str:
        if not name:
            return "It needs a name, by which you find it."
        if name in self._others:
            return f"There is a template called {one_line(name)} already."
        return _problem(text) if text else "It has no text yet."

    def _show_problem(self, problem: str) -> None:
        self._error.say(problem)
        self.fit()

    @job("Not saved: the template is still here. Save it again.", group="form")
    async def _save(self, name: str, text: str) -> None:
        texts: dict[str, str | None] = {name: text}
        if self._before not in {"", name}:
            texts[self._before] = None
        try:
            await asyncio.to_thread(self._file.write, texts)
        except ConfigNotWritten as problem:
            self._show_problem(one_line(str(problem)))
        else:
            self.dismiss((name, text))
