"""What the user has done with conversations, in exports."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

from support.exports import conversation, message, selection, written
from support.stores import NOON


def test_a_document_tells_what_is_done_and_until_when_it_is_snoozed() -> None:
    heads = [
        replace(conversation(1), done=True),
        replace(conversation(2), snoozed_until=NOON + timedelta(hours=1)),
        replace(conversation(3), snoozed_until=NOON),
    ]
    made = written("json", selection(*((head, [message(1, "x")]) for head in heads)))
    told = [(each["done"], each["snoozed_until"]) for each in json.loads(made)["conversations"]]
    assert told == [(True, None), (False, f"{NOON + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"),
                    (False, None)]  # fmt: skip
