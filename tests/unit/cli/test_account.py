"""Who is meant by a name on the command line."""

from __future__ import annotations

from typing import cast

import pytest

from mmstui.center import MessageCenter
from mmstui.cli.account import find_contact
from mmstui.cli.exit_codes import CommandError
from mmstui.domain.messages import Contact


class _Phonebook:
    """The part of a center that knows names."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self.directory = self.inbox = self

    def contacts(self) -> list[Contact]:
        return [
            Contact(f"51455501{place:02d}", name, f"(514) 555-01{place:02d}")
            for place, name in enumerate(self._names)
        ]

    def conversations_with(self, number: str) -> list[int]:
        return []


def who(asked: str, *names: str) -> str:
    number = find_contact(cast(MessageCenter, _Phonebook(*names)), asked)
    return names[int(number[-2:])]


@pytest.mark.parametrize(
    ("asked", "names", "found"),
    [
        ("zoe", ("Zoé", "Bob"), "Zoé"),
        ("zoe", ("Zoé Tremblay", "Bob"), "Zoé Tremblay"),
        ("Zoé", ("Zoe", "Zoé"), "Zoé"),
        ("zoe", ("Zoé", "zoe"), "zoe"),
        ("dang", ("Đặng Thị", "Dan"), "Đặng Thị"),
        ("strasse", ("Straße 5",), "Straße 5"),
        ("müller-LÜDENSCHEIDT", ("Muller Ludenscheidt",), "Muller Ludenscheidt"),
        ("小明", ("王小明",), "王小明"),
        ("елена", ("Елена",), "Елена"),
        ("🐶", ("Rex 🐶", "Tom"), "Rex 🐶"),
        ("remblay", ("Zoé Tremblay",), "Zoé Tremblay"),
    ],
)
def test_a_name_needs_no_accents(asked: str, names: tuple[str, ...], found: str) -> None:
    assert who(asked, *names) == found


@pytest.mark.parametrize(
    ("asked", "names"),
    [("zoe", ("Zoé", "ZOÈ")), ("ann", ("Anna", "Joanne")), ("zoe", ("Zoé A", "Zoë B"))],
)
def test_several_of_a_name_are_told(asked: str, names: tuple[str, ...]) -> None:
    with pytest.raises(CommandError) as told:
        who(asked, *names)
    assert told.value.code == "ambiguous"
    assert all(name in told.value.words for name in names)


@pytest.mark.parametrize("asked", ["nobody", "-", ".", "ž"])
def test_nobody_of_a_name(asked: str) -> None:
    with pytest.raises(CommandError) as told:
        who(asked, "Anna-Maria", "Tom")
    assert told.value.code == "not_found"
