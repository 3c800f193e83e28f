"""Canned answers, and a client that gets them."""

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from mmstui.voipms import Client
from support.canned import NOW, PASSWORD, URL, USERNAME, CannedApi


@pytest.fixture
def canned() -> Callable[[str], dict[str, Any]]:
    """Read an answer from the folder beside this file."""

    def read(name: str) -> dict[str, Any]:
        path = Path(__file__).parent / "answers" / f"{name}.json"
        answer: dict[str, Any] = json.loads(path.read_bytes())
        return answer

    return read


@pytest.fixture
def api() -> CannedApi:
    return CannedApi()


@pytest.fixture
async def client(api: CannedApi) -> AsyncIterator[Client]:
    async with Client(URL, USERNAME, PASSWORD, transport=api, clock=lambda: NOW) as client:
        yield client
