"""Peak memory of `mmstui send` with the largest pictures that are accepted, the whole process."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from bench.table import Row
from support.commands import Shell
from support.photos import canvas, encoded
from support.simulated import SHOP, ZOE, simulator_thread

MOST: Final = 400.0
#: Names, pixels and how they are encoded. There is no encoder of HEIC here: `make encoders` has it.
_PICTURES: Final[tuple[tuple[str, tuple[int, int], str, dict[str, Any]], ...]] = (
    ("48 MP JPEG", (8000, 6000), "JPEG", {"quality": 92}),
    ("60 MP progressive JPEG", (9000, 6666), "JPEG", {"quality": 90, "progressive": True}),
    ("59 MP PNG", (7700, 7700), "PNG", {"compress_level": 1}),
    ("48 MP PNG with transparency", (8000, 6000), "PNG", {"compress_level": 1}),
    (
        "18 MP WEBP without loss",
        (4900, 3670),
        "WEBP",
        {"lossless": True, "quality": 0, "method": 0},
    ),
    ("30 MP AVIF", (6300, 4760), "AVIF", {"quality": 60, "speed": 10}),
)


def rows() -> Iterator[Row]:
    """Megabytes for each, beside what is promised."""
    with tempfile.TemporaryDirectory() as folder, simulator_thread() as sim:
        shell = Shell.of(Path(folder), sim)
        shell.run("sync")
        for name, (width, height), form, options in _PICTURES:
            image = canvas.__wrapped__(width, height, 18)
            if "transparency" in name:
                image.putalpha(image.getchannel("R"))
            path = Path(folder) / f"x.{form.lower()}"
            path.write_bytes(encoded(image, form, **options))
            del image
            yield Row(f"peak MB of send, {name}", _peak(shell, path), MOST)


#: A process's peak begins with that of the process it was forked from, which here is a large one.
_SMALL_PARENT: Final = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""


def _peak(shell: Shell, path: Path) -> float:
    words = shell.command("send", "--to", ZOE, "--from", SHOP, "--attach", str(path), "x")
    done = subprocess.run([sys.executable, "-c", _SMALL_PARENT, *words], env=shell.env, check=True,
                          capture_output=True, text=True)  # fmt: skip
    return int(done.stdout) * 1024 / 1e6
