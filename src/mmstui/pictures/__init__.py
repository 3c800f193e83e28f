"""Pictures: read headers, fit pictures into an MMS, and decode thumbnails.

Only this package imports Pillow, and only inside functions: a program that shows no picture does
not load it. All functions block; call them in a thread.
"""

from mmstui.pictures.fitting import Cancelled, Fitted, fit
from mmstui.pictures.probe import Look, PictureProblem, kind, look, unreadable

__all__ = ["Cancelled", "Fitted", "Look", "PictureProblem", "fit", "kind", "look", "unreadable"]
