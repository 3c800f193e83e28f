"""What dialogs and lists show and act on, without a screen."""

from __future__ import annotations

import pytest
from textual.widgets.text_area import Document

from mmstui.domain.did_settings import DidField, Settings
from mmstui.domain.pending_changes import ChangeKind, ChangeState, PendingChange
from mmstui.tui.account.did_settings_text import SETTINGS
from mmstui.tui.account.did_values import DidValues
from mmstui.tui.compose.line_editing import PLACES
from mmstui.tui.inbox.list_viewport import ListViewport
from support.screens import NOW, FakeSource, conversation

SMS, EMAIL = SETTINGS[0], SETTINGS[1]
ABLE = {DidField.SMS_POSSIBLE: "1", DidField.ENABLE: "1"}


def test_keys_of_the_list_mean_the_painted_row_until_it_is_gone() -> None:
    source = FakeSource([conversation(n) for n in range(1, 5)])
    viewport = ListViewport(source)
    viewport.set_order([1, 2, 3, 4], keep_cursor=False)
    viewport.move(1)
    viewport.painted_id = 2
    viewport.set_order([3, 1, 2, 4], keep_cursor=False)
    viewport.move(0)
    assert viewport.target == source.rows[2]
    assert viewport.neighbour(2, 1) == source.rows[4]
    assert viewport.neighbour(2, -1) == source.rows[1]
    assert viewport.neighbour(99, 1) == source.rows[3], "the cursor's"
    del source.rows[2]
    assert viewport.target is None


def change(state: ChangeState, **wanted: str) -> PendingChange:
    return PendingChange(
        1, ChangeKind.DID, "5145550100", {DidField[name].value: v for name, v in wanted.items()},
        {}, state, "", NOW,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("told", "state", "shown", "refused"),
    [
        (ABLE, ChangeState.WAITING, "new@example.com", ""),
        (ABLE, ChangeState.REFUSED, "old@example.com", ""),
        (ABLE | {DidField.SMS_POSSIBLE: "0"}, ChangeState.WAITING, "new@example.com", "no SMS"),
        (None, ChangeState.REFUSED, None, "not on the account"),
    ],
)
def test_a_did_shows_what_is_under_way_and_says_why_it_cannot_change(
    told: Settings | None, state: ChangeState, shown: str | None, refused: str
) -> None:
    if told is not None:
        told = {**told, DidField.EMAIL: "old@example.com"}
    values = DidValues.of("5145550100", told, [change(state, EMAIL="new@example.com")])
    assert values.shown.get(DidField.EMAIL) == shown
    assert values.change_of(EMAIL) is not None
    assert values.change_of(SMS) is None
    assert refused in values.refusal(EMAIL)
    assert bool(values.refusal(EMAIL)) == bool(refused)
    assert DidValues.of("6135550150", told, values.changes).changes == []


@pytest.mark.parametrize(
    ("place", "here", "there"),
    [
        ("word_start", (1, 4), (1, 0)),
        ("word_start", (1, 0), (0, 4)),
        ("word_start", (0, 1), (0, 0)),
        ("word_end", (0, 3), (0, 7)),
        ("word_end", (0, 7), (1, 6)),
        ("blank", (0, 6), (0, 3)),
        ("line_start", (1, 3), (1, 0)),
        ("line_start", (1, 0), (0, 8)),
        ("line_start", (0, 0), (0, 0)),
        ("line_end", (0, 2), (0, 8)),
        ("line_end", (0, 8), (1, 0)),
        ("line_end", (1, 7), (1, 7)),
    ],
)
def test_places_in_a_text(place: str, here: tuple[int, int], there: tuple[int, int]) -> None:
    assert PLACES[place](Document("un (été)\nencore."), here) == there
