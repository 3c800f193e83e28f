"""Which account a store belongs to."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mmstui.store import AccountKey, StoreProblem, Trouble
from support.stores import ACCOUNT, make_store


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://voip.ms/api/v1/rest.php", "https://voip.ms"),
        ("HTTPS://VoIP.ms:443/api/v1/rest.php", "https://voip.ms"),
        ("https://voip.ms./api", "https://voip.ms"),
        (" https://voip.ms ", "https://voip.ms"),
        ("https://someone:secret@voip.ms/api", "https://voip.ms"),
        ("https://voip.ms:8443/api", "https://voip.ms:8443"),
        ("http://voip.ms:443/", "http://voip.ms:443"),
        ("http://127.0.0.1:80/x", "http://127.0.0.1"),
        ("http://127.0.0.1:9000/x", "http://127.0.0.1:9000"),
        ("http://[::1]:9000/x", "http://[::1]:9000"),
        ("http://127.0.0.1:nonsense/x", "http://127.0.0.1:nonsense/x"),
    ],
)
def test_origin_however_the_address_was_written(url: str, origin: str) -> None:
    assert AccountKey.of(url, "shop").origin == origin


def test_usernames_differ_neither_in_case_nor_in_blanks_around() -> None:
    written = AccountKey.of("https://voip.ms", " Straße@Example.com ")
    assert written == AccountKey.of("https://voip.ms/", "STRASSE@example.COM")


def test_each_account_has_a_folder_of_its_own() -> None:
    home = Path("/home")
    keys = [
        AccountKey.of("https://voip.ms", "shop@example.com"),
        AccountKey.of("http://127.0.0.1:9000", "shop@example.com"),
        AccountKey.of("http://127.0.0.1:9001", "shop@example.com"),
        AccountKey.of("https://voip.ms", "shop-example-com"),
    ]
    folders = {key.folder(home) for key in keys}
    assert len(folders) == len(keys)
    assert {folder.parent for folder in folders} == {home / "accounts"}


@pytest.mark.parametrize("username", ["../../etc", "", "\x00/\x1b[2J", "é" * 300, "\udc80"])
def test_no_username_leaves_the_folder_of_accounts(username: str) -> None:
    folder = AccountKey.of("https://voip.ms", username).folder(Path("/home"))
    assert folder.parent == Path("/home/accounts")
    assert folder.name.isascii()
    assert folder.name.isprintable()
    assert len(folder.name) <= 60
    assert ".." not in folder.name


def test_a_store_opens_for_no_other_account(tmp_path: Path) -> None:
    other = AccountKey.of("http://127.0.0.1:9000/api", "demo@example.com")
    make_store(tmp_path).close()
    shutil.copytree(ACCOUNT.folder(tmp_path), other.folder(tmp_path))
    with pytest.raises(StoreProblem, match=r"belongs to shop@example\.com") as told:
        make_store(tmp_path, account=other)
    assert told.value.trouble is Trouble.OTHER_ACCOUNT
    with pytest.raises(StoreProblem, match="belongs to"):
        make_store(tmp_path, account=other, read_only=True)
    make_store(tmp_path).close()
