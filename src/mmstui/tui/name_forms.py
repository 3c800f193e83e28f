"""Forms for a name of the phonebook, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmstui.domain.numbers import canonical
from mmstui.domain.phonebook import NamedNumber, name_problem, note_problem, number_problem
from mmstui.tui.screens.form import Form, FormField

Values = tuple[str, ...]


def add_form(number: str, name: str, book: Sequence[NamedNumber]) -> Form:
    """For an entry that is not there yet."""
    fields = (
        FormField("name", name, name_problem),
        FormField("number", number, _free_number(book, None)),
        FormField("note", "", note_problem, "for you; VoIP.ms keeps it"),
    )
    return Form("Add a name", fields, "save the name")


def added(values: Values) -> tuple[str, str, str]:
    """Name, canonical number, note."""
    name, number, note = values
    return name, canonical(number), note


def change_form(who: NamedNumber, book: Sequence[NamedNumber]) -> Form:
    """For an entry of the phonebook."""
    fields = (
        FormField("name", who.name, name_problem),
        FormField("number", who.formatted, _free_number(book, who.id)),
        FormField("note", who.note, note_problem),
    )
    return Form("Change a name", fields, "save the name")


def changed(who: NamedNumber, values: Values) -> dict[str, str]:
    """The fields that are other ones now."""
    name, number, note = values
    wanted = {"name": name, "number": canonical(number), "note": note}
    before = {"name": who.name, "number": who.number, "note": who.note}
    return {field: value for field, value in wanted.items() if value != before[field]}


def name_form(name: str, note: str, shown: str) -> Form:
    """For the number of a thread, as it is shown."""
    fields = (
        FormField("name", name, name_problem),
        FormField("note", note, note_problem, "" if note else "for you; VoIP.ms keeps it"),
    )
    return Form(f"Name of {shown}", fields, "save the name")


def _free_number(book: Sequence[NamedNumber], entry_id: str | None) -> Callable[[str], str]:
    taken = {one.number: one.name for one in book if one.id != entry_id}

    def check(number: str) -> str:
        problem = number_problem(number)
        if not problem and (name := taken.get(canonical(number))) is not None:
            return f"This number is {name}’s already."
        return problem

    return check
