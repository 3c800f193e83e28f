"""ctrl+p: what can be done in this pane, by name."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from textual.binding import ActiveBinding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content


class _Entry(NamedTuple):
    name: str
    help: str
    active: ActiveBinding


class PaneCommands(Provider):
    """The bindings in force where the keys went before the palette opened."""

    def _entries(self) -> Iterator[_Entry]:
        done: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.action in done or not binding.tooltip or not active.enabled:
                continue
            done.add(binding.action)
            key = binding.key_display or self.app.get_key_display(binding)
            yield _Entry(binding.tooltip, key, active)

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for entry in self._entries():
            yield DiscoveryHit(
                Content(entry.name), partial(self._run, entry.active), help=entry.help
            )

    async def search(self, query: str) -> Hits:
        """Those whose words fit."""
        matcher = self.matcher(query)
        for entry in self._entries():
            words = f"{entry.name} {entry.active.binding.description}"
            if (score := max(matcher.match(entry.name), matcher.match(words))) > 0:
                yield Hit(
                    score,
                    matcher.highlight(entry.name),
                    partial(self._run, entry.active),
                    text=entry.name,
                    help=entry.help,
                )

    async def _run(self, active: ActiveBinding) -> None:
        if active.node.is_attached:
            await self.app.run_action(active.binding.action, active.node)
