"""What is open beside the list: the state that the inbox owns and its panes show."""

from __future__ import annotations

from collections.abc import Sequence

from mmstui.center import MessageCenter
from mmstui.domain.messages import SEVERAL, Contact, Conversation, Did
from mmstui.domain.records import record, replace
from mmstui.tui.compose.known_did import known_did


@record
class OpenThread:
    """A conversation, or people who are written to before there is one."""

    key: tuple[str, str]  #: the DID and the contact; `SEVERAL` for several people
    did: Did
    people: tuple[Contact, ...] = ()  #: none for a stored conversation
    conversation: Conversation | None = None  #: None before the first message, and after the last

    @classmethod
    def of(cls, center: MessageCenter, conversation: Conversation) -> OpenThread:
        """Return the thread of a stored conversation."""
        did = known_did(center, conversation.did, conversation.did_label)
        return cls((conversation.did, conversation.contact), did, conversation=conversation)

    @classmethod
    def to(cls, center: MessageCenter, did: Did, people: Sequence[Contact]) -> OpenThread:
        """Return the thread of one or several people; an existing conversation if there is one."""
        if len(people) > 1:
            return cls(SEVERAL, did, tuple(people))
        key = (did.number, people[0].number)
        if (known := center.inbox.conversation(*key)) is not None:
            return cls.of(center, known)
        return cls(key, did, tuple(people))

    def read_again(self, center: MessageCenter) -> OpenThread:
        """Return the thread as the store has it now."""
        found = center.inbox.conversation(*self.key)
        if found is not None and not (found.total or found.draft):
            found = None
        return replace(self, conversation=found)
