"""The user's configuration, and the locations of files.

Sources, strongest first: command line, environment, config.toml. A wrong or unknown key in the file
is reported with its line and ignored; the program starts anyway. Loading runs no command and asks
for no password: `Settings.password` does, when the password is needed.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tomllib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from pathlib import Path
from threading import Event
from typing import Any, Final

from mmstui.domain import limits

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

#: Seconds between polls while the inbox has the focus, and while it has not.
ACTIVE_INTERVAL: Final = 10.0
IDLE_INTERVAL: Final = 60.0


class MissingCredentials(Exception):
    """There is no username or no password. The text says in three lines how to set them."""

    def __init__(self) -> None:
        super().__init__(
            "No VoIP.ms account is set up yet.\n"
            "Set MMSTUI_API_USERNAME and MMSTUI_API_PASSWORD: your e-mail at VoIP.ms and its API "
            "password (voip.ms, Main Menu, SOAP and REST/JSON API).\n"
            "To look around first, without an account: mmstui demo"
        )


class PasswordCommandFailed(Exception):
    """`password_command` failed. The text says how, but not what it printed."""


class NotText(Exception):
    """An environment variable is not text in the locale's encoding. The text names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The configuration of one run, without the password, so that no traceback shows it."""

    home: Path  #: data folder, with a folder for each account
    config_file: Path
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
    pictures: str = "auto"  #: method of the full view: auto, kitty, sixel, blocks, off
    thumbnails: bool | None = None  #: in the thread; None: unless the connection is slow
    keep_metadata: bool = False  #: send pictures with their place, time and camera
    open_command: tuple[str, ...] = ()  #: opens a file; (): BROWSER, else the desktop's
    warnings_off: frozenset[str] = frozenset()  #: those of `WARNINGS` that are not shown
    complaints: tuple[str, ...] = field(default=())  #: problems of the config file, as sentences

    def password(self, environ: Mapping[str, str] | None = None, *, terminal: bool = True) -> str:
        """Return the API password from `password_command`, the environment, or the keyring (extra).

        `terminal`: whether a command may prompt on the terminal, that is, no UI uses it. Raises
        MissingCredentials or PasswordCommandFailed.
        """
        environ = os.environ if environ is None else environ
        if not self.username:
            raise MissingCredentials
        if self.password_command:
            return self._password_from_command(terminal=terminal)
        if password := environ.get("MMSTUI_API_PASSWORD"):
            return password
        if password := self._password_from_keyring():
            return password
        raise MissingCredentials

    def _password_from_command(self, *, terminal: bool) -> str:
        name = self.password_command[0]
        try:
            code, printed = _run(self.password_command, terminal=terminal)
            lines = printed.decode().splitlines()
        except UnicodeError:
            raise PasswordCommandFailed(f"password_command {name} printed no UTF-8.") from None
        except subprocess.TimeoutExpired:
            words = f"password_command {name} did not end within {_PATIENCE} seconds."
            raise PasswordCommandFailed(words) from None
        except (OSError, subprocess.SubprocessError) as error:
            kind = type(error).__name__
            raise PasswordCommandFailed(f"password_command {name} did not run ({kind}).") from None
        if code:
            raise PasswordCommandFailed(f"password_command {name} ended with {code}.")
        if not lines or not lines[0]:
            raise PasswordCommandFailed(f"password_command {name} printed nothing.")
        return lines[0]

    def _password_from_keyring(self) -> str | None:
        try:
            import keyring
        except ImportError:
            return None
        try:
            found: str | None = keyring.get_password("mmstui", f"{self.username}@{self.api_url}")
        except Exception:  # A keyring back end may raise anything, and is optional.
            return None
        return found


#: Timeout of `password_command`, in seconds.
_PATIENCE = 60
#: Commands that run without a terminal.
_running: set[subprocess.Popen[bytes]] = set()
_unwanted = Event()


def want_passwords(wanted: bool) -> None:
    """Allow password commands without a terminal, or end the running ones."""
    if wanted:
        _unwanted.clear()
        return
    _unwanted.set()
    for process in tuple(_running):
        _end(process)


