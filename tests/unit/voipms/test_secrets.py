"""The password is in the form of a request, and nowhere a person or a log could see it."""

import asyncio
import io
import logging
import traceback
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from rich.console import Console
from rich.traceback import Traceback

from mmstui.domain.messages import Kind
from mmstui.voipms import AccessRefused, Client, NoAnswer, VoipMsError
from mmstui.voipms.credentials import Credentials
from support.canned import PASSWORD, URL, USERNAME, CannedApi


def everything_printed(error: BaseException) -> str:
    """An exception as loggers, crash reports and Textual would print it, locals and all.

    From the client's first frame on: the tests' own locals hold the password, of course.
    """
    trace = error.__traceback__
    while trace is not None and "/mmstui/voipms/" not in trace.tb_frame.f_code.co_filename:
        trace = trace.tb_next
    assert trace is not None
    error = error.with_traceback(trace)
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    output = io.StringIO()
    console = Console(file=output, width=400)
    console.print(
        Traceback.from_exception(
            type(error), error, error.__traceback__, show_locals=True,
            locals_max_length=10_000, locals_max_string=10_000,
        )
    )  # fmt: skip
    context = []
    seen: BaseException | None = error
    while seen is not None:
        context.append(f"{seen!r} {seen} {seen.args} {vars(seen)}")
        seen = seen.__cause__ or seen.__context__
    return "".join(told.format()) + output.getvalue() + "".join(context)


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    with caplog.at_level(logging.DEBUG):
        for name in ("httpx", "httpcore", "asyncio", "mmstui"):
            caplog.set_level(logging.DEBUG, name)
        yield caplog


@pytest.mark.parametrize(
    "reply",
    [
        httpx.ReadTimeout("x"),
        httpx.ConnectError("x"),
        RuntimeError("x"),
        httpx.Response(500, text="x"),
        {"status": "invalid_credentials"},
        {"status": f"bad {PASSWORD}", "message": f"{PASSWORD} is not it"},
        {"status": "success", "sms": f"{PASSWORD}"},
    ],
    ids=str,
)
async def test_no_failure_prints_it(
    client: Client, api: CannedApi, logged: pytest.LogCaptureFixture, reply: Any
) -> None:
    for call in (lambda: client.send_sms("5145550100", "4385550123", "hi"), client.ip):
        api.says(reply)
        with pytest.raises(VoipMsError) as caught:
            await call()
        assert api.form["api_password"] == PASSWORD
        printed = everything_printed(caught.value)
        assert "self = <Client https://voip.ms>" in printed
        assert PASSWORD not in printed
        assert USERNAME not in printed
    assert PASSWORD not in logged.text
    assert USERNAME not in logged.text


async def test_a_cancelled_send_prints_nothing_of_it(api: CannedApi) -> None:
    entered = asyncio.Event()

    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            body = await request.aread()
            assert PASSWORD.encode() in body
            entered.set()
            await asyncio.Event().wait()
            raise AssertionError

    async with Client(URL, USERNAME, PASSWORD, transport=Silent()) as client:
        sending = asyncio.ensure_future(client.send_sms("5145550100", "4385550123", "hi"))
        await entered.wait()
        sending.cancel("enough")
        with pytest.raises(asyncio.CancelledError) as caught:
            await sending
    printed = everything_printed(caught.value)
    assert "exchange" in printed
    assert PASSWORD not in printed


async def test_a_deadline_around_a_call_prints_nothing_of_it() -> None:
    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            body = await request.aread()
            await asyncio.Event().wait()
            raise AssertionError(body)

    async with Client(URL, USERNAME, PASSWORD, transport=Silent()) as client:
        with pytest.raises(TimeoutError) as caught:
            async with asyncio.timeout(0.01):
                await client.ip()
    cancelled = caught.value.__cause__
    assert isinstance(cancelled, asyncio.CancelledError)
    assert PASSWORD not in everything_printed(cancelled)


def test_reprs_hold_neither_name_nor_password() -> None:
    client = Client(URL, USERNAME, PASSWORD)
    credentials = Credentials(USERNAME, PASSWORD)
    shown = f"{client!r} {client} {vars(client)} {credentials!r} {vars(credentials)}"
    assert "<Client https://voip.ms>" in shown
    assert PASSWORD not in shown
    assert USERNAME not in shown


async def test_a_password_that_is_asked_for_is_asked_once_and_again_when_refused(
    api: CannedApi,
) -> None:
    asked: list[str] = []

    def ask() -> str:
        asked.append("asked")
        return f"secret-{len(asked)}"

    client = Client(URL, USERNAME, ask, transport=api)
    api.says({"status": "no_did"})
    assert asked == []
    await asyncio.gather(client.dids(), client.dids(), client.dids())
    assert len(asked) == 1
    assert api.form["api_password"] == "secret-1"
    api.says({"status": "ip_not_enabled"}, {"status": "invalid_credentials"}, {"status": "no_did"})
    for _ in range(2):
        with pytest.raises(AccessRefused):
            await client.dids()
    assert len(asked) == 1
    await client.dids()
    assert api.form["api_password"] == "secret-2"


async def test_a_password_that_cannot_be_had_is_a_refusal_in_its_own_words(api: CannedApi) -> None:
    class NotToday(Exception):
        pass

    def ask() -> str:
        vault = "canary-in-the-vault"
        raise NotToday(f"password_command pass ended with {len(vault) - 18}.")

    client = Client(URL, USERNAME, ask, transport=api)
    for call in (client.ip, lambda: client.send_sms("5145550100", "4385550123", "hi")):
        with pytest.raises(AccessRefused) as caught:
            await call()
        assert caught.value.status == "no_password"
        assert caught.value.words == "password_command pass ended with 1."
        assert "in-the-vault" not in everything_printed(caught.value)
    assert api.requests == []


async def test_a_password_no_encoder_takes_spills_nothing(api: CannedApi) -> None:
    api.says({"status": "no_did"})
    client = Client(URL, USERNAME, "canary\ud83d-7Qx", transport=api)
    assert await client.dids() == []
    assert api.form["api_password"] == "canary\ufffd-7Qx"


async def test_a_short_password_is_not_looked_for_in_honest_words(api: CannedApi) -> None:
    api.says({"status": "sms_oddity", "message": "This sms is odd."})
    client = Client(URL, USERNAME, "sms", transport=api)
    with pytest.raises(VoipMsError) as caught:
        await client.dids()
    assert (caught.value.status, caught.value.said) == ("sms_oddity", "This sms is odd.")


async def test_what_the_libraries_log_is_not_heard_by_default(
    client: Client, api: CannedApi, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    api.says(httpx.Response(522))
    with pytest.raises(NoAnswer):
        await client.media_urls(7)
    assert [record for record in caplog.records if record.name.startswith("http")] == []
    assert Kind.MMS not in caplog.text
