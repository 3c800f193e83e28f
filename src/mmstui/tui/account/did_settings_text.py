"""Texts of a DID's settings: label, meaning, value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mmstui.domain.did_settings import ADDRESSES, FLAGS, DidField, Settings, masked
from mmstui.domain.limits import CALLBACK_RETRY
from mmstui.domain.phone.numbers import formatted
from mmstui.domain.text.plurals import duration
from mmstui.domain.text.sanitise import line

NOT_TOLD: Final = "not told by VoIP.ms"


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting: a switch, and the target of messages, if it has one. `meaning` is a sentence."""

    label: str
    switch: DidField
    target: DidField | None
    meaning: str
    called: str  #: its name in a clause: `change the callback address`
    changeable: bool = True

    @property
    def fields(self) -> tuple[DidField, ...]:
        """All fields that the row shows."""
        return (self.switch,) if self.target is None else (self.switch, self.target)


SETTINGS: Final = (
    Setting(
        "SMS", DidField.ENABLE, None,
        "This number sends and receives texts, and MMS where it can.", "SMS",
    ),
    Setting(
        "e-mail", DidField.EMAIL_ON, DidField.EMAIL,
        "VoIP.ms also sends incoming messages to this e-mail address.", "the e-mail address",
    ),
    Setting(
        "forward", DidField.FORWARD_ON, DidField.FORWARD,
        "VoIP.ms also sends incoming messages on to this number, each at the price of an SMS.",
        "the number to forward to",
    ),
    Setting(
        "callback", DidField.CALLBACK_ON, DidField.CALLBACK,
        "VoIP.ms calls this address for each incoming message. A number has only one.",
        "the callback address",
    ),
    Setting(
        "retry", DidField.RETRY, None,
        f"The callback is tried every {duration(CALLBACK_RETRY, 'minute')} until it answers “ok”.",
        "the retry",
    ),
    Setting(
        "webhook", DidField.WEBHOOK_ON, DidField.WEBHOOK,
        "VoIP.ms posts each incoming message to this address, as JSON.",
        "the webhook address",
    ),
    Setting(
        "numbers", DidField.DIALMODE, None,
        "How VoIP.ms writes numbers to other programs. It is changed at voip.ms.", "",
        changeable=False,
    ),
    Setting(
        "SIP", DidField.SIP_ON, DidField.SIP,
        "Texts go to this SIP account too. It is changed at voip.ms.", "", changeable=False,
    ),
    Setting(
        "SMPP", DidField.SMPP_ON, DidField.SMPP,
        "Texts go to this SMPP server too; its password is never read. It is changed at voip.ms.",
        "", changeable=False,
    ),
)  # fmt: skip

_DIALMODES = {"1": "ten digits", "2": "+1 and ten digits"}


def state_word(setting: Setting, settings: Settings) -> str:
    """Return `on`, `off`, or that VoIP.ms does not tell."""
    value = settings.get(setting.switch)
    if value is None:
        return NOT_TOLD
    if setting.switch in FLAGS:
        return "on" if value == "1" else "off"
    return _DIALMODES.get(value, line(value))


def target_words(setting: Setting, settings: Settings) -> str:
    """Return the target, ready to paint and without passwords; "" for none."""
    if setting.target is None:
        return ""
    value = settings.get(setting.target)
    if value is None:
        return NOT_TOLD if setting.switch in settings else ""
    if setting.target is DidField.FORWARD:
        return line(formatted(value))
    return line(masked(value) if setting.target in ADDRESSES else value)


def ability(settings: Settings) -> str:
    """Return a DID's ability as in all pickers: `SMS+MMS`, `SMS`, `no SMS`."""
    if settings.get(DidField.ENABLE) != "1":
        return "no SMS"
    return "SMS+MMS" if settings.get(DidField.MMS_POSSIBLE) == "1" else "SMS"
