"""config.toml is the user's: only the keys that were asked for change."""

from __future__ import annotations

import os
import stat
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmstui.settings.config_writer import ConfigNotWritten, Value, write_settings, write_texts

WRITTEN = """\
# Mine, since 2024.
theme = "nord"   # at night

username = "old@example.com"
zone = 'America/Toronto'
"""


def test_comments_order_and_other_keys_stay(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WRITTEN)
    write_settings(path, {"username": "new@example.com", "since": date(2025, 1, 31)})
    assert path.read_text() == (
        WRITTEN.replace("old@example.com", "new@example.com") + "since = 2025-01-31\n"
    )
    write_settings(path, {"since": None, "zone": None})
    assert path.read_text() == WRITTEN.replace("old@", "new@").replace(
        "zone = 'America/Toronto'\n", ""
    )


@given(
    st.dictionaries(
        st.sampled_from(["username", "zone", "theme"]), st.text(st.characters(codec="utf-8"))
    )
)
def test_every_text_is_read_as_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, values: dict[str, Value]
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    write_settings(path, values)
    assert tomllib.loads(path.read_text(encoding="utf-8")) == values


def test_a_new_file_and_its_folder_are_the_owner_s_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "er" / "config.toml"
    before = os.umask(0)
    try:
        write_settings(path, {"username": "demo@example.com"})
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    kept, path = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    kept.write_text(WRITTEN)
    path.symlink_to(kept)
    write_settings(path, {"theme": "dracula"})
    assert path.is_symlink()
    assert 'theme = "dracula"   # at night' in kept.read_text()


@pytest.mark.parametrize("content", [b'theme = "nord', b"theme = '\xe9'", b"[username\n"])
def test_what_is_no_toml_is_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigNotWritten, match="is not TOML"):
        write_settings(path, {"username": "demo@example.com"})
    assert path.read_bytes() == content


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(WRITTEN)

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConfigNotWritten, match="No space left"):
        write_settings(path, {"username": "demo@example.com"})
    assert [entry.name for entry in tmp_path.iterdir()] == ["config.toml"]
    assert path.read_text() == WRITTEN


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('# Mine.\n[templates] # all\na = "x" # one\n\n[keys]\nlist.down = "j"\n',
         '# Mine.\n[templates] # all\nb = """two\nlines"""\n\n[keys]\nlist.down = "j"\n'),
        ('templates = { a = "x" } # c\nzone = "UTC"\n',
         'templates = {  b = """two\nlines"""} # c\nzone = "UTC"\n'),
        ('zone = "UTC"\n', 'zone = "UTC"\n\n[templates]\nb = """two\nlines"""\n'),
        ('templates = 3\n', '\n[templates]\nb = """two\nlines"""\n'),
    ],
)  # fmt: skip
def test_a_text_of_a_table_is_set_and_removed_and_the_rest_stays(
    tmp_path: Path, before: str, after: str
) -> None:
    path = tmp_path / "config.toml"
    path.write_text(before)
    write_texts(path, "templates", {"a": None, "b": "two\nlines"})
    assert path.read_text() == after


@given(st.dictionaries(st.text(min_size=1, max_size=5), st.text(st.characters(codec="utf-8"))))
def test_every_text_of_a_table_is_read_as_it_was_given(
    tmp_path_factory: pytest.TempPathFactory, texts: dict[str, str | None]
) -> None:
    path = tmp_path_factory.mktemp("config") / "config.toml"
    write_texts(path, "templates", texts)
    assert tomllib.loads(path.read_text(encoding="utf-8"))["templates"] == texts
