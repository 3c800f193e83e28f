"""What all tests share."""

from __future__ import annotations

from textual import _wait

# A pilot waits after each key until the process has been idle for a while: 20 ms with less than
# 1 ms of work in them, up to a second. Walks of many keys spend most of their time so; a simulator
# in a thread of the same process is never that idle. Tests wait for what they mean besides.
_wait.SLEEP_GRANULARITY = 1 / 200
_wait.SLEEP_IDLE = _wait.SLEEP_GRANULARITY / 4
