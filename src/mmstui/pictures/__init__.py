"""Pictures: looked at, shrunk, converted, and made small enough for a terminal.

The only room that imports Pillow, and only inside functions: a program that shows no picture
does not load it. Everything here is blocking; run it in a thread.
"""

from mmstui.pictures.fitting import Cancelled, Fitted, fit
from mmstui.pictures.probe import Look, PictureProblem, kind, look, unreadable

__all__ = ["Cancelled", "Fitted", "Look", "PictureProblem", "fit", "kind", "look", "unreadable"]
