"""`mmstui service`, with a systemctl that notes what it was told."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.commands import Shell

_SYSTEMCTL = """#!/bin/sh
echo "$@" >> "$HOME/told"
case "$*" in
*"show --property=Version") {answer} ;;
*"show mmstui.service"*) printf 'ActiveState=active\\nMainPID=42\\nStatusText=Polling\\033[m\\n' ;;
esac
"""


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    made = Shell.of(tmp_path, MMSTUI_API_USERNAME="me@example.com")
    (tmp_path / "mmstui").mkdir()
    (tmp_path / "mmstui" / "config.toml").write_text('password_command = ["false"]\n')
    with_systemctl(made, "echo 252")
    return made


def with_systemctl(shell: Shell, answer: str) -> None:
    folder = shell.home / "bin"
    folder.mkdir(exist_ok=True)
    for name, text in (
        ("systemctl", _SYSTEMCTL.format(answer=answer)), ("loginctl", "#!/bin/sh\necho no\n"),
    ):  # fmt: skip
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    shell.env["PATH"] = f"{folder}:/usr/bin:/bin"


def unit(shell: Shell) -> Path:
    return shell.home / ".config" / "systemd" / "user" / "mmstui.service"


def told(shell: Shell) -> list[str]:
    return (shell.home / "told").read_text().splitlines()


def test_it_is_installed_explained_and_removed(shell: Shell) -> None:
    done = shell.run("service", "install", "--exec", "/bin/tell 'a b'", "--notify", "command:")
    assert done.code == 0, done.err
    text = unit(shell).read_text()
    assert '"-m" "mmstui" "sync" "--watch" "--notify=command:" "--exec=/bin/tell \'a b\'"' in text
    assert f'Environment="MMSTUI_HOME={shell.env["MMSTUI_HOME"]}"' in text
    assert "loginctl enable-linger" in done.out
    assert told(shell)[-3:] == [
        "--user daemon-reload", "--user enable mmstui.service", "--user restart mmstui.service",
    ]  # fmt: skip

    found = shell.run("service", "status", "--json").json
    assert (found["state"], found["active"], found["pid"]) == ("ours", "active", 42)
    assert found["linger"] is False
    assert "\x1b" not in shell.run("service", "status").out

    assert shell.run("service", "install", "--json").json["replaced"] is True
    assert shell.run("service", "remove").code == 0
    assert not unit(shell).exists()
    assert "--user disable --now mmstui.service" in told(shell)
    assert shell.run("service", "remove").code == 0


def test_with_a_listener_the_address_is_shown_once_and_not_in_the_unit(shell: Shell) -> None:
    address = shell.run("service", "install", "--listen=8025", "--json").json[
        "new_callback_address"
    ]
    secret = address.rpartition("/")[2].partition("?")[0]
    assert '"--listen=8025" "--bind=127.0.0.1"' in unit(shell).read_text()
    assert secret not in unit(shell).read_text()
    again = shell.run("service", "install", "--listen=8025")
    assert (again.code, secret in again.out) == (0, False)


@pytest.mark.parametrize("action", ["install", "remove"])
def test_a_unit_of_somebody_else_stays(shell: Shell, action: str) -> None:
    unit(shell).parent.mkdir(parents=True)
    unit(shell).write_text("[Service]\nExecStart=/bin/true\n")
    done = shell.run("service", action, "--json")
    assert (done.code, done.json["error"]["code"]) == (1, "foreign_unit")
    shell.run("service", "status")
    assert unit(shell).read_text() == "[Service]\nExecStart=/bin/true\n"


def test_it_refuses_what_would_not_run(shell: Shell) -> None:
    (shell.home / "mmstui" / "config.toml").unlink()
    done = shell.run("service", "install", "--json", env={"MMSTUI_API_PASSWORD": "s3cret"})
    assert (done.code, done.json["error"]["code"]) == (3, "missing_credentials")
    with_systemctl(shell, "echo 'Failed to connect to bus' >&2; exit 1")
    done = shell.run("service", "install")
    assert (done.code, "Failed to connect to bus" in done.err) == (1, True)
    shell.env["PATH"] = str(shell.home)
    done = shell.run("service", "install", "--json")
    assert (done.code, done.json["error"]["code"]) == (1, "no_systemd")
    assert not unit(shell).exists()
