"""`make browser`: the inbox in Chromium is read, answers, and shows a picture.

    PYTHONPATH=tests python -m browser [FOLDER]

Needs Debian's chromium and chromium-driver; `tests/browser/install.sh` installs them. FOLDER keeps
pictures of the page.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from PIL import Image

from browser.chromium import chromium
from support.browser import running_web
from support.commands import Shell, accepted_texts
from support.photos import photo
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

#: Colours of a line of text at most, with those that soften its edges.
_TEXT_HAS = 55


def main() -> None:
    """Open the inbox in a page, and use it."""
    with tempfile.TemporaryDirectory() as temporary, simulator_thread() as sim:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary)
        folder.mkdir(parents=True, exist_ok=True)
        at = sim.clock.now() - 60
        sent = photo(640, 480)
        media = sim.account.make_media("image/jpeg", "jpg", lambda: sent, at, outgoing=False)
        sim.account.add("mms", SHOP, ZOE, "Voir https://example.com/a", at=at, media=[media])
        shell = Shell.of(Path(temporary) / "home", sim)
        asyncio.run(show(shell, sim, folder))


async def show(shell: Shell, sim: Simulated, folder: Path) -> None:
    async with running_web(shell) as web:
        await asyncio.to_thread(look, web.address, sim, folder)
        assert await web.end() == 0
    told("mmstui web ends")


def look(address: str, sim: Simulated, folder: Path) -> None:
    with chromium() as page:
        page.open(address)
        page.wait_for("Zoé Tremblay")
        page.press("enter")
        page.wait_for("r reply")
        told("the page opens, and a message is read")
        page.press("r", "Oui, c’est vu !", "enter")
        page.wait_for(lambda: accepted_texts(sim, ZOE))
        page.wait_for("sent")
        assert (texts := accepted_texts(sim, ZOE)) == ["Oui, c’est vu !"], texts
        told("a message is sent")
        page.press("esc", "k")
        page.wait_for("enter view")
        page.press("enter")
        page.wait_for("esc back")
        page.wait_for(lambda: is_the_photo(page.picture()))
        page.picture().save(folder / "picture.png")
        told("a picture is seen")
        shape = shape_of_the_photo(page.picture())
        assert abs(shape / (640 / 480) - 1) < 0.05, shape
        told("it has the shape of the file")
        inbox = page.windows()[0]
        page.press("o")
        page.wait_for(lambda: len(page.windows()) == 2)
        page.switch_to(page.windows()[1])
        page.wait_for(lambda: page.script("return document.images[0]?.naturalWidth") == 640)
        told("a file is opened in a page of its own")
        page.close_page()
        page.press("esc", "y")
        page.wait_for("clipboard")
        page.wait_for(lambda: page.script("return navigator.clipboard.readText()"))
        told("a text is copied")
        page.new_page()
        page.open(address)
        page.wait_for(page.is_closed)
        page.picture().save(folder / "second.png")
        page.click("button")
        page.wait_for("Zoé Tremblay")
        page.switch_to(inbox)
        page.wait_for(page.is_closed)
        told("another page takes over")


def is_the_photo(seen: Image.Image) -> bool:
    """Return whether much of the page has the colours of the photo, none of which is of a theme."""
    colours = seen.getcolors(seen.width * seen.height)
    return colours is not None and len(colours) > 3_000


def shape_of_the_photo(seen: Image.Image) -> float:
    """Return the photo's width by its height: what has many colours is no text."""
    wide, high = (
        sum(
            len(seen.crop((at, 0, at + 1, seen.height) if across else (0, at, seen.width, at + 1))
                .getcolors(seen.width * seen.height) or ()) > _TEXT_HAS
            for at in range(seen.width if across else seen.height)
        )
        for across in (True, False)
    )  # fmt: skip
    return wide / high


def told(words: str) -> None:
    print(f"  {words}", flush=True)


main()
