"""`make encoders`: files by real encoders are sent, received, and told rightly.

    PYTHONPATH=tests python -m encoders [FOLDER]

The encoders are Debian's; `tests/encoders/install.sh` installs them. FOLDER keeps the files. Each
line is a file; those with `!` are told wrongly, and the run then ends with 1.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageStat

from encoders.files import FILES, SOURCES, Made
from mmstui.domain.files.file_types import media_kind
from mmstui.domain.messages import MediaKind
from support.commands import Shell
from support.photos import canvas
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

#: The most by which a length may differ, and a pixel on average, of 255.
LENGTH, PIXELS = 0.03, 4.0


def main() -> int:
    """Make the files, send and receive them, and print a line for each."""
    with tempfile.TemporaryDirectory() as temporary, simulator_thread() as sim:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary) / "files"
        folder.mkdir(parents=True, exist_ok=True)
        for source in SOURCES:
            _run(source, folder)
        shell = Shell.of(Path(temporary), sim)
        shell.run("sync")
        wrong = 0
        for made in FILES:
            _run(made.command, folder)
            faults, facts = _check(made, folder, shell, sim)
            wrong += bool(faults)
            print("!" if faults else " ", f"{made.name:20}", facts, *faults, sep="  ", flush=True)
    print(f"{len(FILES)} files, {wrong} told wrongly")
    return 1 if wrong else 0


def _run(command: str, folder: Path) -> None:
    if command == "python-canvas":
        # As heavy as a telephone's.
        canvas(4000, 3000, 18).save(folder / "large.png", compress_level=1)
        return
    subprocess.run(["bash", "-ec", f"set -o pipefail; {command}"], cwd=folder, check=True,
                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)  # fmt: skip


def _check(made: Made, folder: Path, shell: Shell, sim: Simulated) -> tuple[list[str], str]:
    source = folder / made.name
    faults: list[str] = []
    before = len(sim.account.accepted)
    ran = shell.run("send", "--to", ZOE, "--from", SHOP, "--attach", str(source), "--json", "x")
    said = ran.err + ran.out
    if made.says not in said:
        faults.append(f"said: {said.strip()[:200]}")
    sent: Path | None = None
    if len(sim.account.accepted) > before:
        data = sim.account.accepted[-1].media[0].load()
        goes = ran.json["messages"][0]["media"][0]["type"]
        sent = folder / f"sent-{made.name}"
        sent.write_bytes(data)
        if goes != made.goes:
            faults.append(f"went as {goes}")
        faults += _place_faults(made, sent, said)
        if media_kind(made.type) is MediaKind.PHOTO:
            faults += _pixel_faults(source, sent)
    elif made.goes:
        faults.append(f"did not go: {said.strip()[:200]}")
    facts = f"{made.type:16} goes as {made.goes or 'nothing':11}"
    found = _received(source, shell, sim)
    if found["type"] != made.type:
        faults.append(f"received as {found['type']}")
    if media_kind(made.type) is not MediaKind.PHOTO and made.name != "cut.mp4":
        counted, told = _counted(source), found.get("seconds") or 0.0
        facts += f" {told:5.2f} s of {counted:5.2f} s"
        if abs(told - counted) > LENGTH * counted:
            faults.append(f"lasts {told} s, frames say {counted} s")
    return faults, facts + ("  place gone" if made.located else "")


def _place_faults(made: Made, sent: Path, said: str) -> list[str]:
    """Return what still tells the place, by another program."""
    told = subprocess.run(
        ["exiv2", "-q", "-PEkt", str(sent)], capture_output=True, text=True
    ).stdout
    probe = ["ffprobe", "-v", "error", "-show_entries", "format_tags:stream_tags", str(sent)]
    told += subprocess.run(probe, capture_output=True, text=True).stdout
    found = re.search(r"GPSL|location|45\.50", told)
    if found and "may tell where" not in said:
        return [f"tells its place: {told[found.start() : found.start() + 60]}"]
    return []


def _pixel_faults(source: Path, sent: Path) -> list[str]:
    """Return how far what was sent is from what another decoder shows of the source."""
    shown, other = (Path(f"{path}.shown.png") for path in (source, sent))
    if source.suffix == ".heic":
        subprocess.run(["heif-convert", str(source), str(shown)], check=True, capture_output=True)
        shown = shown if shown.exists() else shown.with_name(f"{shown.stem}-1.png")
    elif source.suffix == ".avif":
        subprocess.run(["avifdec", str(source), str(shown)], check=True, capture_output=True)
    for path, out in ((source, shown), (sent, other)):
        if not out.exists() or path == sent:
            flat = ["-background", "white", "-flatten", "-resize", "160x160!", "-depth", "8"]
            first = f"{path}[0]"
            upright = ["convert", first, "-auto-orient", "-colorspace", "sRGB"]
            subprocess.run([*upright, *flat, str(out)], check=True, capture_output=True)
    with Image.open(shown) as one, Image.open(other) as two:
        pair = [image.convert("RGB").resize((160, 160)) for image in (one, two)]
    mean = sum(ImageStat.Stat(ImageChops.difference(*pair)).mean) / 3
    return [f"pixels differ by {mean:.1f}"] if mean > PIXELS else []


def _received(source: Path, shell: Shell, sim: Simulated) -> dict[str, Any]:
    """Receive a file as a message, and return what the inbox knows of it."""
    at = sim.clock.now()
    load = partial(source.read_bytes)
    media = sim.account.make_media("application/octet-stream", source.suffix[1:], load, at=at,
                                   outgoing=False)  # fmt: skip
    sim.account.add("mms", SHOP, ZOE, source.name, at=at, media=[media])
    shell.run("sync")
    found = shell.run("read", ZOE, "--did", SHOP, "--limit", "3", "--json").json["messages"]
    (message,) = (one for one in found if one["text"] == source.name)
    file: dict[str, Any] = message["media"][0]
    return file


def _counted(path: Path) -> float:
    """Return the seconds of a sound or film by its decoded samples, or its frames."""
    if path.name == "free.mp3":
        # ffmpeg cannot read it.
        wav = path.with_suffix(".wav")
        subprocess.run(["lame", "--quiet", "--decode", str(path), str(wav)], check=True)
        return _counted(wav)
    decode = ["ffmpeg", "-v", "quiet", "-i", str(path), "-vn", "-ac", "1", "-ar", "8000"]
    decode += ["-f", "s16le", "-"]
    samples = len(subprocess.run(decode, capture_output=True).stdout) / 2
    if samples:
        return samples / 8000
    count = ["ffprobe", "-v", "error", "-count_frames", "-select_streams", "v:0", "-show_entries",
             "stream=nb_read_frames,avg_frame_rate", "-of", "csv=p=0", str(path)]  # fmt: skip
    rate, frames = subprocess.run(count, capture_output=True, text=True).stdout.strip().split(",")
    over, under = map(int, rate.split("/"))
    return int(frames) * under / over


if __name__ == "__main__":
    sys.exit(main())
