"""The set-up, led by a person who is a list of answers, at the simulator."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mmstui import settings
from mmstui.domain.wire import ServerDid
from mmstui.setup import password_places
from mmstui.setup.face import Choice, LeftSetup, Mark, Step, Stopped
from mmstui.setup.flow import Answers, set_up
from support.simulated import FAX, PASSWORD, SHOP, USERNAME, Simulated, running_simulator

TODAY = date(2026, 11, 30)

Answer = str | Callable[[], None]


class Person:
    """Answers questions in turn, and leaves at the end; a callable is done during a wait."""

    def __init__(self, *answers: Answer) -> None:
        self._answers = deque(answers)
        self.asked: list[str] = []
        self.told: list[str] = []
        self.marks: list[tuple[Step, Mark, str]] = []

    @property
    def refused(self) -> list[Step]:
        return [step for step, mark, _ in self.marks if mark is Mark.REFUSED]

    def mark(self, step: Step, mark: Mark, words: str = "") -> None:
        self.marks.append((step, mark, words))

    def say(self, *lines: str) -> None:
        self.told += lines

    def show_address(self, address: str) -> None:
        self.told.append(address)

    def met(self, stopped: Stopped) -> None:
        pass

    def _next(self, question: str) -> str:
        self.asked.append(question)
        if not self._answers:
            raise LeftSetup
        answer = self._answers.popleft()
        assert isinstance(answer, str), f"asked {question}"
        return answer

    async def ask(self, question: str, default: str = "") -> str:
        return self._next(question) or default

    async def ask_secret(self, question: str) -> str:
        return self._next(question)

    async def choose(self, question: str, choices: Sequence[Choice], default: str) -> str:
        answer = self._next(question) or default
        assert answer in {choice.key for choice in choices}
        return answer

    async def wait(self, seconds: float, words: str) -> None:
        if not self._answers:
            raise LeftSetup
        answer = self._answers.popleft()
        assert not isinstance(answer, str), "waits, and does not ask"
        answer()

    def progress(self, words: str) -> None:
        pass


class Home:
    """A configuration folder, and an environment with the simulator's address."""

    def __init__(self, folder: Path, sim: Simulated) -> None:
        self.env = {"MMSTUI_HOME": str(folder), "MMSTUI_API_URL": sim.url}
        self.config = folder / "config.toml"

    def load(self) -> settings.Settings:
        return settings.load(self.env)

    @property
    def written(self) -> dict[str, Any]:
        return tomllib.loads(self.config.read_text())

    async def set_up(self, person: Person, answers: Answers | None = None) -> list[ServerDid]:
        return await set_up(person, self.load, answers or Answers(), today=lambda: TODAY)


@pytest.fixture(autouse=True)
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(password_places, "_has_keyring", lambda: False)
    monkeypatch.delenv("MMSTUI_API_PASSWORD", raising=False)


@pytest.fixture
async def sim() -> Any:
    async with running_simulator() as sim:
        yield sim


@pytest.fixture
def home(tmp_path: Path, sim: Simulated) -> Iterator[Home]:
    return Home(tmp_path, sim)  # type: ignore[return-value]


async def test_from_nothing_to_an_account_that_answers(home: Home) -> None:
    person = Person(USERNAME, "file", PASSWORD, "365")
    dids = await home.set_up(person)
    assert {did.number for did in dids if did.sms} == {SHOP, "4385550175"}
    assert home.load().password() == PASSWORD
    assert home.written["since"] == date(2025, 11, 30)
    assert [step for step, mark, _ in person.marks if mark is Mark.DONE] == list(Step)
    assert set(home.written) == {"username", "password_command", "since"}
    assert (home.config.with_name("api-password").stat().st_mode & 0o777) == 0o600


async def test_left_in_the_middle_it_goes_on_where_it_stopped(home: Home) -> None:
    with pytest.raises(LeftSetup):
        await home.set_up(Person(USERNAME))
    again = Person("file", PASSWORD)
    with pytest.raises(LeftSetup):
        await home.set_up(again)
    assert "API password" in again.asked
    last = Person("")
    await home.set_up(last)
    assert last.asked == ["How far back?"]


async def test_a_wrong_password_is_asked_for_again_with_its_reason(home: Home) -> None:
    person = Person(USERNAME, "file", "wrong", "", PASSWORD, "all")
    await home.set_up(person)
    assert person.refused == [Step.PASSWORD]
    assert any("invalid_credentials" in words for _, _, words in person.marks)
    assert any("SOAP and REST/JSON API" in words for words in person.told)
    assert home.load().password() == PASSWORD


@pytest.mark.parametrize("switch", ["ip_allowed", "api_enabled"])
async def test_what_is_not_allowed_yet_is_told_and_tried_again(
    home: Home, sim: Simulated, switch: str
) -> None:
    setattr(sim.switches, switch, False)

    def allow() -> None:
        setattr(sim.switches, switch, True)

    person = Person(USERNAME, "file", PASSWORD, lambda: None, allow, "all")
    await home.set_up(person)
    assert person.refused == [Step.ADDRESS] * 2
    told_alone = any(words == "127.0.0.1" for words in person.told)
    assert told_alone is (switch == "ip_allowed")


@pytest.mark.parametrize("wrong", ["http://127.0.0.1:9/api", "{url}/nothing"])
async def test_no_network_and_a_wrong_url_are_told_and_tried_again(home: Home, wrong: str) -> None:
    url = home.env["MMSTUI_API_URL"]
    home.env["MMSTUI_API_URL"] = wrong.format(url=url)
    person = Person(
        USERNAME, "file", PASSWORD, lambda: home.env.update({"MMSTUI_API_URL": url}), "all"
    )
    await home.set_up(person)
    assert person.refused == [Step.ADDRESS]


async def test_sms_is_switched_on_only_where_it_is_wanted(home: Home, sim: Simulated) -> None:
    for did in sim.account.dids.values():
        did.sms_enabled = False
    person = Person(USERNAME, "file", PASSWORD, "y", "n", "all")
    dids = await home.set_up(person)
    assert [did.sms for did in dids] == [True, False, False]
    assert not any("190" in question for question in person.asked), "the fax has no SMS at all"


async def test_without_any_sms_it_says_so(home: Home, sim: Simulated) -> None:
    for did in sim.account.dids.values():
        did.sms = False
    person = Person(USERNAME, "file", PASSWORD, "all")
    await home.set_up(person)
    assert Step.NUMBERS in person.refused
    assert any("Manage DIDs" in words for words in person.told)


async def test_a_password_command_is_tried_before_it_is_believed(home: Home) -> None:
    person = Person(USERNAME, "command", "false", f"echo '{PASSWORD}", f"echo {PASSWORD}", "all")
    await home.set_up(person)
    assert home.written["password_command"] == ["echo", PASSWORD]
    assert any("ended with 1" in words for words in person.told)
    assert any("quotation mark" in words for words in person.told)


async def test_all_answered_beforehand_nothing_is_asked(home: Home) -> None:
    person = Person()
    answers = Answers(
        USERNAME, password_command=("echo", PASSWORD), switch_on=(FAX,), since=date(2026, 1, 1)
    )
    await home.set_up(person, answers)
    assert person.asked == []
    assert home.written == {
        "username": USERNAME, "password_command": ["echo", PASSWORD], "since": date(2026, 1, 1),
    }  # fmt: skip


async def test_a_day_is_asked_for_until_it_is_one(home: Home) -> None:
    person = Person(USERNAME, "file", PASSWORD, "day", "last year", "2025-06-01")
    await home.set_up(person)
    assert home.written["since"] == date(2025, 6, 1)
