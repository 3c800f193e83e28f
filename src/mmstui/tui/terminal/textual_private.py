"""The private members of Textual and Rich that mmstui uses, and a check of them at start-up.

A private member can disappear in any minor version, so `pyproject.toml` limits both libraries to
tested versions. A user with another version gets a sentence that says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from types import FunctionType
from typing import Final

#: The versions that `pyproject.toml` requires.
TESTED: Final = {"textual": ">=8.2.8,<8.3", "rich": ">=15.0,<16"}

#: Each member as `module:name`, and what mmstui needs it for. `App()._driver` is an attribute that
#: only instances have.
PARTS: Final = {
    "textual.app:App._background_screens": "paint only what can be seen",
    "textual.app:App._check_bindings": "say that a key does nothing",
    "textual.app:App._close_messages_no_wait": "end after an error",
    "textual.app:App._display": "paint nothing where the terminal is too small",
    "textual.app:App()._driver": "write pictures to the terminal",
    "textual.app:App()._exception": "end with the error of the store",
    "textual.app:App._exception_event": "end with the error of the store",
    "textual.app:App()._exit_renderables": "show a traceback without the values of variables",
    "textual.app:App._fatal_error": "show a traceback without the values of variables",
    "textual.app:App._handle_exception": "keep the draft when an error ends the inbox",
    "textual.app:App._refresh_truecolor_filter": "draw the first frame in the theme chosen",
    "textual.app:App()._return_code": "never end a crash with 0",
    "textual.app:App()._notifications": "tell something in the footer",
    "textual.app:App._refresh_notifications": "tell something in the footer",
    "textual.app:App._set_pointer_shape": "keep escape sequences for the pointer off the line",
    "textual.screen:Screen()._compositor": "draw the whole screen again",
    "textual._compositor:ChopsUpdate": "paint only what has changed",
    "textual._compositor:LayoutUpdate": "paint only what has changed",
    "textual._compositor:Compositor()._dirty_regions": "paint only what has changed",
    "textual._compositor:Compositor._regions_to_spans": "paint only what has changed",
    "textual._compositor:Compositor.render_full_update": "paint only what has changed",
    "textual._compositor:Compositor.render_partial_update": "paint only what has changed",
    "textual.drivers.linux_driver:LinuxDriver()._auto_restart": "come back after SIGSTOP",
    "textual.drivers.linux_driver:LinuxDriver()._file": "survive a terminal that goes away",
    "textual.drivers.linux_driver:LinuxDriver._get_terminal_size": "clear the screen at the end",
    "textual.drivers.linux_driver:LinuxDriver()._loop": "come back after SIGSTOP",
    "textual.drivers.linux_driver:LinuxDriver()._must_signal_resume": "come back after SIGSTOP",
    "textual.drivers.linux_driver:LinuxDriver._sigcont_application": "come back after SIGSTOP",
    "textual.drivers.linux_driver:LinuxDriver._sigtstp_application": "stop the whole job at ctrl+z",
    "textual.drivers.linux_driver:LinuxDriver()._writer_thread": "write pictures to the terminal",
    "textual.drivers.linux_driver:LinuxDriver.run_input_thread": "read keys and never raise",
    "textual.app:App._unnotify": "tell something in the footer",
    "textual.widget:Widget._set_dirty": "paint only what has changed",
    "textual.widgets._toast:ToastRack": "tell something in the footer",
    "textual.widgets:Input._on_key": "end a recipient with a comma",
    "textual.widgets:TextArea._delete_via_keyboard": "cut text as readline does",
    "textual.widgets:TextArea._on_key": "send with enter",
    "textual.widgets:TextArea._on_paste": "attach files that are dropped",
    "textual.widgets:TextArea._replace_via_keyboard": "type as one step of undo",
    "textual.widgets:TextArea._restart_blink": "show the caret while someone types",
    "textual.widgets:TextArea()._theme": "paint the compose box without new styles for each frame",
    "textual.keys:_character_to_key": "tell which keys a field takes for letters",
    "textual._ansi_sequences:ANSI_SEQUENCES_KEYS": "tell keys from a terminal's reports",
    "textual._keyboard_protocol:FUNCTIONAL_KEYS": "tell keys from a terminal's reports",
    "textual.document:_wrapped_document.cell_width_to_column_index": "find what is clicked on",
    "textual.document:_wrapped_document.compute_wrap_offsets": "break lines between emoji",
    "textual._styles_cache:StylesCache.get_inner_outer": "let go of screens that were closed",
    "textual._xterm_parser:XTermParser.feed": "tell a paste from typing",
    "textual._xterm_parser:XTermParser.tick": "tell alt and a letter from esc and a letter",
    "rich._unicode_data:load": "measure vowel signs as terminals draw them",
    "rich._palettes:STANDARD_PALETTE": "draw pictures in sixteen colours",
}
#: What an inbox in a browser needs besides.
WEB_PARTS: Final = {
    "textual.drivers._byte_stream:ByteStream": "hear of the browser",
    "textual.drivers.web_driver:WebDriver._on_meta": "hear of the browser",
    "textual.drivers.web_driver:WebDriver()._app": "tell what became of the page",
    "textual.drivers.web_driver:WebDriver()._write": "end when the browser is gone",
    "textual.drivers.web_driver:WebDriver.run_input_thread": "read keys and never raise",
}


class PartMissing(Exception):
    """A private member is missing: `what` and `hint` are sentences."""

    def __init__(self, part: str) -> None:
        package = part.partition(".")[0]
        name = part.partition(":")[2].replace("()", "")
        self.what = (
            f"This mmstui does not run with {package.capitalize()} {_version(package)}: "
            f"{name} is gone, which it needs to {(PARTS | WEB_PARTS)[part]}."
        )
        self.hint = f"Install the version it was tested with: '{package}{TESTED[package]}'."
        super().__init__(f"{self.what} {self.hint}")


def check(*, in_browser: bool = False) -> None:
    """Raise PartMissing for the first missing member. Call it before the screen opens.

    Only the names are checked: apart from importing Textual this takes a quarter of a millisecond.
    """
    for part in missing(in_browser=in_browser):
        raise PartMissing(part)


def missing(*, in_browser: bool = False) -> Iterator[str]:
    """Yield the missing members."""
    parts = PARTS | WEB_PARTS if in_browser else PARTS
    return (part for part in parts if not _is_there(part))


def _is_there(part: str) -> bool:
    module, _, path = part.partition(":")
    first, _, member = path.partition(".")
    try:
        found = getattr(import_module(module), first.removesuffix("()"))
    except (ImportError, AttributeError):
        return False
    if first.endswith("()"):
        return _is_named_in(found, member)
    return not member or hasattr(found, member)


def _is_named_in(owner: type, attribute: str) -> bool:
    """Whether the methods of a class mention an attribute that only its instances have."""
    return any(
        attribute in method.__code__.co_names
        for base in owner.__mro__
        for method in vars(base).values()
        if isinstance(method, FunctionType)
    )


def _version(package: str) -> str:
    from importlib import metadata  # takes 40 ms to import and is seldom needed

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "of no known version"
