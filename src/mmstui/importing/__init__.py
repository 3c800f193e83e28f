"""Reads messages from files of other programs, and from our own exports.

A reader yields what a file has at each place, in its order, and never raises for what is in it:
every such file may be made to do harm. What it cannot read it names and passes over.
"""

from mmstui.importing.checks import ReadTerms
from mmstui.importing.kinds import FileKind, NotAnArchive, kind_of, read

__all__ = ["FileKind", "NotAnArchive", "ReadTerms", "kind_of", "read"]
