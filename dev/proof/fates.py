"""What becomes of the customers in ``chaos.py``, and what is agreed with them.

A fate is the name of a method of ``chaos_customer.Customer``. ``recount.py`` judges by
it how the contract has to end.
"""

import random
from datetime import timedelta

# Customers whose contracts have to go on: they pay in time, or somebody does for them
GOES_ON = (
    "pays",
    "pays_in_parts",
    "pays_unallocated",
    "pays_twice_over",
    "is_reissued_unpaid",
    "is_reissued_paid",
    "pays_a_copy",
    "group_pays",
    "pays_for_the_group",
    "contact_pays",
    "stranger_pays",
    "is_merged",
    "duplicate_pays",
    "agrees_and_withdraws",
)
# Those whose contracts have to end unpaid
ENDED = (
    "never_pays",
    "pays_a_part",
    "pays_after_the_end",
    "gets_the_payment_back",
    "gets_the_deposit_back",
)
# Those with whom an end is agreed, and how the days until then are charged
AGREED = {
    "agrees_free": "free",
    "agrees_by_day": "by_day",
    "agrees_amount": "amount",
}
FATES = (*GOES_ON, *ENDED, *AGREED, "races")

AGREED_AMOUNT = 888.88
LONGEST_AGREEMENT = 50


def get_chance(contract_id, what):
    """Return a number from 0 to 1 that is always the same for a contract and a matter.

    :param int contract_id: which contract
    :param what: what it is about
    :rtype: float
    """
    return random.Random(f"{contract_id}-{what}").random()


def get_agreed_day(contract_id, paid_until):
    """Return the last day of service that is agreed with a customer.

    :param int contract_id: which contract
    :param date paid_until: the last day that was paid when the run began
    :rtype: date
    """
    days = 20 + int(get_chance(contract_id, "end") * (LONGEST_AGREEMENT - 20))
    return paid_until + timedelta(days=days)


def get_charge(contract_id, fate):
    """Return how the days until an agreed end are charged, None if there is none.

    :param int contract_id: which contract
    :param str fate: the fate of its customer
    :rtype: str or None
    """
    if fate == "agrees_and_withdraws":
        charges = list(AGREED.values())
        return charges[int(get_chance(contract_id, "charge") * len(charges))]
    return AGREED.get(fate)
