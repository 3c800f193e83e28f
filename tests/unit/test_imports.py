"""The house's walls: which room may import which, and what the start path may load."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest

import mmstui
from mmstui.domain.wire import ServerDid
from support.stores import ACCOUNT, ANN, SHOP, copied_store, put

SOURCE = Path(mmstui.__file__).parent

#: What each room may import of ours.
MAY: dict[str, set[str]] = {
    "domain": set(),
    "voipms": {"domain"},
    "store": {"domain"},
    "sync": {"domain", "voipms", "store", "settings"},
    "pictures": {"domain"},
    "center": {"domain", "store", "sync", "settings", "pictures"},
    "export": {"domain"},
    "importing": {"domain", "store"},
    "settings": {"domain"},
    "setup": {"domain", "settings", "voipms"},
    "daemon": {"domain", "settings"},
    "notices": {"domain", "voipms", "sync", "center"},
    "tui": {"domain", "center", "settings", "setup", "pictures", "notices"},
    "doctor": {"domain", "voipms", "store", "settings", "setup", "tui", "daemon"},
    "web": set(),
    "cli": {
        "domain",
        "first_sight",
        "center",
        "settings",
        "setup",
        "tui",
        "simulator",
        "export",
        "importing",
        "doctor",
        "notices",
        "daemon",
        "web",
    },
    "first_sight": {"domain", "store", "tui"},
    "simulator": set(),
    "__main__": {"cli", "first_sight"},
    "__init__": set(),
}
#: Libraries that belong to one room.
ONLY_IN = {
    "httpx": {"voipms"}, "pydantic": {"voipms"}, "sqlite3": {"store"}, "textual": {"tui"},
    "aiohttp": {"web"}, "textual_serve": {"web"},
}  # fmt: skip
FILES = sorted(SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).parts[0].removesuffix(".py")


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            if node.module == "mmstui":
                found.update(f"mmstui.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            pytest.fail(f"{path}: relative imports hide which room is meant")
    return found


def test_imports_run_one_way() -> None:
    assert len(FILES) > 600
    assert [
        f"{path}: {name}" for path in FILES for name in imports(path) if forbidden(path, name)
    ] == []


def forbidden(path: Path, name: str) -> bool:
    """Whether a module's room may not import what it imports."""
    here = room(path)
    head, _, rest = name.partition(".")
    there = rest.partition(".")[0]
    if head == "mmstui" and rest and not there.startswith("__"):
        return there != here and there not in MAY[here]
    return head in ONLY_IN and here not in ONLY_IN[head]


#: The rooms of `tui`, from the top: each imports only from those behind it.
STOREYS = (
    "running", "app", "keys", "setup", "inbox", "search", "triage_mode", "thread", "account",
    "compose",
    "attach", "media", "deletion", "triage",
    "base_app", "ui", "graphics", "terminal", "theme", "layout", "events", "jobs", "tidying",
)  # fmt: skip


def test_the_screens_import_downwards() -> None:
    for path in sorted((SOURCE / "tui").rglob("*.py")):
        here = path.relative_to(SOURCE / "tui").parts[0].removesuffix(".py")
        below = STOREYS if here == "__init__" else STOREYS[STOREYS.index(here) :]
        for name in imports(path):
            if name.startswith("mmstui.tui."):
                assert name.split(".")[2] in below, f"{path} imports {name}"


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports that run when a module is loaded; those inside a function may look back."""
    graph: dict[str, set[str]] = {}
    for path in FILES:
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        graph[".".join(parts)] = loaded(path)
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        assert name not in above, " -> ".join((*above, name))
        if name in graph and name not in done:
            for other in sorted(graph[name] & graph.keys()):
                visit(other, (*above, name))
            done.add(name)

    for name in graph:
        visit(name, ())


def loaded(path: Path) -> set[str]:
    """What the module's own body imports, but for what only the type checker reads."""
    found: set[str] = set()
    for node in tree_of(path).body:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


#: A key of the inbox in a sentence: `ctrl+o`, `esc`, `f4`, `R sends`, `z in the inbox`.
_KEY = re.compile(
    r"\b(?:ctrl|alt|shift)\+|\besc\b|\bf[0-9]{1,2}\b|(?:^|[;:,.(] )(?:enter|tab)\b"
    r"|(?<![\w'{-])(?:[B-HJ-Z]|[b-z]) (?:in the inbox|sends?|tries|try|takes?|stops?|opens?|shows?|"
    r"asks?|gives?|keeps?|another|again|says)\b"
)


