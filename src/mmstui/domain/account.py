"""The state of the account besides its messages."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from mmstui.domain.limits import MMS_PRICE_USD
from mmstui.domain.records import field, record


@record
class SetAside:
    """A listed row that could not be stored, as it came. `kind` is the kind of its list."""

    id: int
    kind: str
    raw: str
    reason: str
    seen_at: datetime

    @property
    def text(self) -> str:
        """The message's text, raw; "" when it cannot be extracted."""
        try:
            fields = json.loads(self.raw)
        except (ValueError, RecursionError):
            return ""
        if not isinstance(fields, dict):
            return ""
        # `message` in VoIP.ms's rows, `text` in rows that the store wrote.
        text = fields.get("message") or fields.get("text")
        return text if isinstance(text, str) else ""


@record
class AccountSummary:
    """Balance as VoIP.ms last told it, counts of messages here, and sizes on the disk.

    The month is Eastern and starts at `month_began`; its MMS are those stored here.
    """

    origin: str
    username: str
    month_began: datetime
    balance: Decimal | None = None  #: USD
    spent_today: Decimal | None = None  #: USD, including calls
    balance_at: datetime | None = None
    told_at: datetime | None = None  #: when the user last had the DIDs' settings fetched
    mms_sent: int = 0
    mms_received: int = 0
    database_bytes: int = 0
    files: int = 0
    files_bytes: int = 0
    changes_waiting: int = 0
    changes_troubled: int = 0
    #: The number of rows in quarantine, by reason.
    set_aside: Mapping[str, int] = field(default_factory=dict)

    @property
    def mms_cost(self) -> Decimal:
        """The cost of the month's MMS at the list price, in USD."""
        return (self.mms_sent + self.mms_received) * Decimal(MMS_PRICE_USD)
