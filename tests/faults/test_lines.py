"""A few of the ways to break a line under a send; `make faults` tries them all."""

from __future__ import annotations

import pytest

from faults import lines


@pytest.mark.slow
async def test_a_send_over_any_broken_line_is_there_once_or_not_at_all() -> None:
    counts = await lines.run(every=24)
    assert counts["cases"] > 50
    assert (counts["doubled"], counts["lost"]) == (0, 0)
    assert counts["sent"] > 10
    assert counts["unconfirmed"] > 10
    assert counts["polls broken"] > 7
