from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mmstui.settings import MissingCredentials, Settings
from mmstui.store import Store
from mmstui.sync import connect
from mmstui.sync.connect import _Password
from mmstui.voipms import BadAddress


def settings(home: Path, **values: object) -> Settings:
    wanted = {"home": home, "config_file": home / "config.toml", "username": "shop@example.com"}
    return Settings(**wanted | values)  # type: ignore[arg-type]


def test_without_a_password_there_is_no_engine(store: Store, tmp_path: Path) -> None:
    def ask() -> str:
        raise MissingCredentials

    with pytest.raises(MissingCredentials):
        connect(store, settings(tmp_path), ask=ask, clock=lambda: 0.0)


def test_a_bad_address_is_told_at_once(store: Store, tmp_path: Path) -> None:
    bad = settings(tmp_path, api_url="http://voip.ms/")
    with pytest.raises(BadAddress):
        connect(store, bad, ask=lambda: "secret", clock=lambda: 0.0)


def test_settings_become_policy_and_options_win(store: Store, tmp_path: Path) -> None:
    configured = settings(tmp_path, active_interval=2.0, since=date(2024, 1, 1))
    engine = connect(store, configured, ask=lambda: "secret", clock=lambda: 0.0, idle_interval=5.0)
    policy = engine.policy
    assert (policy.active_interval, policy.idle_interval) == (2.0, 5.0)
    assert policy.start_date == date(2024, 1, 1)


def test_the_password_is_asked_for_once_until_it_was_refused() -> None:
    answers = iter(["old", "new", "newer"])
    password = _Password(lambda: next(answers))
    first = password.for_a_client()
    second = password.for_a_client()
    assert (first(), second()) == ("old", "old")
    assert second() == "new", "a second question means that the first answer was refused"
    assert password.for_a_client()() == "new"
    assert "old" not in repr(password)
    assert "new" not in repr(password)
