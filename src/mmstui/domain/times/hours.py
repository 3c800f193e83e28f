"""The hours that the user means by names such as "this evening"."""

from __future__ import annotations

from datetime import time

from mmstui.domain.records import record


@record
class Hours:
    """The user's hours for presets. `later`: hours from now for "later today"."""

    later: int = 3
    evening: time = time(19)
    morning: time = time(8)
    weekend: time = time(10)
