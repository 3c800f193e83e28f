"""Records are what frozen dataclasses with slots are, but made when they are needed."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from dataclasses import replace as dataclass_replace
from typing import Any

import pytest

from mmstui.domain.records import field, record, replace


@record
class Row:
    """A row."""

    id: int
    name: str = "none"
    seen: Mapping[str, int] = field(default_factory=dict)
    source: list[str] = field(default_factory=list, compare=False, repr=False)

    @property
    def shown(self) -> str:
        return f"{self.id}: {self.name}"


@dataclass(frozen=True, slots=True)
class Same:
    """The dataclass that `Row` is like."""

    id: int
    name: str = "none"
    seen: Mapping[str, int] = dataclass_field(default_factory=dict)
    source: list[str] = dataclass_field(default_factory=list, compare=False, repr=False)


@record
class Pair:
    """Hashable, with words of its own."""

    one: int
    other: int = 2

    def __repr__(self) -> str:
        return "a pair"


def test_a_record_is_made_as_a_dataclass_is() -> None:
    for values, named in (((1,), {}), ((1, "a", {"b": 2}), {}), ((1,), {"name": "x"})):
        ours, theirs = Row(*values, **named), Same(*values, **named)  # type: ignore[arg-type]
        assert [getattr(ours, each.name) for each in fields(ours)] == [
            getattr(theirs, each.name) for each in fields(theirs)
        ]
        assert repr(ours) == repr(theirs).replace("Same", "Row")
    assert Row(1).seen is not Row(1).seen  # A default that is made is made for each.
    make: Any = Row
    for wrong in ({}, {"id": 1, "nmae": "x"}):
        with pytest.raises(TypeError):
            make(**wrong)


def test_records_are_compared_by_their_fields() -> None:
    assert Row(1, source=["a"]) == Row(1, source=["b"])
    assert Row(1) != Row(2)
    other: object = Same(1)
    assert Row(1) != other
    assert len({Pair(1), Pair(1, 2), Pair(2, 1)}) == 2
    assert repr(Pair(1)) == "a pair"
    with pytest.raises(TypeError):
        hash(Row(1))  # It has a dict, as Same(1) has.


@record
class Happened:
    """Has no fields: that it is of this class says all."""


def test_records_without_fields_are_equal() -> None:
    assert Happened() == Happened()
    assert len({Happened(), Happened()}) == 1
    assert repr(Happened()) == "Happened()"


def test_a_record_has_no_other_attributes() -> None:
    row: Any = Row(1)
    assert row.shown == "1: none"
    assert Row.__doc__ == "A row."
    with pytest.raises(AttributeError):
        row.nmae = "x"


@pytest.mark.parametrize("change", [replace, dataclass_replace])
def test_a_changed_copy(change: Any) -> None:
    row = Row(1, "a", {"b": 2}, ["c"])
    assert change(row, name="z") == Row(1, "z", {"b": 2})
    assert change(row, name="z").source is row.source
    assert row.name == "a"
    with pytest.raises(TypeError):
        change(row, nmae="z")


def test_records_are_copied_and_matched() -> None:
    row = Row(1, "a", {"b": 2})
    assert copy.deepcopy(row) == pickle.loads(pickle.dumps(row)) == row
    match row:
        case Row(number, name=name):
            assert (number, name) == (1, "a")
