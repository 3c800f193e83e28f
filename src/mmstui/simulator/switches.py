"""Every doubt about the service, and every fault, as a named switch.

Defaults are the best belief of voipms-api.md section 10; seconds are seconds of the injected clock.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields


@dataclass
class Switches:
    """How this VoIP.ms behaves. Change a field at any time, or `apply` several by name."""

    # Transport and admission (section 1)
    error_messages: bool = True
    """Errors carry an English `message` beside `status`; off is the old style."""
    json_post_is_fault: bool = True
    """A JSON POST falls to the SOAP handler; off reads its keys as parameters."""
    user_agent_required: bool = True
    """The firewall answers 403 to a request without User-Agent."""
    api_enabled: bool = True
    ip_allowed: bool = True
    """Off: every method but getIP answers `ip_not_enabled`."""
    requests_per_minute: int = 60
    """More than this in sixty seconds is `api_limit_exceeded`; 0 is no limit."""
    latency: float = 0.0
    """Seconds an API answer takes; the real ones take 7 to 11 on a busy account."""
    slow_methods: tuple[str, ...] = ()
    """The methods that take `latency`; empty is all of them."""

    # Listing (sections 2.1, 2.2, 4)
    max_range_days: int = 92
    id_lookup_ignores_dates: bool = True
    """Asking by id finds older rows too, though the dates default to today."""
    newest_first: bool = True
    limit_keeps_newest: bool = True
    carrier_status: str = "Information not available"
    """What rows say of their delivery; empty leaves the key out, as before 2026."""
    numeric_row_ids: bool = False
    """Rows carry ids as numbers instead of strings."""
    null_messages: bool = False
    """An empty text is null instead of ""."""
    lone_row_is_object: bool = False
    """A single row comes as an object instead of a list of one."""
    strange_rows: int = 0
    """How many rows that make no sense stand before the others of a listing."""
    mirrored_mms: bool = False
    """getSMS with all_messages=0 lists MMS as well, with the same id, as if they were SMS."""
    strip_non_gsm: bool = True
    """getMMS with all_messages=1 drops what GSM cannot write from SMS rows."""
    addslashes_residue: bool = False
    """Texts are listed with backslashes before quotes and backslashes."""
    plus_one_with_did_filter: bool = False
    """Numbers are listed as +1 whenever a `did` was asked for, as in May 2024."""
    late_rows: float = 0.0
    """Seconds until a message accepted for sending is listed."""

    # Media (sections 2.2, 2.3, 8)
    media_listed_after: float = 0.0
    """Seconds during which getMMS lists a message without its media."""
    media_ready_after: float = 0.0
    """Seconds during which getMediaMMS answers without media."""
    media_columns: int = 3
    """The least number of col_media keys; a row with more media has more."""
    media_list: bool = True
    """Rows have a `media` list beside the columns; off is the 2020 style."""
    media_list_padded: bool = False
    """The `media` list is filled with "" up to the number of columns."""
    relative_media_urls: bool = False
    empty_media_is_list: bool = True
    """No media in object form is [], as PHP writes an empty array."""
    media_missing_first: int = 0
    """How many requests for each file are answered 404 before it is there."""
    media_lifetime_days: float = 7.0
    media_expired_as_html: bool = False
    """An expired file is an HTML page with 200 instead of a 404."""
    media_content_type: str = ""
    """A wrong Content-Type for every file; empty is the right one."""

    # Sending (sections 2.4, 2.5)
    sms_byte_limit: int = 160
    mms_byte_limit: int = 2048
    addslashes_counting: bool = False
    """Quotes and backslashes count double against the limits, as in 2019."""
    media_byte_limit: int = 1_200_000
    raw_base64_accepted: bool = True
    """Media without the data: prefix are accepted when they are base64."""
    media_types_checked: bool = True
    """A file that is no picture, sound, video or vCard is `invalid_file`."""
    mms_needs_mms_did: bool = True
    """sendMMS from a DID without MMS is `invalid_did`; off lets it pass."""
    sends_per_day: int = 100
    """API sends accepted between two Eastern midnights; 0 is no limit."""
    send_reply_delay: float = 0.0
    """Seconds between accepting a send and answering it."""
    send_never_answers: bool = False
    """Sends are accepted and then never answered."""

    # Settings and phonebook (sections 2.7 to 2.9)
    omitted_settings_are_cleared: bool = False
    """setSMS resets what is left out, instead of leaving it as it is."""
    omitted_entry_fields_are_cleared: bool = False
    """setPhonebook empties what is left out of a changed entry."""
    webhook_flag: str = "webhook_enable"
    """What setSMS calls the webhook's switch; a client writes `webhook_enabled`."""
    ignored_settings: tuple[str, ...] = ()
    """Parameters of setSMS that are answered with success and not heeded."""
    unset_forward: str = "-1"
    """How getDIDsInfo says that no number is set to forward to; it may be "" too."""
    untold: tuple[str, ...] = ()
    """Keys about SMS that getDIDsInfo leaves out."""
    unique_numbers: bool = True
    """A second entry for a number is `used_number`."""
    names_alphanumeric: bool = False
    """A name with anything but ASCII letters, digits and blanks is `invalid_name`."""

    # Faults
    statuses: dict[str, str] = field(default_factory=dict)
    """Method (or "*") to the status it is refused with, before anything is done."""
    pages: dict[str, str] = field(default_factory=dict)
    """Method (or "*") to what comes instead of its answer: 522, html, truncated or empty."""
    pages_act: bool = False
    """Methods with a fault page do their work first: a send is accepted, its answer lost."""
    fault_times: int = -1
    """How many more answers `statuses` and `pages` spoil; -1 is all."""
    invalid_dids: tuple[str, ...] = ()
    """DIDs that getDIDsInfo lists but every other method calls `invalid_did`."""

    # Deleting (section 2.6)
    empty_body_on_delete: bool = False
    """A delete that worked is answered with nothing at all."""
    unknown_id_status: str = "no_sms"
    """What deleting an id that is not known is refused with."""
    deletes_take_effect: bool = True
    """Off: a delete is answered as if it had worked, and nothing is deleted."""
    delete_never_answers: bool = False
    """Messages are deleted and the request is then never answered."""

    def apply(self, changes: Mapping[str, object]) -> None:
        """Set several switches at once, or none: ValueError names what is wrong."""
        known = {entry.name: getattr(self, entry.name) for entry in fields(self)}
        checked = {}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"no switch is called {name}")
            checked[name] = _fitted(name, known[name], value)
        for name, value in checked.items():
            setattr(self, name, value)

    def as_dict(self) -> dict[str, object]:
        """Return every switch by name, fit for JSON."""
        return asdict(self)


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
