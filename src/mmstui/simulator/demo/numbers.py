"""The numbers of the demo. All are 555-01xx, which belong to nobody, but for the short code."""

SHOP = "5145550100"
SUPPORT = "4385550175"
FAX = "5145550190"
ZOE = "4385550123"
LONG_THREAD = "4505550142"
"""Marc-André: the conversation with hundreds of messages."""
SHORT_CODE = "29283"
