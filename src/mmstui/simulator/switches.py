"""Named switches for every doubt about VoIP.ms, and for every fault.

Defaults are the best guesses of voipms-api.md section 10. Seconds are by the injected clock.
"""

import ast
import inspect
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise


@dataclass
class Switches:
    """The behaviour of the simulator. Change a field at any time, or `apply` several by name."""

    # What other people's clients stumble over
    latency: float = 0.0
    """Seconds until an API answer; the real VoIP.ms takes 7 to 11 on a busy account."""
    slow_methods: tuple[str, ...] = ()
    """The methods that take `latency`; empty: all methods."""
    error_messages: bool = True
    """Errors have an English `message` beside `status`; off: the old format."""

    # Transport and admission (section 1)
    json_post_is_fault: bool = True
    """A JSON POST goes to the SOAP handler; off: its keys are parameters."""
    user_agent_required: bool = True
    """The firewall answers 403 to a request without User-Agent."""
    api_enabled: bool = True
    """Off: every method answers `api_not_enabled`."""
    ip_allowed: bool = True
    """Off: every method but getIP answers `ip_not_enabled`."""
    requests_per_minute: int = 60
    """Requests in sixty seconds before `api_limit_exceeded`; 0: no limit."""
    punctuated_numbers: bool = False
    """A `did`, `dst` or `contact` may have dashes, dots, blanks and brackets."""

    # Listing (sections 2.1, 2.2, 4)
    max_range_days: int = 92
    """Days from the first to the last of a listing before `invalid_daterange`."""
    id_lookup_ignores_dates: bool = True
    """A request by id finds older rows too, although the dates default to today."""
    newest_first: bool = True
    """Rows come newest first; off: oldest first."""
    limit_keeps_newest: bool = True
    """Of more rows than `limit`, the newest are listed; off: the oldest."""
    carrier_status: str = "Information not available"
    """The delivery status of rows; empty: no such key, as before 2026."""
    numeric_row_ids: bool = False
    """Ids in rows are numbers instead of strings."""
    null_messages: bool = False
    """An empty text is null instead of ""."""
    lone_row_is_object: bool = False
    """A single row comes as an object instead of a list of one."""
    strange_rows: int = 0
    """Number of invalid rows before the others of a listing."""
    mirrored_mms: bool = False
    """getSMS with all_messages=0 lists MMS as well, with the same id, as if they were SMS."""
    strip_non_gsm: bool = True
    """getMMS with all_messages=1 drops characters outside GSM from SMS rows."""
    addslashes_residue: bool = False
    """Listed texts have backslashes before quotes and backslashes."""
    plus_one_with_did_filter: bool = False
    """Listed numbers begin with +1 if `did` was given, as in May 2024."""
    late_rows: float = 0.0
    """Seconds until an accepted message is listed."""
    group_legs: int = 1
    """Number of rows in which an injected incoming MMS arrives: one for each leg of a group text,
    with the same DID, contact, text and time, but ids and files of their own."""
    long_sms_split: bool = False
    """An injected incoming SMS longer than a segment arrives in parts, with ids that follow."""

    # Media (sections 2.2, 2.3, 8)
    media_listed_after: float = 0.0
    """Seconds during which getMMS lists a message without its media."""
    media_ready_after: float = 0.0
    """Seconds during which getMediaMMS answers without media."""
    media_columns: int = 3
    """The minimum number of col_media keys; a row with more media has more."""
    media_list: bool = True
    """Rows have a `media` list beside the columns; off: the format of 2020."""
    media_list_padded: bool = False
    """The `media` list is padded with "" to the number of columns."""
    relative_media_urls: bool = False
    """Addresses of media are relative to the origin."""
    empty_media_is_list: bool = True
    """No media in object form is [], as PHP writes an empty array."""
    media_missing_first: int = 0
    """Number of requests for each file that are answered 404 before it is there."""
    media_lifetime_days: float = 7.0
    """Days until a file is deleted."""
    media_expired_as_html: bool = False
    """An expired file is an HTML page with 200 instead of a 404."""
    media_content_type: str = ""
    """A wrong Content-Type for every file; empty: the right one."""

    # Sending (sections 2.4, 2.5)
    sms_byte_limit: int = 160
    """Bytes of UTF-8 that sendSMS accepts."""
    mms_byte_limit: int = 2048
    """Bytes of UTF-8 that sendMMS accepts."""
    addslashes_counting: bool = False
    """Quotes and backslashes count double against the limits, as in 2019."""
    media_byte_limit: int = 1_300_000
    """Bytes of each file that sendMMS accepts."""
    raw_base64_accepted: bool = True
    """Media without the data: prefix are accepted when they are base64."""
    media_types_checked: bool = True
    """A file other than picture, sound, video or vCard is `invalid_file`."""
    mms_needs_mms_did: bool = True
    """sendMMS from a DID without MMS is `invalid_did`; off: accepted."""
    sends_per_day: int = 100
    """API sends accepted per Eastern day; 0: no limit."""
    send_reply_delay: float = 0.0
    """Seconds between acceptance and answer of a send."""
    send_never_answers: bool = False
    """Sends are accepted but never answered."""

    # URL callbacks (section 7)
    unexpanded_placeholders: tuple[str, ...] = ()
    """Placeholders that a callback carries as they stand, such as TIMESTAMP and MEDIA."""

    # Settings and phonebook (sections 2.7 to 2.9)
    omitted_settings_are_cleared: bool = False
    """setSMS clears omitted settings instead of keeping them."""
    omitted_entry_fields_are_cleared: bool = False
    """setPhonebook clears omitted fields of a changed entry."""
    webhook_flag: str = "webhook_enable"
    """setSMS's name of the webhook's flag; one client writes `webhook_enabled`."""
    ignored_settings: tuple[str, ...] = ()
    """Parameters of setSMS that are ignored, with an answer of success."""
    unset_forward: str = "-1"
    """getDIDsInfo's value of `sms_forward` when no number is set; may be "" too."""
    untold: tuple[str, ...] = ()
    """SMS keys that getDIDsInfo omits."""
    unique_numbers: bool = True
    """A second phonebook entry for a number is `used_number`."""
    names_alphanumeric: bool = False
    """A name with anything but ASCII letters, digits and blanks is `invalid_name`."""

    # Faults
    statuses: dict[str, str] = field(default_factory=dict)
    """Method (or "*") to the status of its refusal; the call has no effect."""
    pages: dict[str, str] = field(default_factory=dict)
    """Method (or "*") to the page instead of its answer: 522, html, truncated or empty."""
    pages_act: bool = False
    """Methods with a fault page take effect first: a send is accepted, its answer is lost."""
    fault_times: int = -1
    """Number of answers that `statuses` and `pages` still affect; -1: all."""
    invalid_dids: tuple[str, ...] = ()
    """DIDs that getDIDsInfo lists but every other method refuses as `invalid_did`."""

    # Deleting (section 2.6)
    empty_body_on_delete: bool = False
    """A successful delete has an empty answer."""
    unknown_id_status: str = "no_sms"
    """The refusal of a delete with an unknown id."""
    deletes_take_effect: bool = True
    """Off: a delete is answered with success, but nothing is deleted."""
    delete_never_answers: bool = False
    """Messages are deleted, but the request is never answered."""

    def apply(self, changes: Mapping[str, object]) -> None:
        """Set several switches, or none: ValueError names the wrong one."""
        known = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        checked = {}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"no switch is called {name}")
            checked[name] = _fitted(name, known[name], value)
        for name, value in checked.items():
            setattr(self, name, value)

    def apply_text(self, setting: str) -> None:
        """Set a switch from `name=value`, as on the command line. Raises ValueError.

        A value is a word or number, on or off, a list `a,b`, pairs `key:value,key:value`, or JSON.
        """
        name, equals, text = setting.partition("=")
        if not equals:
            raise ValueError(f"{setting} is not name=value")
        self.apply({name: _read(getattr(self, name, None), text)})

    def as_dict(self) -> dict[str, object]:
        """Return all switches by name, as JSON values."""
        return asdict(self)


