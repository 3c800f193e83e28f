"""No background work fails in silence: each job is made to fail where its keys start it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

import mmstui.tui
from mmstui.tui.account import entry_search
from mmstui.tui.app import InboxApp
from mmstui.tui.attach import file_browser, folders
from mmstui.tui.compose import recipient_search
from mmstui.tui.compose.input import MessageInput
from mmstui.tui.inbox import list_order
from mmstui.tui.inbox.conversation_list import ConversationList
from mmstui.tui.inbox.last_place import LastPlace
from mmstui.tui.jobs import JOBS
from mmstui.tui.thread.view import ThreadView
from support import account_scenes, scenario, scenes
from support.inboxes import SHOP, ZOE, store_of
from support.job_cases import CASES, ELSEWHERE, Case, Start, do
from support.pictured import screens_of_the_program
from support.screens import screen_text, wait_until

SECRET = "secret text of a message"
ROOT = Path(mmstui.tui.__file__).parent
#: What starts work beside the keys, and where it may stand outside `jobs.py`.
STARTERS = {"exit_on_error", "run_worker", "create_task", "ensure_future"}
ALLOWED = {("app.py", "_signalled"), ("app.py", "_start_engine")}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The error toasts of the inbox."""
    found: list[str] = []
    notify = InboxApp.notify

    def heard(app: InboxApp, message: str, **options: Any) -> None:
        if options.get("severity") == "error":
            found.append(message)
        notify(app, message, **options)

    monkeypatch.setattr(InboxApp, "notify", heard)
    return found


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InboxApp]:
    """The inbox of the pictures, beside a folder of photos; everything is found in a thread."""
    screens_of_the_program()  # A job is known once its module is imported.
    for name in ("NO_COLOR", "SSH_CONNECTION", "SSH_TTY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in (scenes.ENVIRONMENT | {"HOME": str(tmp_path)}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(scenes.make_photos(tmp_path))
    monkeypatch.setattr(folders, "CHECKED_AT_ONCE", 0)
    for module in (recipient_search, entry_search, file_browser):
        monkeypatch.setattr(module, "MANY", 0)
    monkeypatch.setattr(list_order, "QUIET", 0.0)
    with scenes.inbox(scenario.built(), tmp_path / "data") as inbox:
        yield inbox


class Failing:
    """A job whose work fails once; `begun` is how often it was begun after `mend`."""

    def __init__(self, name: str) -> None:
        self.job = JOBS[name]
        self._work = self.job.work
        self._fails = self._really = True
        self.begun = 0
        self.job.work = self._run

    async def _run(self, *args: Any, **options: Any) -> None:
        if self._fails:
            self._fails = False
            raise RuntimeError(SECRET)
        self.begun += 1
        if self._really:
            await self._work(*args, **options)

    def mend(self, *, really: bool = True) -> None:
        """Begin to count; `really` is whether the work is done."""
        self.begun, self._really = 0, really

    def end(self) -> None:
        self.job.work = self._work


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each.getMessage() for each in caplog.records if each.name == "mmstui.tui.jobs"]


async def start(pilot: Pilot[Any], where: Start) -> None:
    """The keys to the list, to Zoé's thread, or to the box below it."""
    wanted = {Start.LIST: ConversationList, Start.THREAD: ThreadView, Start.BOX: MessageInput}
    for _ in range(15):
        focused, dialogs = pilot.app.focused, len(pilot.app.screen_stack) - 1
        if not dialogs and isinstance(focused, wanted[where]):
            return
        if not dialogs and isinstance(focused, ConversationList):
            await scenes.press(pilot, "enter")
        elif not dialogs and isinstance(focused, ThreadView) and where is Start.BOX:
            await scenes.press(pilot, "r")
        else:
            await scenes.press(pilot, "escape")
    raise AssertionError(f"no way back:\n{screen_text(pilot.app)}")


async def on(pilot: Pilot[Any], screen: type[Screen[Any]]) -> None:
    await wait_until(pilot, lambda: type(pilot.app.screen) is screen)
    await scenes.at_rest(pilot)


