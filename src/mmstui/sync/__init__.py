"""Keeps store and VoIP.ms in step: poller, backfill, outbox, media. Plain asyncio, no Textual."""

from mmstui.sync.connect import connect, seen_address
from mmstui.sync.engine import Engine
from mmstui.sync.intervals import Policy
from mmstui.sync.report import Report

__all__ = ["Engine", "Policy", "Report", "connect", "seen_address"]
