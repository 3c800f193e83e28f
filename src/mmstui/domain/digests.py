"""SHA-256 without OpenSSL, whose loading is a twentieth of the time of a short command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import sha256 as sha256
else:
    # As the library's own `random` does: hashlib takes these too where there is no OpenSSL.
    try:
        from _sha2 import sha256 as sha256
    except ImportError:  # Python 3.11
        try:
            from _sha256 import sha256 as sha256
        except ImportError:
            from hashlib import sha256 as sha256
