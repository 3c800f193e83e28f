"""The public media server: no credentials; files may be late or expired (section 8)."""

from starlette.requests import Request
from starlette.responses import Response

from mmstui.simulator.account import Account
from mmstui.simulator.clock import Clock
from mmstui.simulator.error_pages import HTML_PAGE
from mmstui.simulator.switches import Switches

DAY = 86_400.0


class MediaEndpoint:
    """Serves `/media/<token>/media.<ext>`."""

    def __init__(self, account: Account, switches: Switches, clock: Clock) -> None:
        """Serve the files of `account`."""
        self.account = account
        self.switches = switches
        self.clock = clock

    async def __call__(self, request: Request) -> Response:
        """Answer with the file, or 404 when it is not there yet or no longer."""
        media = self.account.find_media(request.path_params["token"])
        if media is None or request.path_params["name"] != f"media.{media.extension}":
            return _not_found()
        media.requests += 1
        if media.requests <= self.switches.media_missing_first:
            return _not_found()
        if self.clock.now() - media.made_at > self.switches.media_lifetime_days * DAY:
            if self.switches.media_expired_as_html:
                return Response(HTML_PAGE, media_type="text/html")
            return _not_found()
        kind = self.switches.media_content_type or media.mime
        return Response(media.load(), headers={"content-type": kind})


def _not_found() -> Response:
    return Response("404 Not Found", 404, media_type="text/plain")
