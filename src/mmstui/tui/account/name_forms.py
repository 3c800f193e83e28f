"""Forms for a name of the phonebook, and what comes of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmstui.domain.phonebook import (
    NamedNumber,
    name_problem,
    note_problem,
    number_notice,
    number_of,
    number_problem,
)
from mmstui.tui.ui.form import Form, FormField

Values = tuple[str, ...]


def add_form(number: str, name: str, book: Sequence[NamedNumber]) -> Form:
    """For an entry that is not there yet."""
    fields = (
        FormField("name", name, name_problem),
        FormField("number", number, _free_number(book), notice=number_notice),
        FormField("note", "", note_problem, "for you; VoIP.ms keeps it"),
    )
    return Form("Add a name", fields, "save the name")


def added(values: Values) -> tuple[str, str, str]:
    """Name, canonical number, note."""
    name, number, note = values
    return name, number_of(number), note


def change_form(who: NamedNumber, book: Sequence[NamedNumber]) -> Form:
    """For an entry of the phonebook."""
    fields = (
        FormField("name", who.name, name_problem),
        FormField("number", who.formatted, _free_number(book, who), notice=_notice(who)),
        FormField("note", who.note, note_problem),
    )
    return Form("Change a name", fields, "save the name")


def changed(who: NamedNumber, values: Values) -> dict[str, str]:
    """The fields that are other ones now."""
    name, number, note = values
    # What VoIP.ms has is kept as it is, whatever it is.
    number = who.number if number == who.formatted else number_of(number)
    wanted = {"name": name, "number": number, "note": note}
    before = {"name": who.name, "number": who.number, "note": who.note}
    return {field: value for field, value in wanted.items() if value != before[field]}


def name_form(name: str, note: str, shown: str) -> Form:
    """For the number of a thread, as it is shown."""
    fields = (
        FormField("name", name, name_problem),
        FormField("note", note, note_problem, "" if note else "for you; VoIP.ms keeps it"),
    )
    return Form(f"Name of {shown}", fields, "save the name")


def _notice(who: NamedNumber) -> Callable[[str], str]:
    return lambda number: "" if number == who.formatted else number_notice(number)


def _free_number(
    book: Sequence[NamedNumber], who: NamedNumber | None = None
) -> Callable[[str], str]:
    taken = {one.number: one.name for one in book if who is None or one.id != who.id}

    def check(number: str) -> str:
        if who is not None and number == who.formatted:
            return ""
        problem = number_problem(number)
        if not problem and (name := taken.get(number_of(number))) is not None:
            return f"This number is {name}’s already."
        return problem

    return check
