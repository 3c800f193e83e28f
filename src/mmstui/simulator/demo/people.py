"""The contacts of the demo's workshop, newest conversation first."""

from mmstui.simulator.demo.earlier import EARLIER
from mmstui.simulator.demo.recent import RECENT

PEOPLE = (*RECENT, *EARLIER)
