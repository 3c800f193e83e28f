"""The settings, with their defaults."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date, time, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from mmstui.domain import limits
from mmstui.domain.notice_settings import NoticeSettings
from mmstui.domain.read_when import ReadWhen
from mmstui.domain.records import field, record
from mmstui.domain.times.hours import Hours
from mmstui.domain.views import SavedSearch
from mmstui.settings.accounts import AccountName
from mmstui.settings.keys import KeySettings
from mmstui.settings.password import MissingCredentials, QueuesOnly, from_command, from_keyring

REAL_API = "https://voip.ms/api/v1/rest.php"
#: Warnings of the compose box: the names of `mmstui.domain.send_warnings.About`.
WARNINGS = ("links", "accents", "several", "port_in", "number")
#: Our themes and Textual's, listed here so that commands need not load Textual.
THEMES = (
    "mmstui-dark", "mmstui-light", "ansi-dark", "ansi-light", "atom-one-dark", "atom-one-light",
    "catppuccin-frappe", "catppuccin-latte", "catppuccin-macchiato", "catppuccin-mocha",
    "dracula", "flexoki", "gruvbox", "monokai", "nord", "rose-pine", "rose-pine-dawn",
    "rose-pine-moon", "solarized-dark", "solarized-light", "textual-dark", "textual-light",
    "tokyo-night",
)  # fmt: skip

#: Where the cursor goes when a conversation leaves the list: to the row below, to the one above, or
#: from a thread back to the list.
AFTER_VERB: Final = ("next", "previous", "list")
#: What sending an answer in triage mode means: done with the conversation, or not yet.
AFTER_REPLY: Final = ("done", "stay")

#: The signs that the screens draw, and how much stands on them.
SIGNS: Final = ("auto", "ascii")
DID_COLORS: Final = ("red", "orange", "yellow", "green", "cyan", "blue", "purple", "pink")
DENSITIES: Final = ("roomy", "compact")

#: Seconds between polls while the inbox has the focus, and while it has not.
ACTIVE_INTERVAL: Final = 10.0
IDLE_INTERVAL: Final = 60.0
_HOURS: Final = Hours()


class SettingSource(StrEnum):
    """Where the value of a setting comes from, as words of a sentence."""

    ENVIRONMENT = "the environment"
    FILE = "config.toml"
    DEFAULT = "its default"


@record
class DidLook:
    """How one of the user's numbers looks here; "" is as without the setting."""

    name: str = ""
    color: str = ""  #: one of `DID_COLORS`, or `#rrggbb`


@record
class Settings:
    """The configuration of one run, without the password, so that no traceback shows it."""

    home: Path  #: data folder, with a folder for each account
    config_file: Path
    team: Path | None = None  #: the folder that a team shares, with the team's messages
    people: Mapping[str, str] = field(default_factory=dict)  #: names by login name, of the team
    account: str = ""  #: its section of config.toml; "": the top of the file
    accounts: tuple[AccountName, ...] = ()  #: all accounts of config.toml
    api_url: str = REAL_API
    username: str = ""
    password_command: tuple[str, ...] = ()
    password_prompts: bool = False  #: password_command prompts: run it before the UI starts
    active_interval: float = ACTIVE_INTERVAL  #: seconds between polls while the inbox has the focus
    idle_interval: float = IDLE_INTERVAL
    hold_after: float = limits.HOLD_AFTER / timedelta(minutes=1)  #: minutes
    since: date | None = None  #: first day of history to fetch; None: the DIDs' order date
    zone: str = ""  #: IANA name; "": the machine's zone
    theme: str = "mmstui-dark"
    sends_per_day: int = limits.SENDS_PER_DAY
    colors: str = "auto"  #: of the terminal: auto, 16, 256, true
    mouse: bool | None = None  #: report the mouse; None: unless in screen
    signs: str = "auto"  #: "ascii": draw none that a font may lack
    density: str = "roomy"  #: "compact": a line for each conversation, and no blank lines
    pictures: str = "auto"  #: method of the full view: auto, kitty, sixel, blocks, off
    thumbnails: bool | None = None  #: in the thread; None: unless the connection is slow
    keep_metadata: bool = False  #: send pictures with their place, time and camera
    open_command: tuple[str, ...] = ()  #: opens a file; (): BROWSER, else the desktop's
    warnings_off: frozenset[str] = frozenset()  #: those of `WARNINGS` that are not shown
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    keys: KeySettings = field(default_factory=KeySettings)
    snooze_later: int = _HOURS.later  #: hours from now that "later today" means
    snooze_evening: time = _HOURS.evening
    snooze_morning: time = _HOURS.morning
    snooze_weekend: time = _HOURS.weekend
    after_verb: str = "next"  #: where the cursor goes after done, snooze, block
    after_reply: str = "done"  #: what sending an answer in triage mode means
    read_when: ReadWhen = ReadWhen.SEEN
    searches: tuple[SavedSearch, ...] = ()
    templates: tuple[tuple[str, str], ...] = ()  #: of messages: name and text
    did_colors: Mapping[str, DidLook] = field(default_factory=dict)  #: by DID
    #: What goes below each message written in the box, by the DID it is sent from.
    signatures: Mapping[str, str] = field(default_factory=dict)
    complaints: tuple[str, ...] = ()  #: problems of the config file, as sentences
    #: Where values come from, by the name of their setting; a missing one has its default.
    sources: Mapping[str, SettingSource] = field(default_factory=dict, compare=False)

    @property
    def store_home(self) -> Path:
        """The folder with the stores of accounts: the team's, else the user's data folder."""
        return self.team or self.home

    @property
    def hours(self) -> Hours:
        """The hours for snooze and send later."""
        return Hours(
            self.snooze_later, self.snooze_evening, self.snooze_morning, self.snooze_weekend
        )

    def password(self, environ: Mapping[str, str] | None = None, *, terminal: bool = True) -> str:
        """Return the API password from `password_command`, the environment, or the keyring (extra).

        `terminal`: whether a command may prompt on the terminal, that is, no UI uses it. Raises
        MissingCredentials (QueuesOnly in a team) or PasswordCommandFailed.
        """
        environ = os.environ if environ is None else environ
        if not self.username:
            raise MissingCredentials
        if self.password_command:
            return from_command(self.password_command, terminal=terminal)
        # The environment's password is that of its username.
        whose = environ.get("MMSTUI_API_USERNAME") or self.username
        if (password := environ.get("MMSTUI_API_PASSWORD")) and whose == self.username:
            return password
        if password := from_keyring(self.username, self.api_url):
            return password
        raise QueuesOnly if self.team else MissingCredentials
