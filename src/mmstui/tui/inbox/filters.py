"""Filters of the conversation list: they stack, the last one set on top."""

from __future__ import annotations

from datetime import tzinfo
from typing import Any, Final

from mmstui.domain.records import record, replace
from mmstui.domain.times.days import Days
from mmstui.domain.views import AnyView, View

#: The filters, with the value that means unset.
_UNSET: Final[dict[str, object]] = {
    "dids": None, "view": View.INBOX, "days": None, "zone": None,
}  # fmt: skip


@record
class Filters:
    """Which conversations of a view are shown. `dids` None: of all; `days` None: of any date.

    `zone` filters nothing: it is the time zone of days and times, None for the configured one.
    `order` names the filters that were set, the oldest first.
    """

    dids: frozenset[str] | None = None
    view: AnyView = View.INBOX
    days: Days | None = None
    zone: tzinfo | None = None
    order: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Whether a filter hides conversations of the inbox, or another view is shown."""
        return self.view is not View.INBOX or self.dids is not None or self.days is not None

    @property
    def is_quick(self) -> bool:
        """Whether reading what passes is one index scan."""
        return self.days is None and isinstance(self.view, View)

    @property
    def stack(self) -> tuple[str, ...]:
        """Names of the filters that are set, the last one set at the end."""
        names = (*self.order, *(name for name in _UNSET if name not in self.order))
        return tuple(name for name in names if getattr(self, name) != _UNSET[name])

    def changed(self, **values: Any) -> Filters:
        """Return a copy with other values; filters that changed are on top of the stack."""
        other = replace(self, **values)
        kept = [name for name in self.stack if getattr(self, name) == getattr(other, name)]
        new = [name for name in other.stack if name not in kept]
        return replace(other, order=(*kept, *new))

    def without_last(self) -> Filters:
        """Return a copy without the filter that was set last."""
        *_, last = self.stack or ("",)
        return self.changed(**{last: _UNSET[last]}) if last else self
