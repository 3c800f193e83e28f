"""The store: one account's messages in SQLite. Only this package imports sqlite3.

`Store` and the rest are loaded when they are asked for: what is shown first needs a few queries.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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

_HOMES = {"AccountKey": "mmstui.store.account.account", "Store": "mmstui.store.store"}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    found = getattr(import_module(_HOMES.get(name, "mmstui.domain.problems")), name)
    globals()[name] = found
    return found
