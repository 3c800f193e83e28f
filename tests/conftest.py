"""What all tests share."""

import gc

from support import parsed, quiet

quiet.install()
parsed.install()
# As seldom as the inbox itself: screens are made of many small objects that live long.
gc.set_threshold(20_000, 20, 50)
