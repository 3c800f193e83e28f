"""The pages of docs/ are true to the tables that they are made from."""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from datetime import time

import pytest

from mmstui.settings import Settings
from mmstui.settings.descriptions import DESCRIPTIONS
from mmstui.settings.values import KEYS
from support.pages import DOCS, PAGES, made

ROOT = DOCS.parent


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_made_from_its_table(name: str) -> None:
    """`PYTHONPATH=tests .venv/bin/python -m support.pages` makes it."""
    comment, part = made(name)
    assert (DOCS / name).read_text(encoding="utf-8").endswith(f"{comment}{part}")


def test_every_setting_is_described_with_its_default() -> None:
    assert DESCRIPTIONS.keys() == KEYS.keys()
    for each in fields(Settings):
        told = DESCRIPTIONS[each.name].default.strip("`") if each.name in DESCRIPTIONS else ""
        match each.default:
            case bool():
                assert told == str(each.default).lower()
            case time():
                assert told == f"{each.default:%H:%M}"
            case int() | float():
                assert float(told) == each.default
            case str() if told and "'" not in told and each.default and "://" not in each.default:
                assert told == each.default
            case _:
                assert each.default is MISSING or not told or told[0] != "`" or told == "[]"


def test_the_pages_name_each_other_rightly() -> None:
    for page in (ROOT / "README.md", *DOCS.glob("*.md")):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name} names {target}"


def test_each_page_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in DOCS.glob("*.md") if f"docs/{page.name}" not in readme] == []
    assert len(readme.splitlines()) < 130
