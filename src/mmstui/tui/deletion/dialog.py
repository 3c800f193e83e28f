"""The delete dialog (`d`): choose where to delete, and read what each choice means."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from mmstui.domain import limits
from mmstui.domain.deletions import Place
from mmstui.tui.deletion import commands as deletion_commands
from mmstui.tui.deletion import dialog_text
from mmstui.tui.deletion.dialog_text import DeleteRequest
from mmstui.tui.theme.palette import Role
from mmstui.tui.triage.commands import UNDO
from mmstui.tui.ui.commands import bindings, hint
from mmstui.tui.ui.description_list import Entry
from mmstui.tui.ui.description_view import DescriptionView
from mmstui.tui.ui.dialog import NARROW, Dialog
from mmstui.tui.ui.dialog_lines import Button, DialogFooter
from mmstui.tui.ui.option_rows import Cell, Option, OptionRows
from mmstui.tui.ui.virtual_list import VirtualList

_KEYS: Final = {
    Place.HERE: deletion_commands.HERE.key,
    Place.SERVER: deletion_commands.SERVER.key,
    Place.BOTH: deletion_commands.BOTH.key,
}
#: Cells of the longest name.
_NAME: Final = 10


class DeleteDialog(Dialog[Place]):
    """A dialog that returns where to delete, or None. A letter selects; only enter deletes."""

    DEFAULT_CSS = """
    DeleteDialog #what { margin: 0 0 1 0; }
    DeleteDialog #meaning { margin: 1 0 0 0; height: 1fr; }
    DeleteDialog.-low #what, DeleteDialog.-low #meaning { margin: 0; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(*deletion_commands.IN_DIALOG)]
    #: As wide as on a wide screen, so that the labels stay readable.
    NARROW_TEXT_COLUMN = 11

    def __init__(self, request: DeleteRequest) -> None:
        super().__init__(request.title, esc=request.kept)
        self._request = request
        self._what = DescriptionView(request.entries, text_column=self.TEXT_COLUMN)
        self._what.id = "what"
        self._places = OptionRows[Place](tone=1, text_column=self.TEXT_COLUMN)
        self._meaning = DescriptionView((), text_column=self.TEXT_COLUMN)
        self._meaning.id = "meaning"

    def compose_body(self) -> ComposeResult:
        """Yield the facts, the choices, and the meaning of the choice under the cursor."""
        yield self._what
        yield self._places
        yield self._meaning

    def body_height(self) -> int:
        """Reserve lines for the longest meaning, so that the choices do not move."""
        air = 0 if self.low else 2
        return self._lines(self._what) + len(Place) + self._longest() + air

    def _lines(self, view: DescriptionView) -> int:
        return view.break_to(self.inner)

    def _longest(self) -> int:
        lines = []
        for place in Place:
            view = DescriptionView(self._explained(place), text_column=self.text_column)
            lines.append(self._lines(view))
        return max(lines)

    def fitted(self) -> None:
        """Lay out the parts; if there is little room, the meaning gets the rest."""
        self.set_class(self.low, "-low")
        for rows in (self._what, self._places, self._meaning):
            rows.text_column = self.text_column
        self._what.styles.height = self._lines(self._what)
        self._places.styles.height = len(Place)
        self._lines(self._meaning)
        self._places.replace(self._options())

    def on_mount(self) -> None:
        """Begin at the choice that loses nothing for good."""
        self._places.show(self._options())
        self.fit()

    def rows(self) -> VirtualList:
        """The list of choices."""
        return self._places

    def _options(self) -> list[Option[Place]]:
        return [
            Option(
                place,
                (
                    Cell(dialog_text.NAMES[place], width=_NAME, bold=True),
                    Cell("" if self._is_narrow else self._in_brief(place), Role.SOFT),
                ),
                problem=dialog_text.problem(self._request, place),
                key=_KEYS[place],
            )
            for place in Place
        ]

    @property
    def _is_narrow(self) -> bool:
        """Whether the short meanings do not fit beside the choices: they wrap below them."""
        return self.inner < NARROW

    def _in_brief(self, place: Place) -> str:
        return dialog_text.in_brief(self._request, place)

    def _explained(self, place: Place) -> list[Entry]:
        brief = [Entry("", f"{self._in_brief(place).rstrip('.')}.")] if self._is_narrow else []
        return [*brief, *dialog_text.at_length(self._request, place)]

    @on(VirtualList.Moved)
    def _show_choice(self) -> None:
        option = self._places.option
        place = option.value if option is not None else Place.HERE
        self._meaning.show(self._explained(place))
        keys = (
            hint(f"within {limits.TAKE_BACK_FOR.seconds} s", UNDO),
            hint("choose", *deletion_commands.PLACES),
        )
        if option is None or option.problem:
            self.footer.show(None, keys[1:])
        else:
            role = Role.ERROR if place.there else Role.ACCENT
            self.footer.show(Button(dialog_text.button(self._request, place), role=role), keys)

    def action_place(self, place: str) -> None:
        """Select a choice by its letter; nothing is deleted yet."""
        self._places.move_to(list(Place).index(Place(place)))

    @on(VirtualList.Chosen)
    @on(DialogFooter.Pressed)
    def action_choose(self) -> None:
        """Return the choice under the cursor."""
        option = self._places.option
        if option is not None and not option.problem:
            self.dismiss(option.value)
