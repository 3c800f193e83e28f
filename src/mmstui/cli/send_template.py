"""`send --template`: the text of a template, with the values of each recipient."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from mmstui.center import MessageCenter
from mmstui.cli.account import local_zone
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.recipients import TOLD, Outgoing
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.templates import fill, unknown_placeholders, values_of


def filled_in(
    center: MessageCenter, name: str, did: str, outgoing: Sequence[Outgoing]
) -> list[Outgoing]:
    """Return the text of a template for each recipient.

    Raises CommandError if there is no such template, or anything in braces has no value.
    """
    template = _text_of(center, name)
    names = {each.number: each.name for each in center.directory.contacts()}
    zone, now = local_zone(center.settings), center.now()
    made: list[Outgoing] = []
    problems: list[str] = []
    for each in outgoing:
        columns = {key.casefold(): value for key, value in each.values.items() if value}
        called = columns.get("name", names.get(each.contact, ""))
        own = values_of(called, each.contact, did, now, zone)
        # A number is written as everywhere, however the file has it.
        values = {**own, **columns, "number": own["number"]}
        unknown = [n for n in unknown_placeholders(template) if n.strip().casefold() not in values]
        filled = fill(template, values)
        missing = dict.fromkeys((*unknown, *filled.empty))
        if missing:
            fields = " and ".join(f"{{{field}}}" for field in missing)
            problems.append(f"{formatted(each.contact)}: no value for {fields} of {name}.")
        made.append(Outgoing(each.contact, filled.text))
    if problems:
        more = len(problems) - TOLD
        hint = f"And {count_of(more, 'more recipient')}. " if more > 0 else ""
        hint += "Names are those of the phonebook, or columns of --to-file. Nothing was sent."
        raise CommandError(Exit.USAGE, "no_value", "\n".join(problems[:TOLD]), hint)
    return made


def _text_of(center: MessageCenter, name: str) -> str:
    templates = dict(center.settings.templates)
    if name in templates:
        return templates[name]
    raise CommandError(
        Exit.USAGE,
        "no_template",
        f"There is no template {name}.",
        " ".join(_hints(name, templates)),
    )


def _hints(name: str, known: Sequence[str] | dict[str, str]) -> Iterator[str]:
    folded = {each.casefold(): each for each in known}
    if close := get_close_matches(name.casefold(), folded, 1, 0.6):
        yield f"Did you mean {folded[close[0]]}?"
    if known:
        yield f"Templates are {', '.join(known)}."
    else:
        yield "The table templates of config.toml has them."
