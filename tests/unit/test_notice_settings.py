"""The section `[notices]` of config.toml."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from mmstui import settings
from mmstui.domain.notice_settings import NoticeRule, NoticeSettings, QuietHours, Wire


def load(home: Path, config: str) -> settings.Settings:
    (home / "config.toml").write_text(config)
    return settings.load({"MMSTUI_HOME": str(home)})


def test_every_key_and_rules_of_numbers(tmp_path: Path) -> None:
    found = load(
        tmp_path,
        """
[notices]
use = ["bell", "osc777", "bell"]
command = ["tell", "--me"]
text = true
quiet_hours = "22:00 - 7:30"
burst = 0
title = false
[notices.numbers."514-555-0100"]
on = false
use = "auto"
[notices.conversations]
"438-555-0123" = { quiet_hours = "", command = [] }
"438-555-0123/514-555-0100" = { text = false }
Bank = { text = false }
29283 = { on = false }
""",
    )
    assert found.complaints == ()
    night = QuietHours(time(22), time(7, 30))
    assert found.notices == NoticeSettings(
        NoticeRule(True, (Wire.BELL, Wire.OSC_777), ("tell", "--me"), True, night),
        burst=0,
        title=False,
        numbers={"5145550100": {"on": False, "use": None}},
        conversations={
            ("4385550123", ""): {"quiet_hours": None, "command": ()},
            ("4385550123", "5145550100"): {"text": False},
            ("Bank", ""): {"text": False},
            ("29283", ""): {"on": False},
        },
    )


@pytest.mark.parametrize(
    ("config", "line", "words"),
    [
        ('[notices]\n\nuse = ["osc8"]', 3, "notices.use wants"),
        ("[notices]\nuse = [[]]", 2, "osc777, osc99. What works in the terminal is used."),
        ('[notices]\ncommand = ""', 2, "No command is run."),
        ("[notices]\nquiet_hours = 22", 2, 'two times of day, as "22:00-7:00". There are none.'),
        ('[notices]\nquiet_hours = "22:00-24:00"', 2, "notices.quiet_hours wants two times"),
        ('[notices]\nquiet_hours = "7:00-7:00"', 2, "notices.quiet_hours wants two times"),
        ("[notices]\nburst = -1", 2, "a number of seconds, 0 to 3600. 20 is used."),
        ("[notices]\nburst = true", 2, "notices.burst wants"),
        ('[notices]\ntitle = "yes"', 2, "notices.title wants true or false."),
        ("[notices]\ntitel = true", 2, "not a setting of notices (did you mean title?)"),
        ('[notices]\ntheme = "nord"', 2, "It belongs above [notices]. It is left out."),
        ("notices.txt = true", 1, "notices.txt is not a setting"),
        ("notices = true", 1, "notices wants a table, [notices]."),
        ("[notice]\ntext = true", 1, "notice is not a setting of mmstui (did you mean notices?)"),
        ('[notices]\n[notices.numbers."514-555"]\non = true', 2, "514-555 is left out."),
        ("[notices.conversations]\n438555 = 3", 2, "wants a table, as { text = true }."),
        ("[notices]\nnumbers = 3", 2, "notices.numbers wants tables"),
        (
            '[notices]\ntext = false\n[notices.conversations]\n"438-555-0123" = { txt = true }',
            4, "notices.conversations.438-555-0123.txt is not a setting",
        ),
        (
            '[notices]\ntext = false\n[notices.conversations."438-555-0123"]\n\ntext = 3', 5,
            "438-555-0123.text wants true or false. Texts are not shown.",
        ),
        ('[notices.numbers."514-555-0100"]\nburst = 3', 2, "burst is not a setting of notices"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(
    tmp_path: Path, config: str, line: int, words: str
) -> None:
    found = load(tmp_path, config)
    (complaint,) = found.complaints
    assert words in complaint
    assert f"line {line}:" in complaint
    assert found.notices.rule == NoticeRule()
