"""Futures of writes that ran on the calling thread.

`concurrent.futures` loads `logging`, which takes longer than all that a command writes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from concurrent.futures import Future

P = ParamSpec("P")
T = TypeVar("T")


class Finished:
    """What a caller without an event loop needs of a future that is done."""

    def __init__(self, value: Any, error: Exception | None) -> None:
        self._value = value
        self._error = error

    def result(self) -> Any:
        """Return the value of the call, or raise its error."""
        if self._error is not None:
            raise self._error
        return self._value

    def exception(self) -> Exception | None:
        """Return the error of the call, if it raised one."""
        return self._error

    def add_done_callback(self, callback: Callable[[Any], object]) -> None:
        """Call `callback` with this future."""
        callback(self)


def finished(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
    """Run a function now, and return its future."""
    try:
        made = Finished(fn(*args, **kwargs), None)
    except Exception as error:
        made = Finished(None, error)
    return cast("Future[T]", made)
