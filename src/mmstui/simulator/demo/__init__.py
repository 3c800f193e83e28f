"""The demo account: a boat workshop in Montréal and its customers."""

from mmstui.simulator.demo.history import demo_account, demo_dids, demo_switches
from mmstui.simulator.demo.life import DemoLife

__all__ = ["DemoLife", "demo_account", "demo_dids", "demo_switches"]
