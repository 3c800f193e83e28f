"""Several people on one account: one folder, one outbox, and one process with the password."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mmstui.domain.messages import Draft
from mmstui.store import AccountKey, Store
from mmstui.store.account import leader_file
from support.commands import Shell, accepted_texts
from support.photos import photo
from support.simulated import SHOP, USERNAME, ZOE, Simulated, bare_account, simulator_thread
from support.teams import CANARY, canaries, reachable_folder, wrong_rights

GROUP = str(os.getegid())


@pytest.fixture
def sim() -> Iterator[Simulated]:
    account = bare_account()
    account.password = CANARY
    with simulator_thread(account) as running:
        yield running


@pytest.fixture
def folder() -> Iterator[Path]:
    with reachable_folder() as folder:
        yield folder


@pytest.fixture(params=[0o022, 0o077, 0o277], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def person(tmp_path: Path, name: str, config: str = "", **env: str) -> Shell:
    """A person's shell, with their own home and config.toml."""
    home = tmp_path / name
    (home / "mmstui").mkdir(parents=True, exist_ok=True)
    (home / "mmstui").chmod(0o700)
    (home / "mmstui" / "config.toml").write_text(config)
    shell = Shell.of(home)
    shell.env |= env
    return shell


def owner(tmp_path: Path, sim: Simulated) -> Shell:
    config = f'username = "{USERNAME}"\napi_url = "{sim.url}"\n'
    return person(tmp_path, "owner", config)


def with_password(tmp_path: Path, team: Path) -> Shell:
    env = {"MMSTUI_API_USERNAME": USERNAME, "MMSTUI_API_PASSWORD": CANARY}
    return person(tmp_path, "service", f'team = "{team}"', **env)


def test_a_day_of_a_team(tmp_path: Path, folder: Path, sim: Simulated, umask: None) -> None:
    team = folder / "srv" / "team"
    team.parent.mkdir()
    team.parent.chmod(0o755)
    made = owner(tmp_path, sim).run("team", "create", "--group", GROUP, "--home", str(team))
    assert made.code == 0, made.err
    assert f'  team = "{team}"' in made.out
    service = with_password(tmp_path, team)
    ana = person(tmp_path, "ana", f'team = "{team}"')
    sim.account.add("sms", SHOP, ZOE, "Bonjour !", at=time.time() - 60)
    at = time.time() - 50
    media = sim.account.make_media(
        "image/jpeg", "jpeg", lambda: photo(64, 48), at=at, outgoing=False
    )
    sim.account.add("mms", SHOP, ZOE, "", at=at, media=[media])
    assert service.run("sync").code == 0
    assert "Bonjour !" in ana.run("read", ZOE).out

    picture = tmp_path / "x.jpg"
    picture.write_bytes(photo(64, 48))
    sent = ana.run("send", "--to", ZOE, "Allô", "--attach", str(picture), "--json")
    assert sent.code == 8, "nobody with the password is there"
    (told,) = sent.json["messages"]
    assert (told["state"], told["written_by"], told["kept"]) == ("queued", os.geteuid(), True)
    assert accepted_texts(sim, ZOE) == []
    refused = ana.run("sync")
    assert refused.code == 3
    assert "the process that has the password polls and sends" in refused.err

    assert service.run("sync").code == 0
    assert accepted_texts(sim, ZOE) == ["Allô"]
    assert ana.run("done", ZOE).code == 0
    log = ana.run("log", "--since", "2026-01-01", "--json").json["log"]
    assert [(each["verb"], each["uid"]) for each in log] == [
        ("send", os.geteuid()), ("done", os.geteuid())
    ]  # fmt: skip
    assert [each["conversations"] for each in log] == [
        [{"did": "+15145550100", "contact": "+14385550123"}]
    ] * 2
    assert f"{log[0]['person']}  send  (438) 555-0123 via (514) 555-0100" in ana.run("log").out
    doctor = ana.run("doctor")
    for words in ("what you send is queued", "can change the store by other programs"):
        assert words in " ".join(doctor.out.split())
    assert "readable by others" not in doctor.out
    assert "Other users may" not in doctor.out
    # While somebody has the store open, the log and its index are there too.
    with closing(Store.open(team, AccountKey.of(sim.url, USERNAME))) as store:
        store.drafts.save(SHOP, ZOE, Draft("Half a thought"))
        assert {path.suffix for path in store.folder.iterdir()} >= {
            ".sqlite3", ".sqlite3-wal", ".sqlite3-shm", ".lock"
        }  # fmt: skip
        assert wrong_rights(team, os.getegid()) == []
    assert canaries(team, tmp_path) == []


def test_who_shares_with_nobody_has_no_log(tmp_path: Path, sim: Simulated) -> None:
    refused = owner(tmp_path, sim).run("log")
    assert refused.code == 2
    assert "there is no log" in refused.err


def test_what_another_member_made_is_left_as_it_is(
    tmp_path: Path, folder: Path, sim: Simulated
) -> None:
    """A second `create` takes nothing away, and puts rights right that somebody changed."""
    first = owner(tmp_path, sim)
    words = ("team", "create", "--group", GROUP, "--home", str(folder / "team"), "--json")
    made = first.run(*words).json
    names = folder / "team" / "team.toml"
    names.write_text(names.read_text() + 'ana = "Ana"\n')
    Path(made["folder"]).chmod(0o700)
    assert first.run(*words).json == made
    assert 'ana = "Ana"' in names.read_text()
    assert wrong_rights(folder / "team", os.getegid()) == []


def test_who_has_no_password_waits_for_the_leader_and_never_leads(
    tmp_path: Path, folder: Path, sim: Simulated
) -> None:
    team = folder / "team"
    made = owner(tmp_path, sim).run(
        "team", "create", "--group", GROUP, "--home", str(team), "--json"
    )
    account = Path(made.json["folder"])
    assert with_password(tmp_path, team).run("sync").code == 0
    ana = person(tmp_path, "ana", f'team = "{team}"')
    with (account / leader_file.FILE_NAME).open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        begun = time.monotonic()
        queued = ana.run("send", "--from", SHOP, "--to", ZOE, "Allô", "--wait", "1", "--json")
        assert time.monotonic() - begun >= 1, queued
    assert queued.code == 8, queued
    assert accepted_texts(sim, ZOE) == []
    assert not leader_file.is_held(account)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--group", "no such group"), "There is no group"),
        (("--group", GROUP, "--home", "{tmp}/private/team"), "lets others not in"),
        (("--group", GROUP, "--home", "{open}"), "is not empty"),
    ],
)
def test_what_cannot_be_a_teams_folder(
    tmp_path: Path, folder: Path, sim: Simulated, words: tuple[str, ...], told: str
) -> None:
    (tmp_path / "private").mkdir(mode=0o700)
    (folder / "file").touch()
    given = [word.format(tmp=tmp_path, open=folder) for word in words]
    refused = owner(tmp_path, sim).run("team", "create", *given)
    assert refused.code in {1, 2}
    assert told in refused.err
