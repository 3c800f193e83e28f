"""The endpoint `/api/v1/rest.php`: requests and answers of the API."""

import asyncio
import json

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mmstui.simulator.account import Account
from mmstui.simulator.admission import admit
from mmstui.simulator.calls import Call, RefusalError
from mmstui.simulator.clock import Clock
from mmstui.simulator.error_pages import answer, fault_page, soap_fault
from mmstui.simulator.switches import Switches

REQUEST_LINE_LIMIT = 8190
"""Bytes of a request line that the front end accepts (voipms-api.md section 0, fact 1)."""
PART_LIMIT = 32 * 1024 * 1024
"""Bytes of one multipart part; Starlette's default of 1 MB is too small for a base64 picture."""
SENDS = frozenset({"sendSMS", "sendMMS"})
DELETES = frozenset({"deleteSMS", "deleteMMS"})
FOREVER = float("inf")


class RestEndpoint:
    """Answers API calls for one account, as its switches say."""

    def __init__(self, account: Account, switches: Switches, clock: Clock) -> None:
        """Serve `account`; the switches may change between two requests."""
        self.account = account
        self.switches = switches
        self.clock = clock

    async def __call__(self, request: Request) -> Response:
        """Answer one request: 200 with a status, unless the front end refuses the request."""
        refused = self._front_end(request)
        if refused is not None:
            return refused
        params = await self._read_params(request)
        if params is None:
            return soap_fault()
        call = Call(
            params,
            self.account,
            self.switches,
            self.clock,
            origin=f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1')}",
            client=request.client.host if request.client else "127.0.0.1",
        )
        slow = self.switches.slow_methods
        if self.switches.latency and (not slow or call.get("method") in slow):
            await self._wait(request, self.switches.latency)
        return await self._answer(request, call)

    def _front_end(self, request: Request) -> Response | None:
        """Return the refusal of the firewall; None when it passes the request."""
        host = request.headers.get("host", "")
        if host.startswith("www."):
            return RedirectResponse(str(request.url.replace(netloc=host[4:])), 301)
        if self.switches.user_agent_required and not request.headers.get("user-agent"):
            return Response("error code: 1010", 403, media_type="text/plain")
        line = f"{request.method} {request.url.path}?{request.url.query} HTTP/1.1"
        if len(line) > REQUEST_LINE_LIMIT:
            return Response("Request-URI Too Long", 414, media_type="text/plain")
        return None

    async def _read_params(self, request: Request) -> dict[str, str] | None:
        """Return the parameters; None for a POST that goes to the SOAP handler."""
        params = dict(request.query_params)
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if request.method != "POST" or (not kind and params):
            return params
        if kind == "multipart/form-data":
            form: FormData = await request.form(max_part_size=PART_LIMIT)
            # PHP takes a part with a file name for an upload, not a parameter.
            return params | {key: value for key, value in form.items() if isinstance(value, str)}
        if kind == "application/json" and not self.switches.json_post_is_fault:
            body = json.loads(await request.body())
            return params | {key: str(value) for key, value in body.items()}
        return None

    async def _answer(self, request: Request, call: Call) -> Response:
        name = call.get("method")
        page = self._fault(self.switches.pages, name)
        if page and not self.switches.pages_act:
            # A truncated reply needs a real one to truncate.
            return fault_page(page, answer({"status": "success", "method": name}))
        reply = self._perform(call)
        if name in SENDS and reply["status"] == "success":
            await self._after_accepting(request)
        deleted = name in DELETES and reply["status"] == "success"
        if deleted and self.switches.delete_never_answers:
            await self._wait(request, FOREVER)
        if page:
            return fault_page(page, answer(reply))
        gone = deleted or (name == "delPhonebook" and reply["status"] == "success")
        if gone and self.switches.empty_body_on_delete:
            return Response(b"")
        return answer(reply)

    def _perform(self, call: Call) -> dict[str, object]:
        try:
            method = admit(call)
            status = self._fault(self.switches.statuses, call.get("method"))
            if status:
                raise RefusalError(status)
            return method(call)
        except RefusalError as refusal:
            return refusal.reply(self.switches)

    async def _after_accepting(self, request: Request) -> None:
        """Delay the answer of a send; for ever if the switches say so."""
        if self.switches.send_never_answers:
            await self._wait(request, FOREVER)
        elif self.switches.send_reply_delay:
            await self._wait(request, self.switches.send_reply_delay)

    def _fault(self, faults: dict[str, str], method: str) -> str:
        """Return the fault set for a method, and count it; "" when there is none."""
        fault = faults.get(method, faults.get("*", ""))
        if not fault or self.switches.fault_times == 0:
            return ""
        if self.switches.fault_times > 0:
            self.switches.fault_times -= 1
        return fault

    async def _wait(self, request: Request, seconds: float) -> None:
        """Wait by the injected clock, but not longer than the client stays connected."""
        gone = asyncio.ensure_future(_disconnected(request))
        waits = [gone]
        if seconds != FOREVER:
            waits.append(asyncio.ensure_future(self.clock.sleep(seconds)))
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
