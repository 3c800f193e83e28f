"""A simulator of VoIP.ms on this machine.

It imports nothing else of mmstui, so that it can contradict it: its answers come from voipms-api.md
alone. Every doubt of that sheet is one of the `Switches`.
"""

from mmstui.simulator.account import Account, Did, Media, Message, PhonebookEntry
from mmstui.simulator.app import API_PATH, create_app
from mmstui.simulator.bulk import bulk_account
from mmstui.simulator.clock import Clock, ManualClock, SystemClock
from mmstui.simulator.command import main
from mmstui.simulator.demo import DemoLife, demo_account, demo_switches
from mmstui.simulator.switches import Switches

__all__ = [
    "API_PATH",
    "Account",
    "Clock",
    "DemoLife",
    "Did",
    "ManualClock",
    "Media",
    "Message",
    "PhonebookEntry",
    "Switches",
    "SystemClock",
    "bulk_account",
    "create_app",
    "demo_account",
    "demo_switches",
    "main",
]
