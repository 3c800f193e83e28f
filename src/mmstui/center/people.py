"""The people of a team: each is a Unix user."""

from __future__ import annotations

from mmstui.domain.messages import Direction, Message
from mmstui.domain.text.sanitise import line
from mmstui.settings import Settings


class People:
    """Names of people, ready to paint. For a user without a team there is nobody to name."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def name(self, uid: int) -> str:
        """Return the team's name for a Unix user, else the login name, else the number."""
        import pwd  # not for who has no team

        try:
            login = pwd.getpwuid(uid).pw_name
        except KeyError:
            return f"user {uid}"
        named = self._settings.people.get(login)
        return line(f"{named} ({login})" if named else login)

    def writer(self, message: Message) -> str:
        """Return who wrote a message of ours; "" for a received one, and without a team."""
        if self._settings.team is None or message.direction is Direction.IN:
            return ""
        if message.written_by is None:
            return "not known: it was written elsewhere, or with an older mmstui"
        return self.name(message.written_by)
