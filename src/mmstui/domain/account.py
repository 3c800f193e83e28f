"""What is known of the account besides its messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from mmstui.domain.limits import MMS_PRICE_USD


@dataclass(frozen=True, slots=True)
class SetAside:
    """A row of VoIP.ms that could not be understood, as it came. `kind` is that of its list."""

    id: int
    kind: str
    raw: str
    reason: str
    seen_at: datetime

    @property
    def text(self) -> str:
        """The message's text, raw; "" where none can be made out."""
        try:
            fields = json.loads(self.raw)
        except (ValueError, RecursionError):
            return ""
        if not isinstance(fields, dict):
            return ""
        # As the service calls it, and as the store does.
        text = fields.get("message") or fields.get("text")
        return text if isinstance(text, str) else ""


@dataclass(frozen=True, slots=True)
class Account:
    """Balance as VoIP.ms told it, what is counted here, what the store takes on the disk.

    The month is the Eastern one that `month_began`; its MMS are those that are here.
    """

    origin: str
    username: str
    month_began: datetime
    balance: Decimal | None = None  #: USD
    spent_today: Decimal | None = None  #: USD, calls too
    balance_at: datetime | None = None
    told_at: datetime | None = None  #: when the DIDs' settings were last fetched for a person
    mms_sent: int = 0
    mms_received: int = 0
    database_bytes: int = 0
    files: int = 0
    files_bytes: int = 0
    errands_waiting: int = 0
    errands_troubled: int = 0
    #: Rows of VoIP.ms that could not be understood and are kept apart: how many, by reason.
    set_aside: Mapping[str, int] = field(default_factory=dict)

    @property
    def mms_cost(self) -> Decimal:
        """What the month's MMS cost at the list price, in USD."""
        return (self.mms_sent + self.mms_received) * Decimal(MMS_PRICE_USD)
