"""The user's keys in the real inbox: bindings, footer, summary and complaints."""

from __future__ import annotations

import time
from pathlib import Path

from support.commands import Shell
from support.simulated import SHOP, ZOE, simulator_thread
from support.terminal import Terminal

CONFIG = """\
[keys]
preset = "gmail"
list.down = ["é", "down"]
inbox.nw = "k"
app.quit = "C-]"
inbox.check = "C-q"
when.tomorrow = "T"
views.owed = "o"
"""


def test_keys_of_a_preset_and_of_the_user_are_bound_and_shown(tmp_path: Path) -> None:
    with simulator_thread() as sim:
        for contact, ago in ((ZOE, 60), ("4385550144", 600)):
            sim.account.add("sms", SHOP, contact, "Bonjour", at=time.time() - ago)
        shell = Shell.of(tmp_path, sim)
        config = Path(shell.env["MMSTUI_HOME"]) / "config.toml"
        config.write_text(CONFIG)
        with Terminal(shell.command(), shell.env) as terminal:
            terminal.wait_for("é k move")
            terminal.wait_for("c new")
            terminal.wait_for("Zoé Tremblay")
            terminal.wait_for("config.toml, line 4:")
            terminal.press("é", "o")  # the gmail preset's
            terminal.wait_for("(438) 555-0144")
            terminal.press("u")
            terminal.wait_for("é k move")
            terminal.press("c")
            terminal.wait_for("New message")
            terminal.press("esc")
            terminal.wait_for(lambda: "New message" not in terminal.text)
            terminal.press("ctrl+q")
            terminal.press("?")
            terminal.wait_for("Keys here")
            terminal.press("G")
            terminal.wait_for("ctrl+q  ask VoIP.ms now")
            terminal.press("esc")
            terminal.wait_for(lambda: "ask VoIP.ms" not in terminal.text)
            terminal.press("s")
            terminal.wait_for("T  tomorrow")
            terminal.press("esc")
            terminal.wait_for(lambda: "tomorrow" not in terminal.text)
            terminal.press("0")
            terminal.wait_for("o  owed")
            terminal.press("esc")
            terminal.wait_for(lambda: "owed" not in terminal.text)
            terminal.press("\x1d")
            assert terminal.wait_for_exit() == 0
        listed = shell.spawn("keys", "--json")
        assert listed.code == 0
        assert "line 4: keys.inbox.nw is no command" in listed.err
        rows = {row["id"]: row for row in listed.json["keys"]}
        assert rows["list.down"]["keys"] == ["é", "↓"]
        assert rows["app.quit"]["keys"] == ["ctrl+]"]
        assert rows["inbox.new"] == {
            "id": "inbox.new", "keys": ["c"], "default": ["m"],
            "description": "write a new message", "panes": ["the list", "a conversation"],
        }  # fmt: skip
