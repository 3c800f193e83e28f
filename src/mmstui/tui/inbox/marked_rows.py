"""The conversations that the user has marked in the list, for one key to act on all of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence


class MarkedRows:
    """Marks by the ids of conversations: they survive other orders, and messages that arrive.

    A mark counts only while its conversation is listed; those that `/` hides wait.
    """

    def __init__(self) -> None:
        self._ids: set[int] = set()
        #: The mark from which `extend` marks: the one that was set last.
        self._from: int | None = None

    def __contains__(self, conversation_id: int) -> bool:
        return conversation_id in self._ids

    def __len__(self) -> int:
        return len(self._ids)

    def among(self, ids: Sequence[int]) -> list[int]:
        """Return the marked ones among some conversations, in their order."""
        return [number for number in ids if number in self._ids] if self._ids else []

    def words(self, ids: Sequence[int]) -> str:
        """Return how many are marked among the listed conversations, and of the others."""
        shown = len(self.among(ids))
        hidden = f", {len(self) - shown:,} hidden" if shown < len(self) else ""
        return f"{shown:,} marked{hidden}" if self._ids else ""

    def press(self, way: str, conversation_id: int | None, ids: Sequence[int]) -> None:
        """Do what a key says: `none`, `all` of the ids, `to` a conversation, or that one alone."""
        if way == "none":
            self.only(())
        elif way == "all":
            self.toggle_all(ids)
        elif conversation_id is not None and way == "to":
            self.extend(conversation_id, ids)
        elif conversation_id is not None:
            self.toggle(conversation_id)

    def toggle(self, conversation_id: int) -> None:
        """Mark a conversation, or take its mark off."""
        self._ids ^= {conversation_id}
        self._from = conversation_id if conversation_id in self._ids else None

    def toggle_all(self, ids: Sequence[int]) -> None:
        """Mark conversations; take their marks off if all have one."""
        if self._ids.issuperset(ids):
            self._ids.difference_update(ids)
        else:
            self._ids.update(ids)
        self._from = None

    def extend(self, conversation_id: int, ids: Sequence[int]) -> None:
        """Mark all conversations of an order from the last mark to another conversation."""
        ends = [ids.index(each) for each in (self._from, conversation_id) if each in ids]
        self._ids.update(ids[min(ends, default=0) : max(ends, default=-1) + 1])
        self._from = conversation_id

    def only(self, ids: Collection[int]) -> None:
        """Mark these conversations and no others."""
        self._ids, self._from = set(ids), None

    def add(self, ids: Collection[int]) -> None:
        """Mark these conversations too."""
        self._ids.update(ids)

    def discard(self, ids: Collection[int]) -> None:
        """Take marks off."""
        self._ids.difference_update(ids)

    def keep(self, ids: Collection[int]) -> int:
        """Take off the marks of all other conversations; return how many those were."""
        before = len(self._ids)
        self._ids.intersection_update(ids)
        return before - len(self._ids)
