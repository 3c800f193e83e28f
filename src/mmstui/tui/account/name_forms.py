"""Forms for a name of the phonebook, and their results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmstui.domain.phone.phonebook import (
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
    """Return the form for a new entry."""
    fields = (
        FormField("name", name, name_problem),
        FormField("number", number, _free_number(book), notice=number_notice),
        FormField("note", "", note_problem, "for you; VoIP.ms keeps it"),
    )
    return Form("Add a name", fields, "save the name")


def added(values: Values) -> tuple[str, str, str]:
    """Return the name, the canonical number and the note of a new entry."""
    name, number, note = values
    return name, number_of(number), note


def change_form(who: NamedNumber, book: Sequence[NamedNumber]) -> Form:
    """Return the form that changes an entry."""
    fields = (
        FormField("name", who.name, name_problem),
        FormField("number", who.formatted, _free_number(book, who), notice=_notice(who)),
        FormField("note", who.note, note_problem),
    )
    return Form("Change a name", fields, "save the name")


def changed(who: NamedNumber, values: Values) -> dict[str, str]:
    """Return the changed fields."""
    name, number, note = values
    # An unchanged number is kept as VoIP.ms has it, even if it is invalid.
    number = who.number if number == who.formatted else number_of(number)
    wanted = {"name": name, "number": number, "note": note}
    before = {"name": who.name, "number": who.number, "note": who.note}
    return {field: value for field, value in wanted.items() if value != before[field]}


def name_form(name: str, note: str, shown: str) -> Form:
    """Return the form for the number of a thread, as it is shown there."""
    fields = (
        FormField("name", name, name_problem),
        FormField("note", note, note_problem, "" if note else "for you; VoIP.ms keeps it"),
    )
    return Form(f"Name of {shown}", fields, "save the name")


def note_form(title: str, note: str) -> Form:
    """Return the form for the user's own note about a contact, `title` ready to paint."""
    prompt = "for you alone: it stays in this store"
    return Form(f"Note about {title}", (FormField("note", note, prompt=prompt),), "keep the note")


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
