"""The store: one account's messages in SQLite. Only this package imports sqlite3."""

from mmstui.domain.problems import AttachmentProblem, RequestClash, StoreProblem, Trouble
from mmstui.store.account.account import AccountKey
from mmstui.store.store import Store

__all__ = [
    "AccountKey",
    "AttachmentProblem",
    "RequestClash",
    "Store",
    "StoreProblem",
    "Trouble",
]
