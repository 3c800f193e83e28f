"""Of a team's store, only files of its own folder are sent, whatever another member put there."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mmstui.domain.messages import Attachment, MediaKind
from mmstui.voipms import uploads


def attachment(path: Path, folder: Path) -> Attachment:
    return Attachment(str(path), "x.gif", "image/gif", 6, MediaKind.PHOTO, kept_in=str(folder))


def _link(file: Path, secret: Path) -> Path:
    file.symlink_to(secret)
    return file


def _hard_link(file: Path, secret: Path) -> Path:
    os.link(secret, file)
    return file


def _linked_folder(file: Path, secret: Path) -> Path:
    (file.parent / "folder").symlink_to(secret.parent)
    return file.parent / "folder" / secret.name


def _pipe(file: Path, secret: Path) -> Path:
    os.mkfifo(file)
    return file


@pytest.mark.parametrize(
    "made",
    [
        _link, _hard_link, _linked_folder, _pipe,
        lambda file, secret: secret,
        lambda file, secret: file.parent / ".." / "secret" / secret.name,
        lambda file, secret: file.parent,
    ],
)  # fmt: skip
def test_what_leads_out_of_the_folder_is_not_read(
    tmp_path: Path, made: Callable[[Path, Path], Path]
) -> None:
    folder = tmp_path / "account"
    folder.mkdir()
    secret = tmp_path / "secret" / "password"
    secret.parent.mkdir()
    secret.write_bytes(b"secret")
    path = made(folder / "x.gif", secret)
    assert uploads.media_fields([attachment(path, folder)]) == "file_unreadable"


def test_a_file_of_the_folder_is_read_though_the_folder_is_linked(tmp_path: Path) -> None:
    folder, link = tmp_path / "account", tmp_path / "link"
    folder.mkdir()
    link.symlink_to(folder)
    (folder / "x.gif").write_bytes(b"GIF89a")
    for place in (folder, link):
        fields = uploads.media_fields([attachment(place / "x.gif", place)])
        assert isinstance(fields, dict)
        assert fields["media1"].startswith(b"data:image/gif;base64,")
