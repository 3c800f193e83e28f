"""Turn an HTTP answer into a result or into the exception to raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mmstui.domain import limits
from mmstui.domain.messages import Kind
from mmstui.voipms import errors, parsing, statuses
from mmstui.voipms.models import whole_number
from mmstui.voipms.parsing import Envelope
from mmstui.voipms.statuses import Decision
from mmstui.voipms.transport import Answer

_OK = 200
_TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class NoEnvelope:
    """An answer that may not come from the API, so its `Date` is not trusted."""

    error: errors.VoipMsError


def judge(
    answer: Answer, *, sending: bool, scrub: Callable[[str], str]
) -> Envelope | errors.VoipMsError | NoEnvelope:
    """Return the envelope of a success or of an empty read, else the error.

    `scrub` removes secrets from VoIP.ms's texts.
    """
    number = answer.http_status
    if number == _TOO_MANY and not sending:
        row = statuses.TABLE["http_429"]
        return NoEnvelope(errors.make(row, sending=False, retry_after=_retry_after(answer)))
    if 300 <= number < 400:
        return NoEnvelope(errors.ours("redirected", sending=sending))
    envelope = parsing.envelope(answer.body)
    if number != _OK:
        return _not_ok(number, answer, envelope, sending=sending)
    if envelope is None:
        return NoEnvelope(errors.ours(_why_none(answer), sending=sending))
    if envelope.is_success:
        return envelope
    row = statuses.of_service(scrub(envelope.status))
    if row.decide(sending=sending) is Decision.EMPTY:
        return Envelope(envelope.status, envelope.said, {})
    return errors.make(row, sending=sending, said=scrub(envelope.said))


def _not_ok(
    number: int, answer: Answer, envelope: Envelope | None, *, sending: bool
) -> errors.VoipMsError | NoEnvelope:
    # The API refuses with HTTP 200 (voipms-api section 1). If it ever uses 4xx, a known status
    # still says more than the HTTP status.
    if envelope is not None and 400 <= number < 500:
        code = envelope.status.lower()
        if code in statuses.OF_SERVICE:
            return errors.make(statuses.of_service(code), sending=sending)
    if b":Envelope" in answer.body[:2000]:
        return NoEnvelope(errors.ours("soap_fault", sending=sending))
    return NoEnvelope(errors.ours("http_error", sending=sending, number=number))


def _why_none(answer: Answer) -> str:
    if not answer.body.strip():
        return "empty_answer"
    return "web_page" if parsing.looks_like_html(answer.body) else "not_json"


def is_empty_success(answer: Answer) -> bool:
    """Return whether the answer is an empty 200, as some deletions have (voipms-api section 1)."""
    return answer.http_status == _OK and not answer.body.strip()


def sent_id(envelope: Envelope, kind: Kind) -> int | None:
    """Return the id of a sent message from its kind's key, `sms` or `mms`; None without one."""
    try:
        return whole_number(envelope.fields.get(kind.value))
    except ValueError:
        return None


def server_time(answer: Answer) -> datetime | None:
    """Return the `Date` of an answer, in UTC."""
    return parsing.date_header(answer.headers.get("date"))


def _retry_after(answer: Answer) -> timedelta | None:
    told = answer.headers.get("retry-after", "").strip()
    if not told.isdigit() or len(told) > 9 or not int(told):
        return None
    return min(timedelta(seconds=int(told)), limits.LONGEST_PAUSE)
