"""The demo: a boat workshop in Montréal, its customers, and the life that goes on there."""

from mmstui.simulator.demo.history import demo_account, demo_dids, demo_switches
from mmstui.simulator.demo.life import DemoLife

__all__ = ["DemoLife", "demo_account", "demo_dids", "demo_switches"]
