"""What each setting is, in a clause: for the manual page and the documents."""

from __future__ import annotations

from typing import Final, NamedTuple


class SettingDescription(NamedTuple):
    """The default of a setting, as a person says it, and what the setting is."""

    default: str
    words: str


DESCRIPTIONS: Final = {
    "username": SettingDescription("", "your e-mail at VoIP.ms"),
    "team": SettingDescription(
        "",
        "the folder that a team shares, which has the username too: `mmstui team create` makes it, "
        "see docs/team.md",
    ),
    "password_command": SettingDescription(
        "",
        "prints the API password on its first line; has no terminal while the inbox is open",
    ),
    "password_prompts": SettingDescription(
        "`false`",
        "`true`: `password_command` asks you on the terminal (gpg with pinentry-curses), and runs "
        "before the inbox opens",
    ),
    "api_url": SettingDescription(
        "the real service", "another server that speaks the API; plain http only to this machine"
    ),
    "active_interval": SettingDescription(
        "10", "seconds between polls while you are at the screen"
    ),
    "idle_interval": SettingDescription("60", "seconds between polls while you are not"),
    "hold_after": SettingDescription(
        "15",
        "minutes away from the inbox after which an unsent message is held until you send it",
    ),
    "since": SettingDescription("the numbers' order date", "first day of history to fetch"),
    "zone": SettingDescription(
        "the machine's",
        "a time zone: an IANA name in any case, a city, `eastern`, `UTC-5`",
    ),
    "theme": SettingDescription(
        "`mmstui-dark`", "`mmstui-light`, `ansi-dark`, `ansi-light`, or any of Textual's"
    ),
    "density": SettingDescription(
        "`roomy`", "`compact`: one line for each conversation, and no blank lines"
    ),
    "did_colors": SettingDescription(
        "",
        "a name and a color for each of your numbers, in list, header and thread: "
        '`did_colors = { "514-555-0100" = { name = "Shop", color = "green" } }`; colors are red, '
        "orange, yellow, green, cyan, blue, purple, pink or `#57ab5a`, made lighter or darker "
        "where they could not be read; not in the ANSI themes",
    ),
    "signs": SettingDescription(
        "`auto`",
        "`ascii`: ASCII in place of signs, frames and typographic quotes, for fonts that lack "
        "them; letters stay",
    ),
    "sends_per_day": SettingDescription("100", "your API limit, if VoIP.ms raised it"),
    "colors": SettingDescription(
        "`auto`", "`16`, `256` or `true` (24 bits), where mmstui takes the terminal for another"
    ),
    "mouse": SettingDescription(
        "on, but in screen",
        "`true` or `false`: clicks and the wheel; in screen, the escape key then waits for another",
    ),
    "pictures": SettingDescription(
        "`auto`", "how the full view draws: `kitty`, `sixel`, `blocks`, `off`"
    ),
    "keep_metadata": SettingDescription(
        "`false`", "`true`: send pictures with their place, time and camera"
    ),
    "thumbnails": SettingDescription("not over SSH", "`true` or `false`: pictures in the thread"),
    "open_command": SettingDescription(
        "`BROWSER`, the desktop's", 'the program for `o` on a file, as `["feh", "%s"]`'
    ),
    "snooze_later": SettingDescription("3", 'hours from now that "later today" means'),
    "snooze_morning": SettingDescription(
        "08:00", "the hour of tomorrow and of a day without a time, to snooze until or to send at"
    ),
    "snooze_evening": SettingDescription("19:00", "the hour of this evening"),
    "snooze_weekend": SettingDescription("10:00", "the hour of the weekend"),
    "after_verb": SettingDescription(
        "`next`",
        "where the cursor goes after done, snooze and block: to the `next` row, to the `previous` "
        "one, or from a thread back to the `list`",
    ),
    "after_reply": SettingDescription(
        "`done`",
        "what sending an answer in triage mode does: `done` with the conversation, which goes on, "
        "or `stay`",
    ),
    "read_when": SettingDescription(
        "`seen`",
        "what marks messages as read: `seen` (half a second on the screen, in the thread that has "
        "the keys), `opened` (all of a conversation when you open it; what comes then, when it is "
        "seen), `replied` (your answer from the box), `by hand` (the key that marks as read "
        "only); with all but `by hand`, an answer from elsewhere too, as from VoIP.ms's portal",
    ),
    "searches": SettingDescription(
        "",
        'saved searches by name: `searches = { invoices = "invoice from:ann" }`, or with the '
        'longest waiting first: `{ late = { query = "is:unread", order = "oldest" } }`',
    ),
    "templates": SettingDescription("", "texts to put into a message, by name"),
    "signatures": SettingDescription(
        "", 'what goes below messages: `signatures = { "514-555-0100" = "Ann, Shop" }`'
    ),
    "warnings_off": SettingDescription(
        "`[]`",
        "warnings that the compose box does not show: `links` (shorteners), `accents` (letters "
        "outside the SMS alphabet, until the other side has written such), `several` (several "
        "recipients), `port_in` (MMS of a new number), `number` (an area code that is unknown, "
        "premium, or a US territory)",
    ),
}