async def fails(
    pilot: Pilot[Any], case: Case, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    """All that is to be seen when a job fails, and that it can be started again."""
    for key, screen in case.way:
        await scenes.press(pilot, key)
        await on(pilot, screen)
    await do(pilot, case.before)
    told.clear()
    caplog.clear()
    failing = Failing(case.job)
    try:
        await do(pilot, case.keys)
        await wait_until(pilot, lambda: told)
        await scenes.at_rest(pilot)
        assert told == [failing.job.sentence]
        assert len(logged(caplog)) == 1
        assert logged(caplog)[0].startswith(f"{case.job} failed: RuntimeError at test_jobs")
        assert SECRET not in caplog.text
        assert case.holds in screen_text(pilot.app)
        failing.mend(really=case.again)
        await do(pilot, case.keys if case.then is None else case.then)
        if case.shows:
            await wait_until(pilot, lambda: case.shows in screen_text(pilot.app))
        else:
            await wait_until(pilot, lambda: failing.begun)
        await scenes.at_rest(pilot)
        assert told == [failing.job.sentence], "it works again"
    except AssertionError as error:
        raise AssertionError(f"{case.job}: {error}\n{screen_text(pilot.app)}") from error
    finally:
        failing.end()


def test_every_job_is_in_the_table() -> None:
    screens_of_the_program()  # imports every module
    ours = [name for name, job in JOBS.items() if job.module.startswith("mmstui.")]
    assert sorted([case.job for case in CASES] + list(ELSEWHERE)) == sorted(ours)


def test_nothing_else_starts_work_beside_the_keys() -> None:
    found = set()
    for path in ROOT.rglob("*.py"):
        text, here = path.read_text(encoding="utf-8"), str(path.relative_to(ROOT))
        if here == "jobs.py" or not any(name in text for name in (*STARTERS, "work")):
            continue
        tree = ast.parse(text)
        found |= {(here, "import") for node in ast.walk(tree) if imports_work(node)}
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                found |= {(here, function.name) for node in ast.walk(function) if starts(node)}
    assert found == ALLOWED


def starts(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(attr=name) | ast.keyword(arg=str(name)) | ast.Name(id=name):
            return name in STARTERS
    return False


def imports_work(node: ast.AST) -> bool:
    names = {each.name for each in node.names} if isinstance(node, ast.ImportFrom) else set()
    return "work" in names


@pytest.mark.timeout(240)  # sixty jobs, each failed and begun again
@pytest.mark.parametrize(
    "where",
    [
        Start.THREAD,
        *(pytest.param(each, marks=pytest.mark.slow) for each in (Start.LIST, Start.BOX)),
    ],
)
async def test_a_job_that_fails_says_so_and_can_be_begun_again(
    where: Start, app: InboxApp, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    if where is Start.LIST:
        account_scenes.set_row_aside(store_of(app.center))
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scenes.listing(pilot)
        for case in CASES:
            if case.start is where:
                await start(pilot, where)
                await fails(pilot, case, told, caplog)


# Those that need more than keys.


async def test_a_thread_that_cannot_be_made_is_made_when_a_conversation_is_opened(
    app: InboxApp, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    failing = Failing("LatePane._make")
    try:
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            await wait_until(pilot, lambda: told)
            assert told == [failing.job.sentence]
            assert len(logged(caplog)) == 1
            assert SECRET not in caplog.text
            failing.mend()
            await scenes.press(pilot, "enter")
            await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
    finally:
        failing.end()


async def test_one_who_is_not_back_where_one_was_opens_it_by_hand(
    app: InboxApp, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    app.center.keep_place(LastPlace((SHOP, ZOE), (SHOP, ZOE), None, True).to_json()).result()
    failing = Failing("PlaceKeeper.restore")
    try:
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            await wait_until(pilot, lambda: told)
            assert told == [failing.job.sentence]
            assert len(logged(caplog)) == 1
            assert SECRET not in caplog.text
            await scenes.press(pilot, "enter")
            await wait_until(pilot, lambda: isinstance(app.focused, ThreadView))
    finally:
        failing.end()


def texts(app: InboxApp) -> list[str]:
    row = app.center.inbox.conversation(SHOP, ZOE)
    assert row is not None
    return [message.text for message in app.center.inbox.thread(row.id, limit=5)]


async def test_what_could_not_be_queued_stands_in_the_box_and_goes_with_enter(
    app: InboxApp,
    told: list[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(**_: Any) -> list[int]:
        raise RuntimeError(SECRET)

    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scenes.compose(pilot)
        await scenes.paste(pilot, "Bonjour 1")
        with monkeypatch.context() as patch:
            patch.setattr(store_of(app.center).message_queue, "queue", broken)
            await scenes.press(pilot, "enter")
            await wait_until(pilot, lambda: told)
        assert told == [JOBS["ComposePane._await_sent"].sentence]
        assert len(logged(caplog)) == 1
        assert SECRET not in caplog.text
        assert app.inbox.pane.writing.box.input.text == "Bonjour 1"
        assert "Bonjour 1" not in texts(app)
        await scenes.press(pilot, "enter")
        await wait_until(pilot, lambda: "Bonjour 1" in texts(app))
        await wait_until(pilot, lambda: not app.inbox.pane.writing.box.input.text)


async def test_what_is_on_disk_leaves_the_box_whatever_fails_then(
    app: InboxApp,
    told: list[str],
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Enter would send it a second time."""

    def broken() -> None:
        raise RuntimeError(SECRET)

    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await scenes.compose(pilot)
        await scenes.paste(pilot, "Bonjour 1")
        with monkeypatch.context() as patch:
            patch.setattr(app.inbox.pane.writing, "_sent", broken)
            await scenes.press(pilot, "enter")
            await wait_until(pilot, lambda: told)
        assert len(logged(caplog)) == 1
        assert SECRET not in caplog.text
        assert not app.inbox.pane.writing.box.input.text
        assert texts(app).count("Bonjour 1") == 1
        await scenes.paste(pilot, "Bonjour 2")
        await scenes.press(pilot, "enter")
        await wait_until(pilot, lambda: "Bonjour 2" in texts(app))
