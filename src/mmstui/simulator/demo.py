"""The demo account."""

from mmstui.simulator.account import Account, Did
from mmstui.simulator.clock import Clock


def demo_account(clock: Clock, seed: int = 1) -> Account:
    """Return the demo account."""
    account = Account()
    account.add_did(Did("5145550100", "MONTREAL, QC", "Shop"))
    account.add_did(Did("4385550175", "MONTREAL, QC", "Support", mms=False))
    account.add_did(Did("5145550190", "MONTREAL, QC", "Old fax", sms=False, mms=False))
    account.add_name("Zoé Tremblay", "4385550123")
    now = clock.now()
    account.add("sms", "5145550100", "4385550123", "Bonjour !", at=now - 7200)
    account.add("sms", "5145550100", "4385550123", "Bonjour Zoé.", at=now - 3600, outgoing=True)
    return account
