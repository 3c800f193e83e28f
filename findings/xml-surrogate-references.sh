#!/usr/bin/env bash
# Versions: expat 2.5.0 (Python 3.11.7); lxml 6.0.2 (libxml2 2.14.6)
# Seen: Android's XML serializer, and backups of messages made with it, write an emoji as the two halves of
#   UTF-16, `&#55357;&#56838;`. XML has no such characters, so expat and lxml refuse the whole file at the first
#   emoji. With `recover=True` lxml reads on and keeps the element, but its attribute cannot be read: it holds
#   bytes that are no UTF-8, and asking for it raises UnicodeDecodeError. HTML's rules make two U+FFFD of it.
# One would have guessed: a parser that recovers gives a string for each attribute, whatever is in it.
# Hurts: whoever reads messages of Signal, Silence or SMS Backup & Restore by XML: one emoji ends the file, and
#   the usual way out ends it later, in code that only reads an attribute.
set -u
python="${PYTHON:-python3}"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$python" -m venv "$folder/venv" && "$folder/venv/bin/python" -m pip install --quiet \
    --disable-pip-version-check lxml==6.0.2 || exit 2
cat >"$folder/look.py" <<'PY'
import html
from xml.etree import ElementTree

from lxml import etree

EMOJI = "&#55357;&#56838;"
FILE = f'<smses><sms body="Fine"/><sms body="Yes {EMOJI}"/><sms body="Next"/></smses>'.encode()

for name, parse, error in (
    ("expat", ElementTree.fromstring, ElementTree.ParseError),
    ("lxml", etree.fromstring, etree.XMLSyntaxError),
):
    try:
        parse(FILE)
        print(name, "reads it")
    except error as told:
        print(f"{name}: {str(told).partition(',')[0]}")
recovered = list(etree.fromstring(FILE, etree.XMLParser(recover=True)))
print("recovered elements:", len(recovered))
for element in recovered:
    try:
        print("body:", element.get("body"))
    except UnicodeDecodeError as told:
        print("body:", type(told).__name__, told.reason)
print("html:", ascii(html.unescape(EMOJI)))
PY
got="$("$folder/venv/bin/python" "$folder/look.py")"
echo "$got"
[ "$got" = "expat: reference to invalid character number: line 1
lxml: xmlParseCharRef: invalid xmlChar value 55357
recovered elements: 3
body: Fine
body: UnicodeDecodeError invalid continuation byte
body: Next
html: '\ufffd\ufffd'" ] && exit 0
exit 1