def _read(current: object, text: str) -> object:
    """Return a text as a value of the same type as `current`; as JSON or text if it fits none."""
    words = {"on": True, "true": True, "off": False, "false": False}
    if isinstance(current, bool):
        return words.get(text.lower(), text)
    if isinstance(current, str):
        return text
    if isinstance(current, tuple) and not text.startswith("["):
        return [each for each in text.split(",") if each]
    if isinstance(current, dict) and not text.startswith("{"):
        return dict(each.split(":", 1) for each in text.split(",") if ":" in each)
    try:
        return json.loads(text)
    except ValueError:
        return text


def _fitted(name: str, current: object, value: object) -> object:
    """Return `value` in the type of `current`, or raise ValueError."""
    if isinstance(current, bool) or isinstance(value, bool):
        fits = isinstance(current, bool) and isinstance(value, bool)
    elif isinstance(current, float):
        fits = isinstance(value, int | float)
        value = float(value) if isinstance(value, int | float) else value
    elif isinstance(current, tuple):
        fits = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        value = tuple(value) if isinstance(value, list | tuple) else value
    elif isinstance(current, dict):
        fits = isinstance(value, dict) and all(isinstance(one, str) for one in value.values())
        value = dict(value) if isinstance(value, dict) else value
    else:
        fits = isinstance(value, type(current))
    if not fits:
        raise ValueError(f"{name} cannot be {value!r}")
    return value


def table() -> str:
    """Return the switches as a table in Markdown, in the order of the class: docs/simulator.md."""
    rows = ["| switch | default | meaning |", "|---|---|---|"]
    source = ast.parse(inspect.getsource(Switches)).body[0]
    assert isinstance(source, ast.ClassDef)  # noqa: S101 - for mypy
    defaults = Switches().as_dict()
    for entry, words in pairwise(source.body):
        if isinstance(entry, ast.AnnAssign) and isinstance(words, ast.Expr):
            name = ast.unparse(entry.target)
            meaning = " ".join(str(ast.literal_eval(words.value)).split())
            rows.append(f"| `{name}` | {_written(defaults[name])} | {meaning} |")
    return "\n".join(rows)


def _written(value: object) -> str:
    """Return a value as `--switch` takes it; nothing for an empty one."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, float):
        return f"`{value:g}`"
    return f"`{value}`" if value or value == 0 else ""
