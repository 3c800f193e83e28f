"""Who may read the store's files, and where they may be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mmstui.domain.messages import Draft
from mmstui.domain.problems import StoreProblem, Trouble
from mmstui.store.sqlite import files
from support.stores import ACCOUNT, make_store, put


@pytest.fixture(params=[0o000, 0o077, 0o277])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def modes(folder: Path) -> dict[str, int]:
    return {str(p.relative_to(folder)): p.stat().st_mode & 0o777 for p in folder.rglob("*")}


def test_nobody_else_may_read_anything(tmp_path: Path, umask: int) -> None:
    home = tmp_path / "new" / "home"
    picture = tmp_path / "picture.gif"
    picture.write_bytes(b"GIF89a....")
    picture.chmod(0o644)
    store = make_store(home)
    put(store)
    store.drafts.save("", "", Draft("Precious"))
    store.drafts.adopt_attachment(picture)
    found = modes(tmp_path / "new")
    store.close()
    kept = {Path(name).name for name in found}
    assert {
        "messages.sqlite3",
        "messages.sqlite3-wal",
        "messages.sqlite3-shm",
        "picture.gif",
    } <= kept
    for name, mode in found.items():
        folder = (tmp_path / "new" / name).is_dir() or Path(name).suffix == ""
        assert mode == (0o700 if folder else 0o600), name


def test_what_stood_open_is_closed(tmp_path: Path) -> None:
    make_store(tmp_path).close()
    folder = ACCOUNT.folder(tmp_path)
    folder.chmod(0o755)
    (folder / "messages.sqlite3").chmod(0o644)
    make_store(tmp_path).close()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert (folder / "messages.sqlite3").stat().st_mode & 0o777 == 0o600


def test_folders_that_are_not_ours_keep_their_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    make_store(tmp_path / "home").close()
    assert tmp_path.stat().st_mode & 0o777 == 0o755


MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
server:/export /home nfs4 rw 0 0
/dev/sdb1 /home/local ext4 rw 0 0
//nas/share /mnt/nas\\040of\\040mine cifs rw 0 0
C:\\134 /mnt/c 9p rw 0 0
me@host: /mnt/there fuse.sshfs rw 0 0
tmpfs /mnt/twice tmpfs rw 0 0
nas /mnt/twice smb3 rw 0 0
broken
"""


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    path = tmp_path / "mounts"
    path.write_text(MOUNTS)
    return path


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/x", "ext4"),
        ("/home/me/.local/share/mmstui", "nfs4"),
        ("/home", "nfs4"),
        ("/home/local/x", "ext4"),
        ("/homes/x", "ext4"),
        ("/mnt/nas of mine/x", "cifs"),
        ("/mnt/c/Users", "9p"),
        ("/mnt/there/x", "fuse.sshfs"),
        ("/mnt/twice/x", "smb3"),
    ],
)
def test_the_file_system_is_that_of_the_longest_mount_point(
    folder: str, kind: str, mounts: Path
) -> None:
    assert files.file_system(Path(folder), mounts) == kind


@pytest.mark.parametrize("folder", ["/home/x", "/mnt/nas of mine", "/mnt/there", "/mnt/twice"])
def test_a_network_disk_is_refused(folder: str, mounts: Path) -> None:
    with pytest.raises(StoreProblem, match="network file system") as told:
        files.refuse_network_disk(Path(folder), mounts)
    assert told.value.trouble is Trouble.NETWORK_DISK
    assert "MMSTUI_HOME" in told.value.hint


@pytest.mark.parametrize("folder", ["/var", "/home/local/x", "/mnt/c/Users"])
def test_disks_of_this_machine_are_not(folder: str, mounts: Path) -> None:
    files.refuse_network_disk(Path(folder), mounts)


def test_where_there_is_no_table_nothing_is_refused(tmp_path: Path) -> None:
    assert files.file_system(tmp_path, tmp_path / "missing") is None
    files.refuse_network_disk(tmp_path, tmp_path / "missing")


def test_opening_looks_at_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(folder: Path) -> None:
        raise StoreProblem(f"{folder} is far away")

    monkeypatch.setattr(files, "refuse_network_disk", refuse)
    with pytest.raises(StoreProblem, match="far away"):
        make_store(tmp_path)


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="what is mapped is told by Linux")
def test_the_file_is_not_mapped_into_memory(tmp_path: Path) -> None:
    """An error of the disk is then an error to tell, and no signal that ends the program."""
    store = make_store(tmp_path)
    put(store, "Hello")
    assert [message.text for message in store.inbox.messages([1])] == ["Hello"]
    maps = Path("/proc/self/maps").read_text().splitlines()
    store.close()
    assert [line for line in maps if f"{tmp_path}/" in line and line.endswith(".sqlite3")] == []
