"""The simulated VoIP.ms as a Starlette application."""

from email.utils import formatdate

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mmstui.simulator.account import Account
from mmstui.simulator.admin import Admin
from mmstui.simulator.api import RestEndpoint
from mmstui.simulator.clock import Clock
from mmstui.simulator.media_server import MediaEndpoint
from mmstui.simulator.switches import Switches

API_PATH = "/api/v1/rest.php"


class DateHeader:
    """Middleware that dates every answer by the injected clock."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        """Wrap `app`."""
        self.app = app
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on the request, and add a Date to its answer."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self.clock.now(), usegmt=True).encode("ascii")
                message["headers"] = [*message["headers"], (b"date", date)]
            await send(message)

        await self.app(scope, receive, dated)


def create_app(account: Account, switches: Switches, clock: Clock) -> Starlette:
    """Return the simulator of one customer. The caller may read and change the arguments."""
    rest = RestEndpoint(account, switches, clock)
    media = MediaEndpoint(account, switches, clock)
    routes = [
        Route(API_PATH, rest.__call__, methods=["GET", "POST"]),
        Route("/media/{token}/{name}", media.__call__, methods=["GET"]),
        *Admin(account, switches, clock).routes(),
    ]
    return Starlette(routes=routes, middleware=[Middleware(DateHeader, clock)])
