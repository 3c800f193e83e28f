"""`mmstui doctor` finds and names each fault that is planted, and none where there is none."""

from __future__ import annotations

import fcntl
import shutil
import sqlite3
import zoneinfo
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mmstui.daemon.callback_address import new_secret
from mmstui.domain.messages import Kind
from mmstui.simulator import Did, SystemClock
from mmstui.store import AccountKey, Store
from support.commands import Ran, Shell
from support.simulated import (
    PASSWORD,
    SHOP,
    SUPPORT,
    USERNAME,
    ZOE,
    Simulated,
    bare_account,
    simulator_thread,
    unhurried,
)  # fmt: skip

CANARY = "xCANARYx"


@dataclass
class Patient:
    """A set-up against a simulator, in which faults are planted."""

    shell: Shell
    sim: Simulated
    open: ExitStack
    env: dict[str, str] = field(default_factory=dict)

    @property
    def home(self) -> Path:
        return Path(self.shell.env["MMSTUI_HOME"])

    @property
    def key(self) -> AccountKey:
        return AccountKey.of(self.sim.url, USERNAME)

    @property
    def folder(self) -> Path:
        return self.key.folder(self.home)

    def configure(self, text: str) -> None:
        path = self.home / "config.toml"
        path.write_text(text)
        path.chmod(0o600)

    def store(self) -> Store:
        return Store.open(self.home, self.key)

    def sql(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.folder / "messages.sqlite3")) as connection, connection:
            connection.execute(statement, values)

    def set_did(self, number: str, **settings: str) -> None:
        self.sim.account.dids[number].settings |= settings

    def callback(self, address: str) -> None:
        self.set_did(SHOP, sms_url_callback=address, sms_url_callback_enabled="1")

    def webhook(self, address: str) -> None:
        self.set_did(SHOP, webhook=address, webhook_enabled="1")

    def queue(self) -> None:
        with closing(self.store()) as store:
            store.outbox.queue(did=SHOP, contacts=[ZOE], text="waits", kind=Kind.SMS)

    def doctor(self, *words: str) -> Ran:
        return self.shell.run("doctor", *words, env=self.env)


class SetClock(SystemClock):
    """A clock that was set, by so many seconds."""

    shift = 0.0

    def now(self) -> float:
        return super().now() + self.shift


@pytest.fixture(scope="module")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulated, Path]]:
    """A simulator, and the home of an account of it after the first sync."""
    with simulator_thread(clock=SetClock()) as sim:
        home = tmp_path_factory.mktemp("healthy")
        assert Shell.of(home, sim).run("sync").code == 0
        yield sim, home


@pytest.fixture
def patient(healthy: tuple[Simulated, Path], tmp_path: Path) -> Iterator[Patient]:
    sim, home = healthy
    shutil.copytree(home, tmp_path, dirs_exist_ok=True, symlinks=True)
    vars(sim.account).update(vars(bare_account()))
    vars(sim.switches).update(vars(unhurried()))
    vars(sim.clock).clear()
    with ExitStack() as stack:
        yield Patient(Shell.of(tmp_path, sim), sim, stack)


def snapshot(home: Path) -> dict[str, tuple[int, int, bytes]]:
    """Return every file below a folder: its mode, time and content."""
    return {
        str(path.relative_to(home)): (
            path.stat().st_mode,
            path.stat().st_mtime_ns,
            path.read_bytes() if path.is_file() else b"",
        )
        for path in home.rglob("*")
    }


def test_a_healthy_set_up_has_no_fault_and_stays_as_it_is(patient: Patient) -> None:
    before = snapshot(patient.home)
    done = patient.doctor("--json")
    assert done.code == 0
    assert [check for check in done.json["checks"] if check["code"]] == []
    skipped = [each["check"] for each in done.json["checks"] if each["state"] == "not checked"]
    assert skipped == ["terminal"]
    assert snapshot(patient.home) == before
    told = patient.doctor().out
    assert told.endswith("All is well.\n")
    for words in ("(514) 555-0100 has SMS and MMS", "has SMS, no MMS", "release 20", "127.0.0.1"):
        assert words in told


