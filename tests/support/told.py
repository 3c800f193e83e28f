"""Sentences that code tells, and waiting for them."""

from __future__ import annotations

import asyncio


class Told(list[str]):
    """A list of sentences. Pass `hear` where a function that takes them is wanted."""

    def __init__(self) -> None:
        super().__init__()
        self._heard = asyncio.Event()

    def hear(self, words: str) -> None:
        """Add a sentence."""
        self.append(words)
        self._heard.set()

    async def until(self, count: int) -> None:
        """Wait until there are so many."""
        async with asyncio.timeout(20):
            while len(self) < count:
                self._heard.clear()
                await self._heard.wait()
