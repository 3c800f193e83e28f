"""One is told from many, and a filter's count from all, in one place."""

from __future__ import annotations

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest

import mmstui
from mmstui.domain.text.plurals import count_of, duration, spelled, unread, unread_in


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (unread_in(0, 0), "0 unread in 0 conversations"),
        (unread_in(1, 1), "1 unread in 1 conversation"),
        (unread_in(4, 1), "4 unread in 1 conversation"),
        (unread_in(4321, 1234), "4,321 unread in 1,234 conversations"),
        (unread_in(1, 1, 4), "1 of 4 unread in 1 conversation"),
        (unread_in(0, 0, 4), "0 of 4 unread in 0 conversations"),
        (unread_in(4, 3, 4), "4 unread in 3 conversations"),
        (unread(1, 1), "1 unread"),
        (count_of(1, "person", "people"), "1 person"),
        (count_of(2, "person", "people"), "2 people"),
        (count_of(0, "file"), "0 files"),
        (spelled(3), "three"),
        (spelled(12), "12"),
        (duration(timedelta(seconds=30), "second"), "30 seconds"),
        (duration(timedelta(days=2), "hour"), "48 hours"),
        (duration(timedelta(days=1), "day"), "1 day"),
    ],
)
def test_counts_in_words(words: str, expected: str) -> None:
    assert words == expected


#: Nouns that stand after a count somewhere. `MMS`, `bytes` and the like are never one.
_NOUNS = re.compile(r"^ (conversations|messages|numbers|files|drafts|people|changes|hits)\b")


def test_no_sentence_counts_by_itself() -> None:
    found = []
    for path in Path(mmstui.__file__).parent.rglob("*.py"):
        if "simulator" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.JoinedStr):
                continue
            for value, after in zip(node.values, node.values[1:], strict=False):
                if (
                    isinstance(value, ast.FormattedValue)
                    and isinstance(after, ast.Constant)
                    and _NOUNS.match(str(after.value))
                ):
                    found.append(f"{path.parent.name}/{path.name}:{node.lineno}")
    assert [where for where in found if where.partition(":")[0] not in _ALWAYS_MANY] == []


#: Where a count is more than one by what stands before it.
_ALWAYS_MANY = {
    "search/message_search.py", "attach/adding.py", "attach/dialog.py", "compose/attaching.py",
    "inbox/writing_flows.py", "thread/details_text.py",
    "compose/batch_notice.py", "domain/routing.py",
    "voipms/statuses.py", "importing/sms_backup.py",
}  # fmt: skip
