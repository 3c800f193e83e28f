"""What all tests share."""

from support import quiet

quiet.install()
