"""The Textual user interface: screens route, widgets draw and post, the center does the work."""

import os

# Read once, when textual is first imported. An animated page-up takes 280-680 ms and 100 KB
# or more, which is unusable over SSH (docs/architecture.md).
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
