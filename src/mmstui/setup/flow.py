"""The set-up from beginning to end: username, password, address, numbers, history.

What is answered is kept at once, so that a set-up that was left goes on where it stopped: a step
whose answer is there, and works, asks nothing.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final, Protocol

from mmstui import settings
from mmstui.domain import limits
from mmstui.domain.access import PAGE, about_address, refusal
from mmstui.domain.phone import numbers
from mmstui.domain.text.plurals import duration
from mmstui.domain.text.sanitise import line
from mmstui.domain.times import eastern
from mmstui.domain.wire import ServerDid
from mmstui.settings import Settings
from mmstui.settings.config_writer import Value, write_settings
from mmstui.setup import password_places
from mmstui.setup.face import Choice, Face, Mark, Step, Stopped
from mmstui.setup.password_places import NotKept, PasswordPlace
from mmstui.voipms import AccessRefused, BadAddress, Client, VoipMsError

#: Seconds between two tries while VoIP.ms refuses this machine, or cannot be reached.
RETRY_AFTER: Final = 30.0
#: The client's own status for a password that could not be read.
_NO_PASSWORD: Final = "no_password"  # noqa: S105 - a status
_WRONG_CREDENTIALS: Final = frozenset({"invalid_credentials", "missing_credentials", _NO_PASSWORD})
_EVERYTHING: Final = "all"


class Api(Protocol):
    """The calls that the set-up makes; see `mmstui.voipms.Client`."""

    async def ip(self) -> str: ...

    async def dids(self) -> list[ServerDid]: ...

    async def set_did(self, number: str, *, enable: bool, fields: Mapping[str, str]) -> None: ...


Connect = Callable[[str, str, Callable[[], str]], AbstractAsyncContextManager[Api]]


@dataclass(frozen=True, slots=True)
class Answers:
    """What is answered beforehand, say by options: the set-up does not ask for it.

    `switch_on`: numbers whose SMS is to be switched on; None: ask. `since`: a day, or "all".
    """

    username: str = ""
    password: str = field(default="", repr=False)
    password_command: tuple[str, ...] = ()
    place: PasswordPlace | None = None
    switch_on: tuple[str, ...] | None = None
    since: date | str = ""


async def set_up(
    face: Face,
    load: Callable[[], Settings],
    answers: Answers,
    *,
    today: Callable[[], date],
    connect: Connect = Client,
) -> list[ServerDid]:
    """Lead a person from nothing to an account that answers; return its numbers.

    `load` reads the configuration, anew each time. Raises LeftSetup, ConfigNotWritten,
    PasswordCommandFailed, BadAddress, and Stopped from a face that asks nobody.
    """
    return await _SetUp(face, load, answers, today, connect).run()


class _SetUp:
    def __init__(
        self,
        face: Face,
        load: Callable[[], Settings],
        answers: Answers,
        today: Callable[[], date],
        connect: Connect,
    ) -> None:
        self._face = face
        self._load = load
        self._answers = answers
        self._today = today
        self._connect = connect
        #: The password until it is kept where `Settings.password` finds it.
        self._typed = answers.password
        self._place_chosen = PasswordPlace.COMMAND if answers.password_command else answers.place

    async def run(self) -> list[ServerDid]:
        await self._account()
        await self._password()
        dids = await self._access()
        dids = await self._numbers(dids)
        await self._history(dids)
        return dids

    # Account.

    async def _account(self, *, again: bool = False) -> None:
        face = self._face
        username = self._answers.username or self._load().username
        if again or not username:
            face.mark(Step.ACCOUNT, Mark.NOW)
            face.say("The e-mail address with which you sign in at voip.ms.")
            username = await self._asked("Your e-mail at VoIP.ms", username)
        if username != self._load().username:
            self._write({"username": username})
        face.mark(Step.ACCOUNT, Mark.DONE, line(username))

    async def _asked(self, question: str, default: str = "") -> str:
        while not (answer := await self._face.ask(question, default)):
            pass
        return answer

    # Password.

    async def _password(self, *, again: bool = False) -> None:
        face, answers = self._face, self._answers
        if answers.password_command and not again:
            self._write(password_places.from_command(answers.password_command))
        elif not self._typed and not again and self._is_found():
            face.mark(Step.PASSWORD, Mark.DONE, "the API password is found")
            return
        elif again or not self._typed:
            face.mark(Step.PASSWORD, Mark.NOW)
            face.say(
                "VoIP.ms has a password of its own for programs, the API password. It is not the "
                f"one of the web site. You set it, and enable the API, {PAGE}."
            )
        place = await self._place()
        await self._keep(place)
        face.mark(Step.PASSWORD, Mark.DONE, "the API password")

    def _is_found(self) -> bool:
        try:
            return bool(self._load().password())
        except settings.MissingCredentials:
            return False
        except settings.PasswordCommandFailed as problem:
            self._face.say(line(str(problem)))
            return False

    async def _place(self) -> PasswordPlace:
        if self._place_chosen is not None:
            return self._place_chosen
        path = password_places.file_of(self._load())
        places = password_places.possible_places()
        chosen = await self._face.choose(
            "Where is the API password to live?",
            [Choice(place.value, password_places.describe(place, path)) for place in places],
            places[0].value,
        )
        self._place_chosen = PasswordPlace(chosen)
        return self._place_chosen

    async def _keep(self, place: PasswordPlace) -> None:
        if place is PasswordPlace.COMMAND:
            if not self._answers.password_command:
                await self._ask_command()
            self._typed = ""
            return
        face, found = self._face, self._load()
        if not self._typed:
            self._typed = await face.ask_secret("API password")
        try:
            kept = password_places.keep(
                place, self._typed, username=found.username, api_url=found.api_url,
                path=password_places.file_of(found),
            )  # fmt: skip
        except NotKept as problem:
            face.say(f"{problem} The password is used now, and is gone when mmstui ends.")
            kept = password_places.keep_until_the_end(self._typed)
        if kept:
            self._write(kept)

    async def _ask_command(self) -> None:
        """Ask for a command until one prints a password."""
        while True:
            command = await self._asked("The command, as in: pass show voip.ms")
            try:
                self._write(password_places.from_command(shlex.split(command)))
                self._load().password()
            except ValueError:
                self._face.say("This command has a quotation mark without its other one.")
            except settings.PasswordCommandFailed as problem:
                self._face.say(line(str(problem)))
            else:
                return

    def _secret(self) -> str:
        return self._typed or self._load().password()

    # Address and access.

    async def _access(self) -> list[ServerDid]:
        """Return the account's numbers, as soon as VoIP.ms tells them."""
        face = self._face
        while True:
            face.mark(Step.ADDRESS, Mark.NOW, "asking VoIP.ms")
            found = self._load()
            async with self._connect(found.api_url, found.username, self._secret) as api:
                try:
                    dids = await api.dids()
                except AccessRefused as error:
                    refused, address = error, await _address(api)
                except BadAddress:
                    raise
                except VoipMsError as error:
                    face.mark(Step.ADDRESS, Mark.REFUSED, line(error.words))
                    face.met(Stopped(error.status, line(error.words), line(error.hint)))
                    await face.wait(RETRY_AFTER, "Trying again")
                    continue
                else:
                    face.mark(Step.ADDRESS, Mark.DONE, "VoIP.ms answers this machine")
                    return dids
            await self._refused(refused, address)

    async def _refused(self, error: AccessRefused, address: str) -> None:
        face, status = self._face, error.status
        what, fix = refusal(status, address)
        if status == _NO_PASSWORD:
            what, fix = line(error.words), line(error.hint)
        stopped = Stopped(status, what, fix, is_access=True)
        if status in _WRONG_CREDENTIALS:
            face.mark(Step.PASSWORD, Mark.REFUSED, f"{what} VoIP.ms said {line(status)}.")
            face.say(fix)
            face.met(stopped)
            self._typed = ""
            await self._account(again=True)
            await self._password(again=True)
            return
        face.mark(Step.ADDRESS, Mark.REFUSED, f"{what} VoIP.ms said {line(status)}.")
        face.say(fix)
        if about_address(status) and address:
            face.show_address(address)
            face.say(
                "If it changes often, a name such as home.example.net or a range such as "
                "203.0.113.* works there too.",
            )
        face.met(stopped)
        await face.wait(RETRY_AFTER, "Trying again")

    # Numbers.

    async def _numbers(self, dids: Sequence[ServerDid]) -> list[ServerDid]:
        face = self._face
        face.mark(Step.NUMBERS, Mark.NOW)
        could = [did for did in dids if not did.sms and _has_sms(did)]
        for did in could:
            if await self._is_wanted(did):
                await self._switch_on(did)
        if could:
            dids = await self._read_again(dids)
        on = sum(did.sms for did in dids)
        words = f"{on} of {len(dids)} with SMS"
        face.mark(Step.NUMBERS, Mark.DONE if on else Mark.REFUSED, words)
        face.say(*(_told(did) for did in dids))
        if not on:
            face.say(
                "No number of this account takes SMS. Order one that does, or switch SMS on, at "
                "voip.ms under DID Numbers > Manage DIDs."
            )
        return list(dids)

    async def _is_wanted(self, did: ServerDid) -> bool:
        if self._answers.switch_on is not None:
            return did.number in self._answers.switch_on
        chosen = await self._face.choose(
            f"Switch SMS on for {numbers.formatted(did.number)}?",
            [Choice("y", "switch it on"), Choice("n", "leave it off")],
            "n",
        )
        return chosen == "y"

    async def _switch_on(self, did: ServerDid) -> None:
        found = self._load()
        async with self._connect(found.api_url, found.username, self._secret) as api:
            try:
                await api.set_did(did.number, enable=True, fields={})
            except VoipMsError as error:
                self._face.say(
                    f"{numbers.formatted(did.number)}: {line(error.words)}",
                    "Its SMS is as it was. The inbox can change it later.",
                )

    async def _read_again(self, before: Sequence[ServerDid]) -> Sequence[ServerDid]:
        found = self._load()
        async with self._connect(found.api_url, found.username, self._secret) as api:
            try:
                return await api.dids()
            except VoipMsError:
                return before

    # History.

    async def _history(self, dids: Sequence[ServerDid]) -> None:
        face, found = self._face, self._load()
        face.mark(Step.HISTORY, Mark.NOW)
        ordered = [eastern.day(did.order_date) for did in dids if did.order_date is not None]
        since = self._answers.since or (found.since if found.since else "")
        if not since:
            since = await self._since(min(ordered, default=None))
        if since == _EVERYTHING:
            self._write_if_other("since", found.since, None)
            words = f"since {min(ordered)}" if ordered else "all of it"
        else:
            assert isinstance(since, date)  # noqa: S101 - a day, or "all"
            self._write_if_other("since", found.since, since)
            words = f"since {since}"
        face.mark(Step.HISTORY, Mark.DONE, words)

    async def _since(self, first: date | None) -> date | str:
        today = self._today()
        days = {"30": timedelta(days=30), "365": timedelta(days=365)}
        since = f", since {first}" if first is not None else ""
        choices = [
            Choice(_EVERYTHING, f"everything{since}; the newest {_FIRST} come first"),
            *(Choice(key, f"the last {key} days") for key in days),
            Choice("day", "from a day that you type"),
        ]
        chosen = await self._face.choose("How far back?", choices, _EVERYTHING)
        if chosen in days:
            return today - days[chosen]
        return _EVERYTHING if chosen == _EVERYTHING else await self._day()

    async def _day(self) -> date:
        while True:
            answer = await self._asked("The first day, as in 2025-01-31")
            try:
                return date.fromisoformat(answer)
            except ValueError:
                self._face.say(f"{line(answer)} is not a day: write year, month and day.")

    # Writing.

    def _write_if_other(self, key: str, before: Value, value: Value) -> None:
        if value != before:
            self._write({key: value})

    def _write(self, values: Mapping[str, Value]) -> None:
        found = self._load()
        write_settings(found.config_file, values, account=found.account)


async def _address(api: Api) -> str:
    """Return this machine's address: getIP alone answers whoever asks (voipms-api section 2.11)."""
    try:
        return line(await api.ip())
    except VoipMsError:
        return ""


def _has_sms(did: ServerDid) -> bool:
    from mmstui.domain.did_settings import DidField

    return did.settings.get(DidField.SMS_POSSIBLE, "0") == "1"


def _told(did: ServerDid) -> str:
    can = "SMS and MMS" if did.sms and did.mms else "SMS" if did.sms else "no SMS"
    if not did.sms and _has_sms(did):
        can = "SMS is off"
    return f"{numbers.formatted(did.number)}  {can:<12} {line(did.note or did.city)}"


_FIRST: Final = duration(limits.FIRST_SYNC, "day")
