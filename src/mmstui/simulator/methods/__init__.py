"""The simulator's methods by name."""

from mmstui.simulator.calls import Method
from mmstui.simulator.methods.customer import get_balance, get_dids_info, get_ip
from mmstui.simulator.methods.deleting import delete_mms, delete_sms
from mmstui.simulator.methods.listing import get_media_mms, get_mms, get_sms
from mmstui.simulator.methods.phonebook import (
    del_phonebook,
    get_phonebook,
    get_phonebook_groups,
    set_phonebook,
)
from mmstui.simulator.methods.sending import send_mms, send_sms
from mmstui.simulator.methods.settings import set_sms

METHODS: dict[str, Method] = {
    "delPhonebook": del_phonebook,
    "deleteMMS": delete_mms,
    "deleteSMS": delete_sms,
    "getBalance": get_balance,
    "getDIDsInfo": get_dids_info,
    "getIP": get_ip,
    "getMMS": get_mms,
    "getMediaMMS": get_media_mms,
    "getPhonebook": get_phonebook,
    "getPhonebookGroups": get_phonebook_groups,
    "getSMS": get_sms,
    "sendMMS": send_mms,
    "sendSMS": send_sms,
    "setPhonebook": set_phonebook,
    "setSMS": set_sms,
}

__all__ = ["METHODS"]
