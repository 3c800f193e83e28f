import re

import pytest

from mmstui.voipms import errors, statuses
from mmstui.voipms.statuses import Decision
from support.sheet import STATUSES


def test_every_status_of_the_sheet_has_words() -> None:
    for code in STATUSES:
        assert code in statuses.OF_SERVICE, code
        assert "does not know" not in statuses.of_service(code).happened, code


def test_no_code_stands_in_the_table_twice() -> None:
    groups = (
        statuses._ACCESS,
        statuses._WAITS,
        statuses._EMPTIES,
        statuses._SENDS,
        statuses._SETTINGS,
        statuses._OURS,
    )
    codes = [row.code for group in groups for row in group]
    assert len(codes) == len(set(codes)) == len(statuses.TABLE)


def test_words_are_whole_sentences_on_one_line() -> None:
    for row in statuses.TABLE.values():
        # What takes the place of `detail` at the end of one is a sentence itself.
        told = statuses.of_ours(row.code, 500, "It is none.") if row in statuses._OURS else row
        for words in (told.happened, told.todo):
            assert not words or re.fullmatch(r"[A-Za-z][^\n]{8,160}[.)]", words), words
        assert told.happened, row.code


def test_whoever_must_wait_is_told_how_long() -> None:
    for row in statuses.TABLE.values():
        assert bool(row.wait) == (row.decision is Decision.SLOW), row.code


@pytest.mark.parametrize("sending", [False, True])
def test_every_row_makes_an_exception(sending: bool) -> None:
    for row in statuses.TABLE.values():
        error = errors.make(row, sending=sending)
        assert error.status == row.code
        assert error.words == f"{row.happened} {row.todo}".strip() == str(error), row.code


def test_not_every_no_is_nothing_found() -> None:
    for failure in ("no_base64file", "no_provision", "no_callstatus", "no_change_billingtype"):
        assert statuses.of_service(failure).decide(sending=False) is Decision.REFUSED


def test_a_status_of_ours_in_an_answer_is_just_unknown() -> None:
    # Else a server could say "not_connected", and a message that went would go again.
    for row in statuses._OURS:
        if row.code != "moved_permanently":
            assert statuses.of_service(row.code).decision is Decision.REFUSED
    assert statuses.of_service("http_429").decision is Decision.REFUSED


def test_case_is_tolerated() -> None:
    assert statuses.of_service("Invalid_Credentials").decision is Decision.STOP


def test_an_unknown_status_is_shown_as_it_is() -> None:
    row = statuses.of_service("Invalid_threshold")
    assert row.code == "Invalid_threshold"
    assert '"Invalid_threshold"' in row.happened