def _run(command: Sequence[str], *, terminal: bool) -> tuple[int, bytes]:
    """Return exit code and output of a command. Without `terminal` it cannot prompt."""
    if terminal:
        done = subprocess.run(list(command), capture_output=True, timeout=_PATIENCE, check=False)
        return done.returncode, done.stdout
    # gpg passes GPG_TTY on to pinentry, which would draw over the UI.
    environ = {name: value for name, value in os.environ.items() if name != "GPG_TTY"}
    with subprocess.Popen(
        list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env=environ, start_new_session=True,
    ) as process:  # fmt: skip
        _running.add(process)
        if _unwanted.is_set():
            _end(process)  # `want_passwords(False)` ran during its start.
        try:
            printed, _ = process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            _end(process)
            raise
        finally:
            _running.discard(process)
    return process.returncode, printed


def _end(process: subprocess.Popen[bytes]) -> None:
    with suppress(OSError):
        os.killpg(process.pid, signal.SIGTERM)


def load(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings from the environment and the config file.

    Never raises for the content of the file. Raises NotText for a variable.
    """
    environ = os.environ if environ is None else environ
    _check_text(environ)
    home, config_folder = _folders(environ)
    config_file = config_folder / "config.toml"
    values, complaints = _read_config(config_file)
    if url := environ.get("MMSTUI_API_URL"):
        values["api_url"] = url
    if username := environ.get("MMSTUI_API_USERNAME"):
        values["username"] = username
        # Credentials are pairs: the command's password belongs to the file's username.
        if environ.get("MMSTUI_API_PASSWORD"):
            values.pop("password_command", None)
    return Settings(home=home, config_file=config_file, complaints=tuple(complaints), **values)


def _check_text(environ: Mapping[str, str]) -> None:
    # Python passes undecodable bytes as lone surrogates. Folder names may contain any bytes.
    for name in ("MMSTUI_API_USERNAME", "MMSTUI_API_PASSWORD", "MMSTUI_API_URL"):
        try:
            environ.get(name, "").encode()
        except UnicodeEncodeError:
            raise NotText(f"{name} is not text in the encoding of this locale.") from None


def _folders(environ: Mapping[str, str]) -> tuple[Path, Path]:
    """Return the folders of data and config: `MMSTUI_HOME`, else the XDG folders."""
    if one := environ.get("MMSTUI_HOME"):
        folder = Path(one).expanduser().absolute()
        return folder, folder
    user = Path(environ.get("HOME") or Path.home())
    if sys.platform == "darwin":
        support = user / "Library" / "Application Support" / "mmstui"
        return support, support

    def xdg(name: str, default: str) -> Path:
        # The XDG specification requires relative paths to be ignored.
        value = environ.get(name, "")
        base = Path(value) if value.startswith("/") else user / default
        return base / "mmstui"

    return xdg("XDG_DATA_HOME", ".local/share"), xdg("XDG_CONFIG_HOME", ".config")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("a text")
    return value.strip()


def _seconds(value: object) -> float:
    return _within(value, 86_400, "a number of seconds")


def _minutes(value: object) -> float:
    return _within(value, 1_440, "a number of minutes")


def _within(value: object, most: int, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= most:
        raise ValueError(f"{what}, 1 to {most}")
    return float(value)


_MOST_COUNT: Final = 1_000_000


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= _MOST_COUNT:
        raise ValueError(f"a whole number, 1 to {_MOST_COUNT}")
    return value


def _warnings(value: object) -> frozenset[str]:
    if not isinstance(value, list) or not all(one in WARNINGS for one in value):
        raise ValueError(f"a list of any of {', '.join(WARNINGS)}")
    return frozenset(value)


def _date(value: object) -> date:
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("a date, YYYY-MM-DD") from None
    if type(value) is not date:
        raise ValueError("a date, YYYY-MM-DD")
    return value


def _command(value: object) -> tuple[str, ...]:
    parts: list[Any] = value if isinstance(value, list) else []
    if isinstance(value, str):
        import shlex

        with suppress(ValueError):  # An unclosed quote.
            parts = shlex.split(value)
    if parts and all(isinstance(part, str) for part in parts) and parts[0].strip():
        return tuple(parts)
    raise ValueError("a command: a text with its quotes closed, or a list of texts")


def _pictures(value: object) -> str:
    if value not in _PICTURES:
        raise ValueError(f"one of {', '.join(_PICTURES)}{_meant(value, _PICTURES)}")
    return str(value)


def _theme(value: object) -> str:
    if not isinstance(value, str) or value.strip() not in THEMES:
        raise ValueError(f"the name of a theme{_meant(value, THEMES)}")
    return value.strip()


def _zone(value: object) -> str:
    from mmstui.domain.zones import ZoneProblem, named

    name = _text(value)
    try:
        named(name)
    except ZoneProblem as problem:
        raise ValueError(f"a time zone. {problem}".removesuffix(".")) from None
    return name


def _meant(value: object, known: Collection[str]) -> str:
    """Return a suggestion of known names like a wrong one; "" if there is none."""
    from difflib import get_close_matches

    given = str(value).strip().casefold()[:100]
    begun = [name for name in known if given and (name.startswith(given) or given in name)]
    close = get_close_matches(given, known, 3, 0.6) or begun[:3]
    said = f", not {value!r}" if isinstance(value, str) else ""
    return f"{said} (did you mean {' or '.join(close)}?)" if close else said


def _yes_or_no(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


_PICTURES = ("auto", "kitty", "sixel", "blocks", "off")

_KEYS: dict[str, Any] = {
    "api_url": _text,
    "username": _text,
    "password_command": _command,
    "password_prompts": _yes_or_no,
    "active_interval": _seconds,
    "idle_interval": _seconds,
    "hold_after": _minutes,
    "since": _date,
    "zone": _zone,
    "theme": _theme,
    "sends_per_day": _count,
    "pictures": _pictures,
    "thumbnails": _yes_or_no,
    "keep_metadata": _yes_or_no,
    "open_command": _command,
    "warnings_off": _warnings,
}


def _read_config(path: Path) -> tuple[dict[str, Any], list[str]]:
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}, []
    except UnicodeError:
        return {}, [f"{path} is not text in UTF-8. {_ALL_LEFT_OUT}"]
    except OSError as error:
        return {}, [f"{path} cannot be read ({type(error).__name__}). {_ALL_LEFT_OUT}"]
    try:
        table = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        words, line = _place(str(error), source)
        return {}, [f"{path}, line {line}: this is not TOML: {words}. {_ALL_LEFT_OUT}"]
    values: dict[str, Any] = {}
    complaints: list[str] = []
    for key, value in table.items():
        where = f"{path}, line {_line_of(source, key)}"
        if key in {"password", "api_password"}:
            complaints.append(f"{where}: {key} does not belong in a file; use password_command.")
        elif key not in _KEYS:
            where_to = " Settings stand at the top, in no table." if isinstance(value, dict) else ""
            words = f"{key} is not a setting of mmstui{_meant_key(key)}.{where_to}"
            complaints.append(f"{where}: {words} It is left out.")
        else:
            try:
                values[key] = _KEYS[key](value)
            except ValueError as wanted:
                end = "" if str(wanted).endswith("?") else "."
                complaints.append(f"{where}: {key} wants {wanted}{end} {_instead(key)}")
    return values, complaints


def _meant_key(key: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(key.casefold().replace("-", "_"), _KEYS, 1, 0.7)
    return f" (did you mean {close[0]}?)" if close else ""


#: Texts on the defaults of settings, where the value itself is not clear enough.
_DEFAULTS: dict[str, str] = {
    "username": "Without it there is no account.",
    "password_command": "The password is looked for elsewhere.",
    "since": "History is fetched from the first of your numbers on.",
    "zone": "The machine's own is used.",
    "thumbnails": "They are drawn where no slow line is known.",
    "keep_metadata": "They do not go with a picture.",
    "open_command": "BROWSER or the desktop's own is used.",
    "warnings_off": "All warnings are shown.",
}
_ALL_LEFT_OUT = "All its settings are left out: the defaults are used."


def _instead(key: str) -> str:
    """Return a sentence on the value used instead of a wrong one."""
    if key in _DEFAULTS:
        return _DEFAULTS[key]
    default = next(one.default for one in fields(Settings) if one.name == key)
    return f"{default:g} is used." if isinstance(default, float) else f"{default} is used."


def _place(error: str, source: str) -> tuple[str, int]:
    """Return the message and the line of a TOML error."""
    words, _, where = error.rpartition(" (at ")
    if found := re.match(r"line (\d+)", where):
        return words, int(found[1])
    # An error at the end of the document: the last line that is not empty.
    return words or error, max(1, len(source.rstrip().splitlines()))


def _line_of(source: str, key: str) -> int:
    pattern = re.compile(rf"""^\s*\[?["']?{re.escape(key)}["']?\s*[=\].]""")
    for number, line in enumerate(source.splitlines(), 1):
        if pattern.match(line):
            return number
    return 1
