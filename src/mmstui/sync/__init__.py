"""Synchronise the store with VoIP.ms: poll, backfill, send, delete, download. Asyncio only."""

from mmstui.sync.connect import connect, seen_address
from mmstui.sync.engine import Engine
from mmstui.sync.intervals import Policy
from mmstui.sync.report import Report

__all__ = ["Engine", "Policy", "Report", "connect", "seen_address"]
