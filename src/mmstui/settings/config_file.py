"""The file config.toml. What reads its text is loaded only if there is text."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mmstui.settings.accounts import AccountSection

ALL_LEFT_OUT: Final = "All its settings are left out: the defaults are used."


class ConfigFile:
    """What config.toml has: the values at its top, and those of its accounts by name."""

    __slots__ = ("accounts", "top")

    def __init__(self, top: AccountSection | None = None) -> None:
        self.top = AccountSection() if top is None else top
        self.accounts: dict[str, AccountSection] = {}

    def having(self, key: str, account: str) -> tuple[AccountSection, str]:
        """Return the section that sets a key for an account, and its name ("": the file's top).

        That is the account's own section if it has the key.
        """
        own = self.accounts.get(account)
        return (own, account) if own is not None and key in own.values else (self.top, "")


def read_config(path: Path) -> ConfigFile:
    """Return the valid values of the file, and a sentence on each problem. Never raises."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ConfigFile()
    except UnicodeError:
        return _unusable(f"{path} is not text in UTF-8. {ALL_LEFT_OUT}")
    except OSError as error:
        return _unusable(f"{path} cannot be read ({type(error).__name__}). {ALL_LEFT_OUT}")
    if not source.strip():
        return ConfigFile()
    from mmstui.settings.config_reader import ConfigReader

    return ConfigReader(path, source).read()


def _unusable(complaint: str) -> ConfigFile:
    return ConfigFile(AccountSection({}, [complaint]))
