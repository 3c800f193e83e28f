"""Operators of a search: `from:ann has:photo after:2026-03-01 -invoice "see you" OR tomorrow`.

A search without operators is `search_query.parse`, as it always was. With them it becomes
alternatives, of which a message must match one: `OR` joins the terms beside it, everything else
must all match. Days are days of the calendar, with their year: a search that is saved finds
tomorrow what it finds today. What is no operator is searched as the words that it has, and one that
cannot be understood is told besides.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo
from enum import StrEnum
from typing import Final

from mmstui.domain.searching.search_query import MOST_CHARACTERS, Query, parse
from mmstui.domain.text.sanitise import line, without_surrogates
from mmstui.domain.times.days import Span, spans


class Operator(StrEnum):
    """What stands before the colon of an operator."""

    FROM = "from"  #: a sender's name or number, also one of ours
    TO = "to"  #: a recipient's
    DID = "did"  #: a number of ours, or its note
    HAS = "has"
    BEFORE = "before"
    AFTER = "after"  #: the day itself counts, as it does not with `before`
    ON = "on"
    IS = "is"


#: What may follow an operator that takes one of a few words.
VALUES: Final[dict[Operator, tuple[str, ...]]] = {
    Operator.HAS: ("photo", "sound", "video", "file", "link"),
    Operator.IS: ("unread", "done", "snoozed", "failed", "sent", "mine"),
}
#: The most alternatives: each is a search of its own.
MOST_ALTERNATIVES: Final = 8

#: Of an operator, before the rest is offered: two letters begin too many words.
_FEWEST_LETTERS: Final = 3
_PART: Final = re.compile(
    r'(?P<bare>(?<!\S)-?[A-Za-z]+:)(?!\S)|(?P<minus>(?<!\S)-(?=["\w]))?'
    r'(?:(?P<name>[A-Za-z]+):)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))'
)
_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Filter:
    """An operator with its value: `words` of a name, or `during` of days, or one of `VALUES`."""

    operator: Operator
    value: str
    negated: bool = False
    words: Query | None = None
    during: tuple[Span, ...] | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """A message matches it by all its words, by none of `without`, and by all filters."""

    words: Query
    without: tuple[Query, ...] = ()
    filters: tuple[Filter, ...] = ()


@dataclass(frozen=True, slots=True)
class OperatorProblem:
    """An operator that is searched as words, as typed, and why. Both are ready to paint."""

    typed: str
    why: str

    @property
    def sentence(self) -> str:
        """The problem as a sentence."""
        return f"{self.typed} is searched as a word: {self.why}"


@dataclass(frozen=True, slots=True)
class Search:
    """A parsed search. Falsy when there is nothing to search for."""

    text: str  #: on one line, ready to paint
    words: Query  #: all that is to be found, for marking hits
    alternatives: tuple[Alternative, ...]
    problems: tuple[OperatorProblem, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.alternatives)

    @property
    def told(self) -> str:
        """What its last wrong operator wants, ready to paint; "" if none is wrong."""
        return f"{self.problems[-1].why} Searched as a word." if self.problems else ""

    @property
    def plain(self) -> bool:
        """Whether it has no operators, so that `words` is the whole search."""
        return self.alternatives == (Alternative(self.words),)


@dataclass(frozen=True, slots=True)
class _Atom:
    """A part of a search: typed words, or a filter."""

    typed: str
    negated: bool = False
    filter: Filter | None = None


@dataclass(slots=True)
class _Parts:
    """Atoms, where neighbours that `OR` joins are in one group."""

    groups: list[list[_Atom]] = field(default_factory=list)
    problems: list[OperatorProblem] = field(default_factory=list)
    has_operators: bool = False


def parse_search(typed: str, zone: tzinfo) -> Search:
    """Parse a search with operators; days are those of `zone`. Never raises."""
    typed = without_surrogates(typed[:MOST_CHARACTERS])
    whole = parse(typed)
    parts = _Parts() if whole.digits else _parts(typed, zone)
    count = 1
    for group in parts.groups:
        count *= len(group)
    if count > MOST_ALTERNATIVES:
        why = f"OR makes more than {MOST_ALTERNATIVES} searches."
        parts = _Parts(problems=[OperatorProblem("OR", why)])
    if not parts.has_operators:
        found = (Alternative(whole),) if whole else ()
        return Search(whole.text, whole, found, tuple(parts.problems))
    alternatives = tuple(
        made for atoms in itertools.product(*parts.groups) if (made := _alternative(atoms))
    )
    wanted = [a.typed for group in parts.groups for a in group if not a.filter and not a.negated]
    return Search(line(typed), parse(" ".join(wanted)), alternatives, tuple(parts.problems))


def completion(typed: str) -> str:
    """Return what completes the operator, or its value, at the end of a search; "" for none."""
    if not typed or typed[-1].isspace() or typed.count('"') % 2:
        return ""
    name, colon, value = typed.split()[-1].removeprefix("-").partition(":")
    if not colon:
        known = (str(each) for each in Operator) if len(name) >= _FEWEST_LETTERS else ()
        found = next((each for each in known if each.startswith(name)), "")
        return f"{found[len(name) :]}:" if found else ""
    values = VALUES.get(Operator(name), ()) if name in set(Operator) else ()
    found = next((each for each in values if each.startswith(value) and each != value), "")
    return found[len(value) :]


def _parts(typed: str, zone: tzinfo) -> _Parts:
    parts = _Parts()
    joins = False
    for found in _PART.finditer(typed):
        whole = found[0]
        if whole == "OR" and parts.groups:
            joins = True
            continue
        atom = _atom(found, zone, parts.problems)
        if joins:
            parts.groups[-1].append(atom)
        else:
            parts.groups.append([atom])
        parts.has_operators |= joins or atom.negated or atom.filter is not None
        joins = False
    if joins:  # OR at the end, still being typed: a word.
        parts.groups.append([_Atom("OR")])
    return parts


def _atom(found: re.Match[str], zone: tzinfo, problems: list[OperatorProblem]) -> _Atom:
    name, negated = (found["name"] or "").lower(), found["minus"] is not None
    bare = (found["bare"] or "").strip("-:").lower()
    if bare in set(Operator):
        problems.append(OperatorProblem(line(found[0]), f"{bare}: wants {_wanted(Operator(bare))}"))
    if name not in set(Operator):
        return _Atom(found[0][1:] if negated else found[0], negated)
    value = found["phrase"] if found["word"] is None else found["word"]
    made = _filter(Operator(name), value.strip(), zone, negated=negated)
    if made is None:
        why = f"{name}: wants {_wanted(Operator(name))}"
        problems.append(OperatorProblem(line(found[0]), why))
        return _Atom(found[0].removeprefix("-"), negated)
    return _Atom("", negated, made)


def _wanted(operator: Operator) -> str:
    if operator in VALUES:
        *some, last = VALUES[operator]
        return f"{', '.join(some)} or {last}."
    if operator in (Operator.BEFORE, Operator.AFTER, Operator.ON):
        return "a day with its year: 2026-03-01, 2026-03 or 2026."
    return "a name or a number."


def _filter(operator: Operator, value: str, zone: tzinfo, *, negated: bool) -> Filter | None:
    """Return a filter; None when the value does not fit the operator."""
    if operator in VALUES:
        value = value.lower()
        return Filter(operator, value, negated) if value in VALUES[operator] else None
    if operator in (Operator.FROM, Operator.TO, Operator.DID):
        words = parse(value)
        known = words or words.digits
        return Filter(operator, value, negated, words=words) if known else None
    days = _days(value)
    if days is None:
        return None
    first, last = days
    if operator is Operator.BEFORE:
        first, last = None, (first - timedelta(days=1) if first else None)
    elif operator is Operator.AFTER:
        last = None
    return Filter(operator, value, negated, during=spans(first, last, zone))


def _days(value: str) -> tuple[date | None, date | None] | None:
    """Return the first and the last day of a day, a month or a year."""
    found = _DAY.fullmatch(value)
    if found is None or not 1900 <= int(found[1]) <= 9000:
        return None
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    try:
        first = date(year, month, day)
    except ValueError:
        return None
    if found[3]:
        return first, first
    after = date(year + month // 12, month % 12 + 1, 1) if found[2] else date(year + 1, 1, 1)
    return first, after - timedelta(days=1)


def _alternative(atoms: Sequence[_Atom]) -> Alternative | None:
    words = parse(" ".join(a.typed for a in atoms if not a.filter and not a.negated))
    without = [parse(a.typed) for a in atoms if not a.filter and a.negated]
    filters = tuple(a.filter for a in atoms if a.filter)
    made = Alternative(words, tuple(query for query in without if query), filters)
    return made if words or made.without or filters else None
