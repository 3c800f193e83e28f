"""DIDs as rows to choose from: abilities, number, label, remark."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mmstui.domain import limits
from mmstui.domain.messages import Did, Kind
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.routing import Route, Why
from mmstui.tui.layout import ABILITY, NUMBER
from mmstui.tui.theme.palette import Role
from mmstui.tui.ui.formatting import count_of
from mmstui.tui.ui.fuzzy import Folded, find, fold
from mmstui.tui.ui.option_rows import Cell, Option

#: Returns how the current draft would be sent from a DID.
RouteFor = Callable[[Did], Route]


class DidFinder:
    """The DIDs of an account, searchable. Matches keep the order of the DIDs: there are few."""

    def __init__(self, dids: Sequence[Did]) -> None:
        self.dids = tuple(dids)
        self._texts = {did.number: _texts(did) for did in self.dids}

    @property
    def able(self) -> bool:
        """Whether any DID can send."""
        return any(did.sms for did in self.dids)

    @property
    def none_able(self) -> str:
        """The text shown if no DID can send."""
        if not self.dids:
            return "No numbers yet: the first sync brings them."
        whose = "Your number has not" if len(self.dids) == 1 else f"None of your {self._count} has"
        return f"{whose} SMS on."

    @property
    def where(self) -> tuple[str, ...]:
        """Sentences that say where at VoIP.ms to enable SMS."""
        if self.able or not self.dids:
            return ()
        return (
            "At voip.ms: DID Numbers, Manage DIDs, edit a number, Message Service (SMS/MMS).",
            "Where a number offers none: DID Numbers, Order DIDs, one that has SMS.",
        )

    @property
    def _count(self) -> str:
        return count_of(len(self.dids), "number")

    def options(
        self,
        query: str,
        route_for: RouteFor | None = None,
        *,
        chosen: str | None = None,
        remark: str = "",
    ) -> list[Option[Did]]:
        """Return the DIDs that match; `remark` is shown beside the DID `chosen`.

        With `route_for`, a DID that cannot send the draft cannot be chosen.
        """
        rows = []
        instead = self._instead(route_for) if route_for else ""
        for did in self.dids:
            if (found := find(query, self._texts[did.number])) is not None:
                beside = remark if did.number == chosen else ""
                problem, reason = refusal(did, route_for) if route_for else ("", "")
                problem = f"{problem} {instead}".strip() if problem else ""
                rows.append(Option(did, _cells(did, found.hits, reason or beside), problem))
        return rows

    def _instead(self, route_for: RouteFor) -> str:
        """Name the DIDs that can send the draft, in a sentence."""
        able = [did.label for did in self.dids if not refusal(did, route_for)[0]]
        if not able:
            return ""
        if len(able) > 2:
            return f"{able[0]} and {len(able) - 1} others can."
        return f"{' and '.join(able)} can."


def refusal(did: Did, route_for: RouteFor) -> tuple[str, str]:
    """Return why a DID cannot send the draft, as a sentence and a remark; two "" if it can.

    Problems that all DIDs share, such as a text that is empty or too long, are ignored.
    """
    route = route_for(did)
    if route.why is Why.NO_SMS:
        return f"{did.label} has no SMS: it cannot send.", "cannot send"
    if route.why is Why.NO_MMS:
        only = "no files" if route.kind is Kind.MMS else f"{limits.SMS_CHARACTERS} at most"
        return f"{did.label} sends text only, {only}.", f"text only, {only}"
    return "", ""


def _texts(did: Did) -> tuple[Folded, ...]:
    return fold(formatted(did.number)), fold(did.label), fold(did.city)


def _cells(did: Did, hits: tuple[frozenset[int], ...], remark: str) -> tuple[Cell, ...]:
    number, label, city = hits
    role = Role.TEXT if did.sms and did.mms else Role.SOFT
    cells = [
        Cell(did.ability, role, width=ABILITY),
        Cell(formatted(did.number), width=NUMBER, hits=number),
        Cell(did.label, hits=label, gap=3),
    ]
    # The city is shown only if the match is in it.
    if city and not label and did.city != did.label:
        cells.append(Cell(did.city, Role.SOFT, hits=city, gap=3))
    if not remark and did.sms and not did.mms:
        remark = f"text only, {limits.SMS_CHARACTERS} at most"
    if remark:
        cells.append(Cell(remark, Role.SOFT))
    return tuple(cells)


def plain_cells(did: Did) -> tuple[Cell, ...]:
    """Return the cells of a DID where nothing is sent: without SMS it is soft."""
    role = Role.TEXT if did.sms else Role.SOFT
    return (
        Cell(did.ability, Role.SOFT, width=ABILITY),
        Cell(formatted(did.number), role, width=NUMBER),
        Cell(did.label, role),
    )