def sentences(path: Path) -> list[str]:
    """The strings of a module that are no docstrings."""
    tree = tree_of(path)
    documents = {
        id(node.value) for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    return [
        node.value for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        and id(node) not in documents
    ]  # fmt: skip


def test_only_the_screen_speaks_of_its_keys() -> None:
    found = {
        (str(path.relative_to(SOURCE)), text)
        for path in FILES
        if room(path) not in {"tui", "simulator"}
        for text in sentences(path)
        if _KEY.search(text)
    }
    assert found == set()
    for told in ("x; ctrl+o another number", "(z in the inbox takes it back)", "R sends it again"):
        assert _KEY.search(told)


HEAVY = {"textual", "httpx", "pydantic", "phonenumbers", "asyncio", "platformdirs", "PIL"}


@pytest.mark.parametrize(
    "words",
    [["--help"], ["--version"], ["status"], ["list", "--json"], ["search", "x"], ["dids"]],
    ids=" ".join,
)
def test_plain_commands_load_nothing_heavy(words: list[str], tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from mmstui.cli import main\n"
        "try:\n"
        f"    main({words!r})\n"
        "except SystemExit:\n"
        "    pass\n"
        f"print(sorted({HEAVY!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"MMSTUI_HOME": str(tmp_path), "MMSTUI_API_USERNAME": "demo@example.com"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr.splitlines()[-1] == "[]"


#: What a command that prints what is stored does not load, where there are messages.
_READING = HEAVY | {
    "dataclasses", "hashlib", "inspect", "concurrent.futures", "logging", "subprocess", "tomllib",
    "mmstui.domain.notices", "mmstui.domain.times.due_times", "mmstui.domain.files.vcard",
    "mmstui.settings.config_reader", "mmstui.cli.json_output", "mmstui.store.sending.outbox",
    "mmstui.store.reading.conversation_rows", "mmstui.store.deleting.server_deletes",
}  # fmt: skip
#: What each command does not load.
NOT_LOADED_BY = {
    "list": _READING | {"mmstui.domain.phone.numbers", "mmstui.store.account.directory"},
    "status": _READING | {"mmstui.domain.phone.numbers", "mmstui.domain.deletions"},
    f"read {ANN}": _READING,
    # It judges a number, and writes. Only who waits for the outcome needs a loop and threads.
    f"send --wait 0 --from {SHOP} --to {ANN} hello": HEAVY | {
        "concurrent.futures", "csv", "dataclasses", "difflib", "hashlib", "json", "logging",
        "mmstui.cli.json_output", "mmstui.cli.send_template", "mmstui.domain.matching",
        "mmstui.domain.times.zones", "mmstui.store.drafts", "mmstui.store.sending.outbox",
    },
    f"done {ANN}": HEAVY | {"concurrent.futures", "hashlib", "logging"},
}  # fmt: skip


@pytest.mark.parametrize("words", NOT_LOADED_BY)
def test_commands_load_what_they_use(words: str, tmp_path: Path) -> None:
    with closing(copied_store(tmp_path)) as store:
        store.directory.replace_dids([ServerDid(SHOP, "Shop", "", True, True, None)])
        put(store)
    script = (
        "import sys\n"
        "from mmstui.cli import main\n"
        f"code = main({words.split()!r})\n"
        f"print(code, sorted({NOT_LOADED_BY[words]!r} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"MMSTUI_HOME": str(tmp_path), "MMSTUI_API_USERNAME": ACCOUNT.username},
        capture_output=True,
        text=True,
        check=True,
    )
    ended = 8 if words.startswith("send") else 0
    assert done.stderr.splitlines()[-1] == f"{ended} []"


#: What the inbox does not load until a key has moved its cursor: libraries, and modules of panes.
_AFTER_THE_FIRST_KEY = HEAVY - {"textual", "asyncio", "platformdirs"} | {
    "importlib.metadata", "rich.traceback", "mmstui.sync", "mmstui.voipms", "mmstui.tui.keys",
    "mmstui.tui.thread.pane", "mmstui.tui.inbox.notices", "mmstui.tui.inbox.triage_mode",
    "mmstui.store.sending.outbox", "mmstui.domain.searching.search_query",
}  # fmt: skip
#: Classes of ours that are dataclasses on the way there: one registers itself, three are changed.
_DATACLASSES = {"Command", "ListSearch", "SearchSession", "ThreadHits"}


def test_the_inbox_starts_without_what_it_needs_later() -> None:
    """A dataclass takes 0.8 ms of the start, a record 0.05."""
    script = (
        "import sys, dataclasses\n"
        "from mmstui.cli import inbox\n"
        "from mmstui.first_sight import painter\n"
        "from mmstui.tui import app, running\n"
        "from mmstui.tui.terminal import sgr_optimizer\n"
        "from mmstui.store.sqlite import event_log\n"
        f"print(sorted({_AFTER_THE_FIRST_KEY!r} & set(sys.modules)))\n"
        "ours = [vars(module).values() for name, module in list(sys.modules.items())\n"
        "        if name.startswith('mmstui.')]\n"
        "print(sorted({each.__name__ for values in ours for each in values\n"
        "              if isinstance(each, type) and each.__module__.startswith('mmstui.')\n"
        "              and isinstance(vars(each).get('__dataclass_fields__'), dict)}))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["[]", str(sorted(_DATACLASSES))]


def test_the_client_does_not_load_the_command_line_of_httpx() -> None:
    script = "import mmstui.voipms, sys; print({'click', 'pygments', 'rich'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"
