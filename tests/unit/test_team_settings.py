"""The one line that opens a team's messages, and whom its file is believed from."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mmstui.settings import REAL_API, Settings, load

TEAM_TOML = """\
username = "shop@example.com"
api_url = "http://127.0.0.1:9/api"
password_command = "touch /tmp/x"
[people]
ana = "Ana Silva"
"""


def team_at(tmp_path: Path, text: str = TEAM_TOML) -> Path:
    folder = tmp_path / "team"
    folder.mkdir(mode=0o750)
    (folder / "team.toml").write_text(text)
    (folder / "team.toml").chmod(0o640)
    return folder


def loaded(tmp_path: Path, config: str, **environ: str) -> Settings:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(config)
    return load({"MMSTUI_HOME": str(home), **environ})


def test_one_line_is_enough(tmp_path: Path) -> None:
    team = team_at(tmp_path)
    found = loaded(tmp_path, f'team = "{team}"')
    assert found.complaints == ()
    assert (found.username, found.api_url) == ("shop@example.com", "http://127.0.0.1:9/api")
    assert (found.home, found.store_home) == (tmp_path / "home", team)
    assert found.people == {"ana": "Ana Silva"}
    assert found.password_command == (), "a file of others never has a command run"
    own = loaded(tmp_path, f'team = "{team}"\napi_url = "{REAL_API}"\nzone = "UTC"')
    assert own.api_url == REAL_API, "a member's own lines win"


def test_without_a_team_the_messages_are_below_the_data_folder(tmp_path: Path) -> None:
    found = loaded(tmp_path, 'username = "a@example.com"')
    assert found.team is None
    assert found.store_home == found.home == tmp_path / "home"


def _pipe(team: Path) -> None:
    (team / "team.toml").unlink()
    os.mkfifo(team / "team.toml")


def _link(team: Path) -> None:
    (team / "team.toml").unlink()
    (team / "team.toml").symlink_to("/dev/null")


@pytest.mark.parametrize(
    "change",
    [
        lambda team: team.chmod(0o2770),
        lambda team: (team / "team.toml").chmod(0o660),
        lambda team: (team / "team.toml").chmod(0o642),
        lambda team: (team / "team.toml").unlink(),
        lambda team: (team / "team.toml").write_text("["),
        lambda team: (team / "team.toml").write_text("username = 7"),
        lambda team: (team / "team.toml").write_text("people = [1]"),
        _pipe,
        _link,
    ],
)
def test_a_file_that_others_may_have_written_is_not_believed(
    tmp_path: Path, change: Callable[[Path], object]
) -> None:
    """Whoever sets `api_url` is sent the password."""
    team = team_at(tmp_path)
    change(team)
    found = loaded(tmp_path, f'team = "{team}"')
    assert (found.username, found.api_url, found.people) == ("", REAL_API, {})
    (complaint,) = found.complaints
    assert str(team) in complaint
    assert "left out" in complaint


def test_another_account_has_nothing_of_the_team(tmp_path: Path) -> None:
    team = team_at(tmp_path)
    config = f'team = "{team}"\ntheme = "nord"\n[accounts.own]\nusername = "me@example.com"'
    own = loaded(tmp_path, config, MMSTUI_ACCOUNT="own")
    assert (own.username, own.team, own.api_url) == ("me@example.com", None, REAL_API)
    assert own.theme == "nord"
    named = [each.username for each in own.accounts]
    assert named == ["shop@example.com", "me@example.com"]


def test_a_team_may_be_one_of_several_accounts(tmp_path: Path) -> None:
    team = team_at(tmp_path)
    config = f'username = "me@example.com"\n[accounts.shop]\nteam = "{team}"'
    assert loaded(tmp_path, config).team is None
    shop = loaded(tmp_path, config, MMSTUI_ACCOUNT="shop")
    assert (shop.username, shop.store_home) == ("shop@example.com", team)
    found = loaded(tmp_path, 'team = "srv"')
    assert "wants a whole path" in found.complaints[0]
