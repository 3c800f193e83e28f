"""mmstui: a terminal message center for VoIP.ms."""

__version__ = "0.1.0"
