"""Configuration: strongest source wins, and nothing in a file stops the program."""

from __future__ import annotations

import sys
from datetime import time
from pathlib import Path

import pytest

from mmstui import settings
from mmstui.domain.views import SavedSearch
from mmstui.settings import MissingCredentials, PasswordCommandFailed


def load(home: Path, config: str = "", **environ: str) -> settings.Settings:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(config)
    return settings.load({"MMSTUI_HOME": str(home), **environ})


def test_one_folder_holds_everything_when_asked(tmp_path: Path) -> None:
    assert load(tmp_path).home == tmp_path


def test_xdg_folders(tmp_path: Path) -> None:
    found = settings.load({"HOME": "/home/u", "XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "rel"})
    if sys.platform != "darwin":
        assert (found.home, found.config_file) == (
            Path("/d/mmstui"),
            Path("/home/u/.config/mmstui/config.toml"),
        )


def test_environment_beats_the_file(tmp_path: Path) -> None:
    config = 'username = "file@example.com"\nidle_interval = 120\n'
    found = load(tmp_path, config, MMSTUI_API_USERNAME="env@example.com")
    assert (found.username, found.idle_interval, found.complaints) == ("env@example.com", 120, ())


@pytest.mark.parametrize(
    ("config", "line", "word"),
    [
        ("\nidle_intervall = 3", 2, "idle_intervall is not a setting"),
        ("active_interval = true", 1, "active_interval wants a number of seconds"),
        ("since = 3", 1, "since wants a date"),
        ('snooze_morning = "8"', 1, 'snooze_morning wants a time, as "8:00". 08:00 is used.'),
        ('snooze_evening = "25:00"', 1, "snooze_evening wants a time"),
        ("snooze_later = 0", 1, "snooze_later wants a whole number of hours, 1 to 23. 3 is used."),
        ("\nsearches = { a = 1 }", 2, "searches wants a table of names and searches"),
        ('searches = { a = { query = "b", order = "up" } }', 1, "searches wants a table of names"),
        ('searches = "x"', 1, "There are no saved searches."),
        (
            'density = "dense"',
            1,
            "density wants one of roomy, compact, not 'dense'. roomy is",
        ),
        ('signs = "utf8"', 1, "signs wants one of auto, ascii, not 'utf8'. auto is used."),
        ('did_colors = { "514-555-0100" = "grün" }', 1, 'or "#57ab5a". Your numbers have no'),
        ('did_colors = { "514-555-0100" = { colour = "red" } }', 1, "did_colors wants a table of"),
        ('did_colors = { "555-0100" = "red" }', 1, "Its area code is missing"),
        ('read_when = "hand"', 1, "not 'hand' (did you mean by hand?). seen is used."),
        ('pictures = "jpeg"', 1, "pictures wants one of auto, kitty, sixel, blocks, off"),
        ("pictures = []", 1, "pictures wants one of"),
        ("keep_metadata = 1", 1, "keep_metadata wants true or false"),
        ('thumbnails = "no"', 1, "thumbnails wants true or false"),
        ("open_command = [1]", 1, "open_command wants a command"),
        ('# hm\n\npassword = "x"', 3, "does not belong in a file"),
        ("[[oops", None, "is not TOML"),
        ('theme = "solarised"', 1, "not 'solarised' (did you mean solarized-"),
        ('theme = "dark"', 1, "mmstui-dark is used"),
        ("theme = 3", 1, "theme wants the name of a theme. mmstui-dark is used."),
        (
            '# my clock\nzone = "Canada/Montral"',
            2,
            "“Canada/Montral” is no time zone. Do you mean",
        ),
        ('zone = "x"', 1, "The machine's own is used."),
        ('pictures = "six"', 1, "(did you mean sixel?). auto is used."),
        (
            "active_interval = nan",
            1,
            "active_interval wants a number of seconds, 1 to 86400. 10 is",
        ),
        ('idle_interval = "60"', 1, "idle_interval wants a number of seconds, 1 to 86400. 60 is"),
        ("hold_after = 0", 1, "hold_after wants a number of minutes, 1 to 1440. 15 is used."),
        ("sends_per_day = 0.5", 1, "100 is used."),
        ('warnings_off = ["links", "lniks"]', 1, "All warnings are shown."),
        ("warnings_off = [[]]", 1, "warnings_off wants a list"),
        ('open_command = "feh \'a"', 1, "a command: a text with its quotes closed"),
        ('open_command = [""]', 1, "open_command wants a command"),
        ("since = 2026-13-01", None, "is not TOML"),
        ("since = 20261101", 1, "History is fetched from the first of your numbers on."),
        ("active-interval = 5", 1, "(did you mean active_interval?)"),
        ('[mmstui]\ntheme = "nord"', 1, "Settings stand at the top, in no table."),
        ("keep_metadata = true\nkeep_metadata = true", None, "is not TOML"),
    ],
)
def test_a_bad_setting_is_named_with_its_line(
    tmp_path: Path, config: str, line: int | None, word: str
) -> None:
    table = config.startswith("[mmstui]")
    found = load(tmp_path, config + '\nusername = "a@b.c"' if line and not table else config)
    (complaint,) = found.complaints
    assert word in complaint
    assert line is None or f"line {line}:" in complaint
    assert found.username == ("a@b.c" if line and not table else "")


@pytest.mark.parametrize(
    ("config", "line"),
    [
        ('zone = "America/Toronto"\ntheme = nord\n', 2),
        ('username = "a@b.c"\n\n\nsends_per_day = \n', 4),
        ('username = "a@b.c"\nusername = "d@e.f"\n', 2),
        ('username = "a@b.c\n', 1),
        ("pictures = [\n'auto'\n\n", 2),
    ],
)
def test_what_is_not_toml_is_told_with_its_line(tmp_path: Path, config: str, line: int) -> None:
    (complaint,) = load(tmp_path, config).complaints
    assert f"config.toml, line {line}: this is not TOML: " in complaint
    assert "the defaults are used" in complaint


def test_every_theme_that_there_is_can_be_named() -> None:
    from textual.app import App

    from mmstui.settings import THEMES
    from mmstui.tui.theme.themes import OURS

    assert sorted(THEMES) == sorted({*App[None]().available_themes, *(one.name for one in OURS)})


def test_how_pictures_are_drawn_and_files_opened(tmp_path: Path) -> None:
    config = 'pictures = "sixel"\nthumbnails = false\nopen_command = ["feh", "%s"]\n'
    found = load(tmp_path, config)
    assert (found.pictures, found.thumbnails) == ("sixel", False)
    assert (found.open_command, found.complaints) == (("feh", "%s"), ())


def test_the_password_comes_from_the_command_first(tmp_path: Path) -> None:
    script = "print('s3'+'cret')"
    config = f'username = "u"\npassword_command = ["{sys.executable}", "-c", "{script}"]\n'
    found = load(tmp_path, config)
    assert found.password({"MMSTUI_API_PASSWORD": "other"}) == "s3cret"
    assert "s3cret" not in repr(found)


def test_a_failing_password_command_is_told_without_its_output(tmp_path: Path) -> None:
    script = "import sys; print('s3cret'); sys.exit(7)"
    found = load(
        tmp_path, f'username = "u"\npassword_command = ["{sys.executable}", "-c", "{script}"]\n'
    )
    with pytest.raises(PasswordCommandFailed, match="ended with 7") as caught:
        found.password({})
    assert "s3cret" not in str(caught.value)


def test_environment_credentials_are_a_pair(tmp_path: Path) -> None:
    config = 'username = "u"\npassword_command = "false"\n'
    environ = {"MMSTUI_API_USERNAME": "v", "MMSTUI_API_PASSWORD": "w"}
    assert load(tmp_path, config, **environ).password(environ) == "w"


def test_without_credentials_the_demo_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingCredentials, match="mmstui demo") as caught:
        load(tmp_path).password({})
    told = str(caught.value)
    assert len(told.splitlines()) == 4
    assert "mmstui setup" in told
    assert "config.toml" in told


@pytest.mark.parametrize(
    ("config", "colors"),
    [("colors = 16", "16"), ('colors = "256"', "256"), ("colors = true", "true"), ("", "auto")],
)
def test_the_colours_of_the_terminal(tmp_path: Path, config: str, colors: str) -> None:
    found = load(tmp_path, config)
    assert (found.colors, found.complaints) == (colors, ())


def test_the_mouse_and_wrong_colours(tmp_path: Path) -> None:
    assert load(tmp_path).mouse is None
    assert load(tmp_path, "mouse = false").mouse is False
    complaints = load(tmp_path, 'colors = 8\nmouse = "no"').complaints
    assert "colors wants one of auto, 16, 256, true, not '8'. auto is used." in complaints[0]
    assert "mouse wants true or false. It is on, but in screen." in complaints[1]


def test_hours_and_saved_searches(tmp_path: Path) -> None:
    config = 'snooze_morning = "7:30"\nsnooze_weekend = 11:00:00\n[searches]\nx = " from:ann "\n'
    found = load(tmp_path, config)
    assert (found.hours.morning, found.hours.weekend) == (time(7, 30), time(11))
    assert (found.searches, found.complaints) == ((SavedSearch("x", "from:ann"),), ())


def test_templates_and_signatures(tmp_path: Path) -> None:
    config = '[templates]\nhi = """\nHello\nthere\n"""\n[signatures]\n"+1 514-555-0100" = " Ann "\n'
    found = load(tmp_path, config)
    assert (found.templates, found.complaints) == ((("hi", "Hello\nthere"),), ())
    assert found.signatures == {"5145550100": "Ann"}
    (wrong,) = load(tmp_path, '\nsignatures = { "555-0100" = "Ann" }').complaints
    assert 'line 2: signatures wants a table of your numbers and texts, as { "514-' in wrong
    assert wrong.endswith(" has ten digits. Nothing goes below your messages.")


def test_names_and_colors_of_numbers(tmp_path: Path) -> None:
    config = (
        '[did_colors]\n"(514) 555-0100" = { name = " Shop ", color = "green" }\n'
        '"613-555-0100" = "#57ab5a"\n"416-555-0100" = { name = "Lab" }\n'
    )
    found = load(tmp_path, config)
    assert found.complaints == ()
    assert {did: (look.name, look.color) for did, look in found.did_colors.items()} == {
        "5145550100": ("Shop", "green"), "6135550100": ("", "#57ab5a"), "4165550100": ("Lab", ""),
    }  # fmt: skip
