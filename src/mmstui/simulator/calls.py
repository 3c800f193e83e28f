"""One API call: its parameters and its refusal."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mmstui.simulator.account import Account, Did
from mmstui.simulator.clock import Clock
from mmstui.simulator.switches import Switches

Reply = dict[str, object]

_NUMBER = re.compile(r"\d+|\+1\d{10}", re.ASCII)

MESSAGES = {
    "api_limit_exceeded": "API requests limit per minute has been reached",
    "api_not_enabled": "API has not been enabled or has been disabled",
    "exceeds_file_size": "The file exceeds the limit size allowed",
    "invalid_contact": "This is not a valid Contact number",
    "invalid_credentials": "Username or Password is incorrect",
    "invalid_date": "This is not a valid date, the format is: yyyy-mm-dd",
    "invalid_date_from": "The start date cannot be after the end date",
    "invalid_daterange": "Date range should be 92 days or less",
    "invalid_did": "This is not a valid DID",
    "invalid_dst": "This is not a valid Destination Number",
    "invalid_file": "This is not a valid file",
    "invalid_id": "This is not a valid ID",
    "invalid_method": "This is not a valid Method",
    "invalid_sms": "This is not a valid SMS",
    "invalid_timezone": "This is not a valid Timezone, it must be numeric",
    "invalid_type": "This is not a valid Type",
    "ip_not_enabled": "This IP is not enabled for API use",
    "limit_reached": "You have reached the maximum number of messages per day through the API",
    "message_empty": "The message is empty",
    "method_maintenance": "This method is under maintenance",
    "missing_credentials": "Username or Password was not provided",
    "missing_did": "DID number was not provided",
    "missing_id": "ID was not provided",
    "missing_method": "Method must be provided",
    "missing_sms": "SMS was not provided",
    "no_base64file": "File not encoded in base64",
    "no_did": "There are no DIDs",
    "no_phonebook": "There are no Phonebook entries",
    "no_phonebook_group": "There are no Phonebook groups",
    "no_sms": "There are no SMS messages",
    "sms_failed": "The SMS message was not sent",
    "sms_toolong": "The SMS message exceeds 160 characters",
}
"""The `message` beside a status; other statuses have their own name as message."""


class RefusalError(Exception):
    """The refusal of a call: a status other than success, in an answer with HTTP 200."""

    def __init__(self, status: str) -> None:
        """Refuse with a status of voipms-api.md section 3."""
        super().__init__(status)
        self.status = status

    def reply(self, switches: Switches) -> Reply:
        """Return the error envelope (voipms-api.md section 1)."""
        if not switches.error_messages:
            return {"status": self.status}
        words = MESSAGES.get(self.status) or self.status.replace("_", " ").capitalize()
        return {"status": self.status, "message": words}


@dataclass(frozen=True, slots=True)
class Call:
    """The input of a method."""

    params: Mapping[str, str]
    account: Account
    switches: Switches
    clock: Clock
    origin: str
    """Scheme and authority of the request, such as `http://127.0.0.1:8731`."""
    client: str
    """The caller's IP address."""

    def get(self, name: str) -> str:
        """Return a parameter, stripped; "" when it is missing."""
        return self.params.get(name, "").strip()

    def flag(self, name: str) -> bool:
        """Return whether a 0/1 parameter is 1."""
        return self.get(name) == "1"

    def number(self, name: str) -> str:
        """Return a parameter as digits, without a leading 1; "" if it is no number.

        One rule for `did`, `dst` and `contact`: digits, or +1 and ten digits. Whether VoIP.ms takes
        `(438) 555-0123` too is unknown, so the switch `punctuated_numbers` decides.
        """
        asked = self.get(name)
        if self.switches.punctuated_numbers:
            asked = re.sub(r"[-. ()]", "", asked)
        return ten_digits(asked) if _NUMBER.fullmatch(asked) else ""

    def own_did(self, *, needed: bool) -> Did | None:
        """Return the DID of the parameter `did`; None when it is missing and not needed.

        Raises RefusalError with `missing_did` or `invalid_did`.
        """
        if not self.get("did"):
            if needed:
                raise RefusalError("missing_did")
            return None
        did = self.account.dids.get(self.number("did"))
        if did is None or did.number in self.switches.invalid_dids:
            raise RefusalError("invalid_did")
        return did

    def url_of(self, path: str) -> str:
        """Return the address of a path on the media server."""
        return path if self.switches.relative_media_urls else f"{self.origin}/{path}"


Method = Callable[[Call], Reply]


def ten_digits(number: str) -> str:
    """Return the digits of a number, without the 1 of an eleven-digit North American number."""
    digits = "".join(character for character in number if character in "0123456789")
    return digits[1:] if len(digits) == 11 and digits.startswith("1") else digits
