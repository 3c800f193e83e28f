"""`mmstui send --attach`, over real HTTP: what the server received is read back and looked at."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from mmstui.domain.limits import SAFE_ATTACHMENT_BYTES
from support import sounds
from support.commands import Ran, Shell
from support.photos import GPS, ORIENTATION, canvas, encoded, photo, too_heavy
from support.simulated import SHOP, ZOE, Simulated, simulator_thread

EXE = b"MZ\x90\x00" + b"\x00" * 400


@pytest.fixture
def sim() -> Iterator[Simulated]:
    with simulator_thread() as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, sim: Simulated) -> Shell:
    shell = Shell.of(tmp_path, sim)
    shell.run("sync")
    return shell


def send(shell: Shell, *words: str) -> Ran:
    return shell.run("send", "--to", ZOE, "--from", SHOP, *words, "--json", "voilà")


def received(sim: Simulated) -> list[bytes]:
    (message,) = sim.account.accepted
    return [media.load() for media in message.media]


def test_a_photograph_of_5_mb_goes_out_small_upright_and_without_its_place(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    source = tmp_path / "fissure.jpg"
    taken = photo(quality=96, turned=6)
    source.write_bytes(taken)
    assert len(taken) >= 5_000_000

    ran = send(shell, "--attach", str(source))

    assert ran.code == 0
    (data,) = received(sim)
    assert len(data) <= SAFE_ATTACHMENT_BYTES
    with Image.open(io.BytesIO(data)) as image:
        # It was taken lying on its side: 4032 by 3024, to be seen as 3024 by 4032.
        assert image.height >= 1000
        assert image.width / image.height == pytest.approx(3024 / 4032, rel=0.01)
        # Red grows to the bottom of what the camera saw; turned by 6, that is the left.
        small = image.convert("RGB").resize((9, 9))
        assert _red(small, 0, 4) > _red(small, 8, 4) + 50
        assert not image.getexif()
        assert not image.getexif().get_ifd(GPS)
        assert ORIENTATION not in image.getexif()
    assert b"Telephone Maker" not in data
    assert source.read_bytes() == taken, "the original is untouched"
    (note,) = ran.json["messages"][0]["notes"]
    assert note.startswith("shrunk from JPEG, 5.")
    assert f"{image.width}x{image.height}, location removed: fissure.jpg" in note
    assert ran.err == f"mmstui: {note}\n"
    (media,) = ran.json["messages"][0]["media"]
    assert (media["name"], media["type"], media["bytes"]) == (
        "fissure.jpg",
        "image/jpeg",
        len(data),
    )


def _red(image: Image.Image, x: int, y: int) -> int:
    pixel = image.getpixel((x, y))
    assert isinstance(pixel, tuple)
    return int(pixel[0])


def test_a_webp_is_converted_and_says_so(sim: Simulated, shell: Shell, tmp_path: Path) -> None:
    source = tmp_path / "fissure.webp"
    source.write_bytes(encoded(canvas(640, 480, 18), "WEBP"))
    ran = send(shell, "--attach", str(source))
    assert ran.code == 0
    (data,) = received(sim)
    with Image.open(io.BytesIO(data)) as image:
        assert (image.format, image.size) == ("JPEG", (640, 480))
    (note,) = ran.json["messages"][0]["notes"]
    assert note.startswith("converted from WEBP, ")
    assert " to JPEG, " in note
    assert ran.json["messages"][0]["media"][0]["name"] == "fissure.jpg"


def test_a_photograph_that_fits_goes_without_its_place_and_otherwise_as_it_is(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    source = tmp_path / "fissure.jpg"
    taken = photo(640, 480, turned=6)
    source.write_bytes(taken)
    ran = send(shell, "--attach", str(source))
    (data,) = received(sim)
    with Image.open(io.BytesIO(data)) as image, Image.open(io.BytesIO(taken)) as before:
        assert image.tobytes() == before.tobytes()
        assert dict(image.getexif()) == {ORIENTATION: 6}
    assert b"Telephone Maker" not in data
    assert ran.json["messages"][0]["notes"] == ["location removed from fissure.jpg"]
    assert ran.err == "mmstui: location removed from fissure.jpg\n"
    assert ran.json["messages"][0]["media"][0]["bytes"] == len(data)
    assert source.read_bytes() == taken


@pytest.mark.parametrize("by", ["option", "setting"])
def test_who_wants_to_tells_the_place(
    sim: Simulated, shell: Shell, tmp_path: Path, by: str
) -> None:
    if by == "setting":
        (tmp_path / "mmstui" / "config.toml").write_text("keep_metadata = true\n")
    source = tmp_path / "fissure.jpg"
    source.write_bytes(photo(640, 480))
    ran = send(shell, *["--keep-metadata"] * (by == "option"), "--attach", str(source))
    assert received(sim) == [photo(640, 480)]
    assert (ran.err, ran.json["messages"][0]["notes"]) == ("", [])


def test_no_shrink_refuses_and_keeps_nothing(sim: Simulated, shell: Shell, tmp_path: Path) -> None:
    source = tmp_path / "fissure.jpg"
    source.write_bytes(photo())
    ran = send(shell, "--attach", str(source), "--no-shrink")
    assert ran.code == 2
    assert ran.json["error"] == {
        "code": "attachment",
        "message": "fissure.jpg is too big: 4.7 MB, and 1.2 MB is the limit.",
        "hint": "Without --no-shrink it is made to fit.",
    }
    assert sim.account.accepted == []


def test_the_same_id_with_the_same_photograph_is_sent_once(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    source = tmp_path / "fissure.jpg"
    source.write_bytes(too_heavy())
    for _ in range(2):
        assert send(shell, "--attach", str(source), "--id", "order-1182").code == 0
    assert len(sim.account.accepted) == 1


def test_a_png_renamed_jpg_goes_as_what_it_is(sim: Simulated, shell: Shell, tmp_path: Path) -> None:
    picture = encoded(canvas(64, 48, 0), "PNG")
    source = tmp_path / "chat.jpg"
    source.write_bytes(picture)
    ran = send(shell, "--attach", str(source))
    assert received(sim) == [picture]
    (media,) = ran.json["messages"][0]["media"]
    assert (media["name"], media["type"]) == ("chat.png", "image/png")
    assert (ran.err, ran.json["messages"][0]["notes"]) == ("", [])


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("setup.png", "setup.png is not the PNG file that its name says."),
        ("empty.png", "empty.png is empty."),
        ("folder.png", "folder.png is a folder."),
        ("gone.png", "gone.png is not there."),
        ("broken.jpg", "broken.jpg is damaged: it cannot be read to its end. "
                       "Save it anew, or choose another."),
        ("film.mp4", "film.mp4 is too big: 1,300,012 bytes, and 1,300,000 bytes is the limit."),
    ],
)  # fmt: skip
def test_each_file_that_cannot_go_has_its_own_sentence(
    sim: Simulated, shell: Shell, tmp_path: Path, name: str, sentence: str
) -> None:
    (tmp_path / "setup.png").write_bytes(EXE)
    (tmp_path / "empty.png").touch()
    (tmp_path / "folder.png").mkdir()
    (tmp_path / "broken.jpg").write_bytes(too_heavy()[:1_300_000])
    (tmp_path / "film.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + b"\0" * 1_300_000)
    ran = send(shell, "--attach", str(tmp_path / name))
    assert (ran.code, ran.json["error"]["message"]) == (2, sentence)
    damaged = "damaged" in sentence
    assert ran.json["error"]["hint"] == "With --damaged what is left of it is sent." * damaged
    assert sim.account.accepted == []


def test_a_fourth_file_is_refused(sim: Simulated, shell: Shell, tmp_path: Path) -> None:
    source = tmp_path / "chat.png"
    source.write_bytes(encoded(canvas(64, 48, 0), "PNG"))
    ran = send(shell, *("--attach", str(source)) * 4)
    assert ran.code == 2
    assert "3 files at most" in ran.json["error"]["message"]
    assert sim.account.accepted == []


PLACE = sounds.box(b"udta", sounds.box(b"\xa9xyz", b"\0\x12\x15\xc7+45.50-073.57/"))
FILM = sounds.film(sounds.track(b"vide"), notes=PLACE)


def test_a_still_is_stripped_before_its_size_is_judged(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    still = photo(640, 480)
    source = tmp_path / "motion.jpg"
    source.write_bytes(still + FILM + bytes(SAFE_ATTACHMENT_BYTES))
    assert send(shell, "--attach", str(source)).code == 0
    (data,) = received(sim)
    with Image.open(io.BytesIO(data)) as image, Image.open(io.BytesIO(still)) as before:
        assert image.tobytes() == before.tobytes()


def test_a_damaged_file_goes_only_when_the_user_says_so(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    cut = {"cut.jpg": photo(640, 480)[:60_000], "cut.mp4": FILM[:-9]}
    for name, data in cut.items():
        (tmp_path / name).write_bytes(data)
        ran = send(shell, "--attach", str(tmp_path / name))
        assert (ran.code, "is damaged" in ran.json["error"]["message"]) == (2, True)
        assert ran.json["error"]["hint"] == "With --damaged what is left of it is sent."
    assert sim.account.accepted == []
    for name in cut:
        assert send(shell, "--damaged", "--attach", str(tmp_path / name)).code == 0
    picture, film = (message.media[0].load() for message in sim.account.accepted)
    with Image.open(io.BytesIO(picture)) as image:
        assert not image.getexif()
    assert b"+45.50" not in film


def test_what_hides_notes_is_made_anew_and_a_film_loses_its_place(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    for name, data, note in (
        ("endless.jpg", photo(640, 480)[:-2], "location removed: endless.jpg"),
        ("film.mp4", FILM, "location removed from film.mp4"),
    ):
        (tmp_path / name).write_bytes(data)
        ran = send(shell, "--attach", str(tmp_path / name))
        assert ran.code == 0
        assert note in ran.json["messages"][0]["notes"][0]
    picture, film = (message.media[0].load() for message in sim.account.accepted)
    with Image.open(io.BytesIO(picture)) as image:
        assert not image.getexif().get_ifd(GPS)
    assert b"+45.50" not in film


def test_a_sound_in_a_film_s_container_goes_up_to_the_service_s_own_limit(
    sim: Simulated, shell: Shell, tmp_path: Path
) -> None:
    sound = sounds.film(sounds.track(b"soun"), brand=b"M4A ")
    source = tmp_path / "rec.m4a"
    source.write_bytes(sound + sounds.box(b"mdat", bytes(1_299_000 - len(sound))))
    ran = send(shell, "--attach", str(source))
    (media,) = ran.json["messages"][0]["media"]
    assert (media["name"], media["type"], media["seconds"]) == ("rec.mp4", "audio/mp4", 3.0)
    assert received(sim) == [source.read_bytes()]