def test_what_is_open_elsewhere_is_read_too(patient: Patient) -> None:
    with closing(patient.store()) as store:
        store.outbox.queue(did=SHOP, contacts=[ZOE], text="waits", kind=Kind.SMS)
        assert "queued_without_leader" in patient.doctor("--json").out
        assert store.outbox.next_to_send(datetime.now(UTC)) is not None


def _old_zones(patient: Patient) -> None:
    """Put Los Angeles, which keeps its clock changes, in the place of Vancouver."""
    folder = patient.home / "zones"
    for name in ("America/Vancouver", "America/Toronto"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        source = name.replace("Vancouver", "Los_Angeles")
        data = next(Path(p, source) for p in zoneinfo.TZPATH if Path(p, source).exists())
        shutil.copy(data, folder / name)
    patient.open.callback(_read_zones, zoneinfo.TZPATH)
    _read_zones([str(folder)])


def _read_zones(folders: Sequence[str]) -> None:
    zoneinfo.reset_tzpath(folders)
    # No other zone: those that other tests hold would be no longer the same as the program's.
    zoneinfo.ZoneInfo.clear_cache(only_keys=["America/Vancouver"])


def _silent_leader(patient: Patient) -> None:
    lock = patient.open.enter_context((patient.folder / "leader.lock").open("w"))
    fcntl.flock(lock, fcntl.LOCK_EX)
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    with closing(patient.store()) as store:
        store.signals.set("leader", "4242", long_ago)


def _damage(patient: Patient) -> None:
    path = patient.folder / "messages.sqlite3"
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data), 4096):
        data[at : at + 64] = b"\xff" * 64
    path.write_bytes(data)


def _elsewhere(patient: Patient) -> None:
    other = AccountKey.of(patient.sim.url, "other@example.com")
    with closing(Store.open(patient.home, other)) as store:
        store.outbox.queue(did=SHOP, contacts=[ZOE], text="waits", kind=Kind.SMS)


def _held(patient: Patient) -> None:
    patient.queue()
    patient.sql("UPDATE message SET state = 'held'")


def _quarantine(patient: Patient, text: str = "{}") -> None:
    patient.sql(
        "INSERT INTO quarantine (kind, raw, reason, seen_at) VALUES ('sms', ?, ?, 0)", text, text
    )


def _no_sms(patient: Patient) -> None:
    for did in patient.sim.account.dids.values():
        did.sms_enabled = False


def _command(patient: Patient, command: str) -> None:
    del patient.shell.env["MMSTUI_API_PASSWORD"]
    patient.configure(f'password_command = "{command}"\n')


def _two_passwords(patient: Patient) -> None:
    del patient.shell.env["MMSTUI_API_USERNAME"]
    patient.configure(f'username = "{USERNAME}"\npassword_command = "echo {PASSWORD}"\n')


def _both_fields(patient: Patient) -> None:
    patient.callback("https://example.com/?f={FROM}")
    patient.webhook("https://example.com/")


def test_a_callback_to_listen_needs_no_placeholders(patient: Patient) -> None:
    secret = new_secret(patient.folder)
    for enter in (patient.callback, patient.webhook):
        patient.set_did(SHOP, sms_url_callback_enabled="0", webhook_enabled="0")
        for query in ("", "?id={ID}"):
            enter(f"https://sms.example.com/sms/{secret}{query}")
            done = patient.doctor()
            assert "VoIP.ms tells mmstui listen of incoming messages" in done.out
            assert secret not in done.out
            assert done.code == 0


