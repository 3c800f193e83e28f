"""The numbers of the demo: 555-01xx, which belong to nobody, and a short code."""

SHOP = "5145550100"
SUPPORT = "4385550175"
FAX = "5145550190"
ZOE = "4385550123"
LONG_THREAD = "4505550142"
"""Marc-André, whose conversation has hundreds of messages."""
SHORT_CODE = "29283"
