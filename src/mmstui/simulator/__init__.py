"""A VoIP.ms that lives on this machine.

It imports nothing of mmstui, so that it can contradict us: what it answers comes from
voipms-api.md alone. Every doubt of that sheet is one of the `Switches`.
"""

from mmstui.simulator.account import Account, Did, Media, Message, PhonebookEntry
from mmstui.simulator.app import API_PATH, create_app
from mmstui.simulator.clock import Clock, ManualClock, SystemClock
from mmstui.simulator.command import main
from mmstui.simulator.demo import demo_account
from mmstui.simulator.switches import Switches

__all__ = [
    "API_PATH",
    "Account",
    "Clock",
    "Did",
    "ManualClock",
    "Media",
    "Message",
    "PhonebookEntry",
    "Switches",
    "SystemClock",
    "create_app",
    "demo_account",
    "main",
]