Plant = Callable[[Patient], object]
#: The code by which a fault is named, how it is planted, the exit code, and what the remedy names.
FAULTS: dict[str, tuple[Plant, int, str]] = {
    "wrong_setting": (lambda p: p.configure('theme = "pink"\n'), 0, "config.toml"),
    "bad_address": (
        lambda p: p.env.update(MMSTUI_API_URL="http://example.com/"), 1, "MMSTUI_API_URL",
    ),
    "no_username": (lambda p: p.shell.env.pop("MMSTUI_API_USERNAME"), 3, "mmstui setup"),
    "no_password": (lambda p: p.shell.env.pop("MMSTUI_API_PASSWORD"), 3, "password_command"),
    "password_command": (lambda p: _command(p, "false"), 3, "first line"),
    "password_blanks": (lambda p: _command(p, "echo demo' '"), 3, "where the password is kept"),
    "two_passwords": (_two_passwords, 0, "Remove one"),
    "invalid_credentials": (
        lambda p: p.env.update(MMSTUI_API_PASSWORD="no"), 3, "SOAP and REST/JSON API",
    ),
    "api_not_enabled": (lambda p: p.sim.switches.apply({"api_enabled": False}), 3, "Enable it"),
    "ip_not_enabled": (
        lambda p: p.sim.switches.apply({"ip_allowed": False}), 3, "Allow 127.0.0.1 at voip.ms",
    ),
    "api_limit_exceeded": (
        lambda p: p.sim.switches.apply({"statuses": {"*": "api_limit_exceeded"}}), 0, "",
    ),
    "connection_refused": (
        lambda p: p.env.update(MMSTUI_API_URL="http://127.0.0.1:9/"), 4, "on line",
    ),
    "web_page": (lambda p: p.sim.switches.apply({"pages": {"*": "html"}}), 4, ""),
    "clock": (
        lambda p: setattr(p.sim.clock, "shift", -600), 1, "timedatectl",
    ),
    "no_funds": (lambda p: setattr(p.sim.account, "balance", "-0.5"), 1, "Add funds"),
    "no_numbers": (lambda p: p.sim.account.dids.clear(), 1, "Order one"),
    "no_sms": (_no_sms, 1, "Switch SMS on"),
    "callback_without_placeholders": (
        lambda p: p.callback("https://example.com/sms"), 0, "Webhook URL is a POST of JSON",
    ),
    "webhook_with_placeholders": (
        lambda p: p.webhook("https://example.com/?f={FROM}"), 0, "replaces {FROM}",
    ),
    "callback_and_webhook": (
        _both_fields, 0, "Switch off",
    ),
    "push_to_local_address": (lambda p: p.webhook("https://192.168.1.2/"), 0, "voip.ms"),
    "push_without_address": (lambda p: p.webhook(""), 0, "voip.ms"),
    "push_unencrypted": (lambda p: p.webhook("http://example.com/"), 0, "https"),
    "unknown_tz": (lambda p: p.env.update(TZ="Nowhere/Land"), 1, "America/Toronto"),
    "old_zones": (_old_zones, 1, "tzdata"),
    "damaged": (_damage, 1, "mmstui repair"),
    "newer": (
        lambda p: p.sql("INSERT INTO migration VALUES ('9999', 0)"), 1, "Install that version",
    ),
    "rows_set_aside": (_quarantine, 0, "mmstui status --set-aside"),
    "silent_leader": (_silent_leader, 1, "kill 4242"),
    "queued_without_leader": (lambda p: p.queue(), 0, "mmstui sync"),
    "messages_held": (_held, 0, "inbox"),
    "readable_by_others": (lambda p: p.folder.chmod(0o755), 1, "chmod -R go="),
    "writable_by_others": (lambda p: p.home.chmod(0o777), 1, "chmod go-w"),
    "unsettled_elsewhere": (_elsewhere, 0, "Open mmstui with that account"),
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_a_planted_fault_is_named_with_its_remedy(patient: Patient, code: str) -> None:
    plant, exit_code, remedy = FAULTS[code]
    plant(patient)
    before = snapshot(patient.home)
    done = patient.doctor("--json")
    assert done.code == exit_code == done.json["exit_code"], done.out
    found = [check for check in done.json["checks"] if check["code"] == code]
    assert len(found) >= 1, done.out
    assert remedy in (found[0]["fix"] or "")
    assert found[0]["message"]
    assert snapshot(patient.home) == before
    others = {check["code"] for check in done.json["checks"]} - {code, None}
    assert others <= {"invalid_credentials"} | ({"no_sms"} if code == "no_numbers" else set())


def _plant_canaries(patient: Patient, number: str) -> None:
    """Put a canary, and a number of nobody's, wherever a text can be."""
    account = patient.sim.account
    account.add_did(Did(number, CANARY, CANARY))
    account.add_name(CANARY, number)
    for key in ("sms_email", "sms_url_callback", "webhook", "sms_sipaccount", "smpp_url"):
        for did in (SHOP, SUPPORT, number):
            patient.set_did(did, **{key: f"https://{CANARY}.example/{number}?k={CANARY}"})
            patient.set_did(did, **{f"{key.removesuffix('_url')}_enabled": "1"})
    patient.set_did(SHOP, sms_url_callback_enabled="1", sms_forward=number, sms_forward_enabled="1")
    account.balance = "77.77"
    _quarantine(patient, CANARY)
    patient.configure(
        f'theme = "{CANARY}"\nzone = "{CANARY}"\n{CANARY} = "{CANARY}"\n'
        f'open_command = "{CANARY} %s"\npassword_command = "echo {PASSWORD} {CANARY}"\n'
    )
    with closing(patient.store()) as store:
        store.outbox.queue(did=SHOP, contacts=[number], text=CANARY, kind=Kind.SMS)
        for name in ("trouble", "poll_trouble", "progress", "address", "access", "place"):
            store.signals.set(name, CANARY, datetime.now(UTC))
        store.signals.set("leader", f"{CANARY}", datetime.now(UTC))
    other = AccountKey.of(f"https://{CANARY}.example/", f"{CANARY}@example.com")
    with closing(Store.open(patient.home, other)) as store:
        store.outbox.queue(did=number, contacts=[number], text=CANARY, kind=Kind.SMS)
    for name in (
        "TERM", "TZ", "COLORTERM", "TERM_PROGRAM", "LC_ALL", "LANG", "SSH_CONNECTION", "USER",
        "HTTPS_PROXY", "EDITOR", "BROWSER", "STY", "ZELLIJ", "PYTHONTZPATH", "MMSTUI_X", CANARY,
    ):  # fmt: skip
        patient.env[name] = CANARY


@pytest.mark.parametrize(
    "more",
    ["", "getDIDsInfo", "*", "getIP", "user", "url", "password"],
)
def test_a_report_has_no_canary(patient: Patient, more: str) -> None:
    number = "5145550177"
    _plant_canaries(patient, number)
    match more:
        case "user":
            patient.env["MMSTUI_API_USERNAME"] = f"{CANARY}@example.com"
        case "url":
            patient.env["MMSTUI_API_URL"] = f"https://{CANARY}.invalid/"
        case "password":
            patient.env["MMSTUI_API_PASSWORD"] = CANARY
        case method if method:
            patient.sim.switches.apply({"statuses": {method: CANARY}})
    patient.home.rename(patient.home.with_name(CANARY))
    patient.env["MMSTUI_HOME"] = str(patient.home.with_name(CANARY))
    if more == "":
        assert CANARY in patient.doctor().out
    for words in (["--report"], ["--report", "--json"]):
        printed = patient.doctor(*words).raw.decode()
        assert "rows_set_aside" in printed or more in {"user", "url"}
        for secret in (CANARY, CANARY.lower(), "555", PASSWORD, "77.77", "example.com"):
            assert secret not in printed, printed
