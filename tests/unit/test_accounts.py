"""Several accounts in config.toml: which one a run is for, and that none disturbs another."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mmstui import settings
from mmstui.settings import MissingCredentials, Settings, UnknownAccount
from mmstui.settings.config_writer import write_settings

TWO = """\
theme = "nord"
password_command = "echo top"

[accounts.work]
username = "work@example.com"
password_command = ["echo", "of work"]
theme = "gruvbox"
notices = { quiet_hours = "22:00-7:00" }

[accounts.home]
username = "home@example.com"
api_url = "https://example.net/api"
"""
WITH_TOP = f'username = "top@example.com"\n{TWO}'


def load(home: Path, config: str, account: str = "", **environ: str) -> Settings:
    (home / "config.toml").write_text(config)
    return settings.load({"MMSTUI_HOME": str(home), "MMSTUI_ACCOUNT": account, **environ})


@pytest.mark.parametrize(
    ("config", "account", "username", "theme", "name"),
    [
        (TWO, "", "work@example.com", "gruvbox", "work"),
        (TWO, "home", "home@example.com", "nord", "home"),
        (WITH_TOP, "", "top@example.com", "nord", ""),
        (WITH_TOP, "main", "top@example.com", "nord", ""),
        (WITH_TOP, "work", "work@example.com", "gruvbox", "work"),
        ("theme = 'nord'", "main", "", "nord", ""),
    ],
)
def test_which_account_a_run_is_for(
    tmp_path: Path, config: str, account: str, username: str, theme: str, name: str
) -> None:
    found = load(tmp_path, config, account)
    assert (found.username, found.theme, found.account) == (username, theme, name)
    assert found.complaints == ()


def test_each_account_has_its_own_password_and_notices(tmp_path: Path) -> None:
    work, home = load(tmp_path, TWO, "work"), load(tmp_path, TWO, "home")
    assert (work.password({}), home.password({})) == ("of work", "top")
    assert work.notices != home.notices == Settings(tmp_path, tmp_path).notices
    assert [each.name for each in load(tmp_path, WITH_TOP).accounts] == ["main", "work", "home"]
    assert [each.username for each in home.accounts] == ["work@example.com", "home@example.com"]


def test_a_named_account_is_not_the_one_of_the_environment(tmp_path: Path) -> None:
    other = {"MMSTUI_API_USERNAME": "env@example.com", "MMSTUI_API_PASSWORD": "of env"}
    without = TWO.replace('password_command = "echo top"\n', "")
    assert load(tmp_path, TWO, **other).username == "env@example.com"
    found = load(tmp_path, without, "home", **other)
    assert (found.username, found.api_url) == ("home@example.com", "https://example.net/api")
    with pytest.raises(MissingCredentials):
        found.password(other)
    assert found.password({"MMSTUI_API_PASSWORD": "of home"}) == "of home"
    assert load(tmp_path, WITH_TOP, "main", **other).username == "top@example.com"


def test_an_unknown_account_is_told(tmp_path: Path) -> None:
    for config, hint in ((TWO, "work, home"), (WITH_TOP, "main, work, home"), ("", "[accounts.x]")):
        with pytest.raises(UnknownAccount) as told:
            load(tmp_path, config, "x")
        assert hint in told.value.hint
    with pytest.raises(UnknownAccount):
        load(tmp_path, TWO, "main")
    for name in ("../x", "", "a b", "é", "x" * 33, "-x"):
        complaints = load(tmp_path, f'{TWO}\n[accounts."{name}"]\nusername = "x"\n').complaints
        assert "is no name of an account" in " ".join(complaints)
    assert "Left out" not in " ".join(load(tmp_path, TWO).complaints)


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("username = ", "not TOML"),
        ("username = 'x\n[accounts.broken.notices]\ntext = true", "not TOML"),
        ('theme = "no"\ntheme = "twice"', "not TOML"),
        ("username = 3", "username wants a text"),
        ("colour = 3", "did you mean colors?"),
        ("[accounts.broken.keys]\npreset = 'vim'", "keys is not a setting"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_broken_section_is_only_its_accounts_matter(
    tmp_path: Path, broken: str, told: str, first: bool
) -> None:
    section = f"\n[accounts.broken]\n{broken}\n\n"
    top, _, rest = WITH_TOP.partition("\n[accounts.work]")
    config = f"{top}{section}[accounts.work]{rest}" if first else WITH_TOP + section
    for account in ("", "work", "home"):
        found = load(tmp_path, config, account)
        assert found.complaints == ()
        assert found == load(tmp_path, WITH_TOP, account) or len(found.accounts) == 4
        assert found.username.startswith(account or "top")
    (complaint,) = load(tmp_path, config, "broken").complaints
    assert told in complaint
    line = int(complaint.split(", line ")[1].split(":")[0])
    assert config.split("\n")[: line - 1].count("[accounts.broken]") == 1


def test_a_broken_top_does_not_take_the_accounts_down(tmp_path: Path) -> None:
    found = load(tmp_path, f"username = \n{TWO}", "home")
    assert found.username == "home@example.com"
    assert "line 1" in found.complaints[0]


def test_what_is_no_section_is_told_to_all(tmp_path: Path) -> None:
    for config, words in (
        ("accounts = 3", "has a section for each account"),
        ("[accounts]\nwork = 3", "is no section"),
        (f'{WITH_TOP}[accounts.main]\nusername = "x"', "name of the account at the top"),
    ):
        assert words in load(tmp_path, config).complaints[0]


def test_the_set_up_writes_into_the_section(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"# Mine.\n{TWO}")
    write_settings(path, {"username": "new@example.com"}, account="new")
    write_settings(path, {"username": "at@example.com", "theme": None}, account="work")
    assert path.read_text().startswith("# Mine.\n")
    found = tomllib.loads(path.read_text())
    assert found["theme"] == "nord"
    assert found["accounts"]["new"] == {"username": "new@example.com"}
    assert found["accounts"]["work"]["username"] == "at@example.com"
    assert "theme" not in found["accounts"]["work"]
    assert found["accounts"]["home"]["username"] == "home@example.com"
