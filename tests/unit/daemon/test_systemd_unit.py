"""The unit's text, and when a unit is ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from mmstui.daemon.systemd_unit import (
    NotForAUnit,
    UnitState,
    state_of,
    unit_path,
    unit_text,
)
from mmstui.settings.config_writer import write_private


def test_words_are_quoted_as_systemd_reads_them() -> None:
    text = unit_text(
        ["/opt/a b/python", "--exec=x \"y\" '$HOME' 100% \\n"],
        {"MMSTUI_HOME": "/home/é/50%/$x", "MMSTUI_API_PASSWORD": "s3cret", "LANG": "C"},
    )
    assert 'ExecStart="/opt/a b/python" "--exec=x \\"y\\" \'$$HOME\' 100%% \\\\n"\n' in text
    assert 'Environment="MMSTUI_HOME=/home/é/50%%/$x"\n' in text
    assert "s3cret" not in text
    assert "LANG" not in text
    assert "Type=notify\n" in text


@pytest.mark.parametrize("word", ["a\nExecStartPre=/bin/false", "a\tb\x00", "\udcff"])
def test_what_cannot_stand_in_a_unit_is_refused(word: str) -> None:
    with pytest.raises(NotForAUnit):
        unit_text(["/bin/true", word], {})


def test_a_unit_is_ours_until_somebody_changes_it(tmp_path: Path) -> None:
    path = unit_path({"XDG_CONFIG_HOME": str(tmp_path)})
    assert path == tmp_path / "systemd" / "user" / "mmstui.service"
    assert state_of(path) is UnitState.MISSING
    write_private(path, unit_text(["/bin/true"], {}))
    assert state_of(path) is UnitState.OURS
    assert path.stat().st_mode & 0o777 == 0o600
    path.write_text(path.read_text().replace("RestartSec=30", "RestartSec=5"))
    assert state_of(path) is UnitState.CHANGED
    path.write_text("[Service]\nExecStart=/bin/true\n")
    assert state_of(path) is UnitState.FOREIGN
    path.unlink()
    path.symlink_to("/dev/null")
    assert state_of(path) is UnitState.FOREIGN
