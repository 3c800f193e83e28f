"""`mmstui setup`: from nothing to the first messages."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

from mmstui import settings
from mmstui.center import MessageCenter
from mmstui.cli.exit_codes import CommandError, Exit
from mmstui.cli.inbox import why_no_screen
from mmstui.cli.listen import address_for
from mmstui.cli.output import complain, write_json, write_line
from mmstui.cli.streams import is_terminal
from mmstui.domain.did_settings import address_problem
from mmstui.domain.phone import numbers
from mmstui.domain.text.plurals import count_of
from mmstui.domain.text.sanitise import line
from mmstui.domain.times import eastern
from mmstui.settings.config_writer import ConfigNotWritten
from mmstui.setup.face import Choice, Face, LeftSetup, Mark, Step, Stopped
from mmstui.setup.flow import Answers, set_up
from mmstui.setup.password_places import PasswordPlace
from mmstui.setup.plain import PlainFace

if TYPE_CHECKING:
    from mmstui.center import Report
    from mmstui.domain.wire import ServerDid

#: Seconds between two looks at how far the first sync is.
_LOOK = 0.2


Flow = Callable[[Face], Coroutine[Any, Any, list["ServerDid"]]]


def run(options: argparse.Namespace) -> int:
    """Set up the account, and fetch its newest messages."""
    nobody = options.no_input or not (is_terminal(0) and is_terminal(1))
    face: Face = _Nobody() if nobody else PlainFace(write_line)
    line_by_line = nobody or options.plain or why_no_screen()
    show = partial(_with, face) if line_by_line else _full_screen
    if options.callback and (problem := address_problem(options.callback)):
        raise CommandError(Exit.USAGE, "bad_callback", f"--callback: {problem}")
    dids = _lead(_answers(options), show)
    called = None
    if options.callback:
        called = asyncio.run(_set_callbacks(face, dids, options))
    if not options.no_sync:
        asyncio.run(_first_sync(face))
    if options.json:
        told = {} if called is None else {"callback_set": [numbers.e164(each) for each in called]}
        write_json({"dids": [_did_json(did) for did in dids], **told})
    else:
        face.say("All is set up. mmstui opens the inbox; ? there shows the keys.")
    return Exit.DONE


def set_up_first() -> None:
    """Set up the account of an inbox that is about to open, which makes the first sync itself."""
    _lead(Answers(), _full_screen)


def _with(face: Face, flow: Flow) -> list[ServerDid]:
    return asyncio.run(flow(face))


def _full_screen(flow: Flow) -> list[ServerDid]:
    from mmstui.tui.running import with_keys

    configured = with_keys(_load())
    from mmstui.tui.setup.app import run_setup

    dids: list[ServerDid] = run_setup(flow, configured.theme)
    return dids


def _lead(answers: Answers, show: Callable[[Flow], list[ServerDid]]) -> list[ServerDid]:
    """Lead through the set-up; return the account's numbers. Raises CommandError."""

    async def flow(face: Face) -> list[ServerDid]:
        return await set_up(face, _load, answers, today=_today)

    try:
        return show(flow)
    except (LeftSetup, KeyboardInterrupt):
        raise CommandError(
            Exit.FAILURE, "left", "The set-up is not finished.",
            "What you answered is kept: mmstui setup goes on from there.",
        ) from None  # fmt: skip
    except ConfigNotWritten as error:
        raise CommandError(Exit.FAILURE, "config", str(error)) from None
    except Stopped as stopped:
        code = Exit.ACCESS if stopped.is_access else Exit.NETWORK
        raise CommandError(code, stopped.status, stopped.words, stopped.hint) from None


def _load() -> settings.Settings:
    return settings.load(new_account=True)


def _today() -> date:
    return eastern.day(datetime.now(UTC))


def _answers(options: argparse.Namespace) -> Answers:
    password = os.environ.get("MMSTUI_API_PASSWORD", "")
    place = PasswordPlace(options.keep) if options.keep else None
    if options.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise CommandError(Exit.USAGE, "no_password", "Standard input has no password.")
    elif password and place is None:
        # Set outside, and found there next time.
        place = PasswordPlace.ENVIRONMENT
    return Answers(
        username=options.username or "",
        password=password,
        password_command=tuple(options.password_command or ()),
        place=place,
        switch_on=tuple(options.sms) if options.sms is not None else None,
        since=options.since or "",
    )


async def _set_callbacks(
    face: Face, dids: Sequence[ServerDid], options: argparse.Namespace
) -> list[str]:
    """Let VoIP.ms call the address of `mmstui listen`, made if there is none yet."""
    from mmstui.setup.callbacks import set_callbacks

    if isinstance(face, _Nobody):
        face.speaks = True  # Whose callback it replaces, or leaves.
    found = settings.load()
    with closing(MessageCenter.open(found)) as center:
        address = address_for(center.folder, options.callback)
    return await set_callbacks(face, found, dids, address, replace=options.replace_callback)


async def _first_sync(face: Face) -> None:
    """Fetch the newest messages, and show how far it is."""
    with closing(MessageCenter.open(settings.load())) as center:
        work = asyncio.create_task(center.sync.once())
        while not work.done():
            await asyncio.wait({work}, timeout=_LOOK)
            face.progress(line(center.status().progress))
        report: Report = work.result()
        if not report.ok and report.problem:
            face.say(f"{line(report.problem)} The inbox tries again by itself.")
        face.say(f"Here now: {count_of(center.status().messages, 'message')}.")


def _did_json(did: ServerDid) -> dict[str, object]:
    return {"did": did.number, "sms": did.sms, "mms": did.mms}


class _Nobody:
    """A face without a person: every answer has to come by options or the environment.

    `speaks`: what is said goes to standard error.
    """

    def __init__(self) -> None:
        self.speaks = False

    def mark(self, step: Step, mark: Mark, words: str = "") -> None:
        pass

    def say(self, *lines: str) -> None:
        if self.speaks:
            complain("\n".join(lines))

    def show_address(self, address: str) -> None:
        pass

    def met(self, stopped: Stopped) -> None:
        raise stopped

    async def ask(self, question: str, default: str = "") -> str:
        if default:
            return default
        return _unanswered(question)

    async def ask_secret(self, question: str) -> str:
        return _unanswered(question)

    async def choose(self, question: str, choices: Sequence[Choice], default: str) -> str:
        return default

    async def wait(self, seconds: float, words: str) -> None:
        pass

    def progress(self, words: str) -> None:
        pass


def _unanswered(question: str) -> NoReturn:
    raise CommandError(
        Exit.USAGE, "unanswered", f"Nobody is here to answer: {question}",
        "Give --username, and the password by --password-command, --password-stdin or "
        "MMSTUI_API_PASSWORD.",
    )  # fmt: skip
