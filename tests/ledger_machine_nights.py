# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Days that pass and nights that judge: rules of the state machine."""

from datetime import timedelta

from hypothesis import strategies as st

from .ledger_machine_common import HOLDS, ONE_DAY, WEEK, act, only_if


class NightRules:
    """What the scheduled actions do to a contract, and whether they were right."""

    @act(at_most=3, days=st.integers(1, 12) | st.integers(20, 200))
    def wait(self, days):
        """Days pass, and then a night runs."""
        self._go_to(self.day + timedelta(days=days))
        self._run_night()

    @only_if(lambda self: self._is_active() and not self._get_standing_offer())
    @act()
    def wait_for_what_follows(self):
        """The last day to pay passes, or the next fee becomes due; a night runs."""
        last = self.ledger.get_living()[-1:]
        if self.ledger.find_offer():
            self._let_the_last_day_pass()
        elif last and self.ledger.is_paid(last):
            self._go_to(max(last.date_end - timedelta(days=25), self.day))
            self._run_night()
        else:
            self._go_to(self.day + ONE_DAY)
            self._run_night()

    def _is_active(self):
        return self.contract.contract_state == "active"

    def _get_standing_offer(self):
        """Return the renewal that has to be paid, if its invoice is untouched."""
        return self._is_active() and self.ledger.find_offer() & self._get_uncredited()

    @only_if(lambda self: self._get_standing_offer())
    @act()
    def wait_in_vain(self):
        """The last day to pay passes, and nothing else happens."""
        self._let_the_last_day_pass()

    @only_if(lambda self: self._get_standing_offer())
    @act(happens=st.sampled_from(sorted(HOLDS)))
    def wait_while(self, happens):
        """The last day to pay passes, and until then something holds the offer."""
        offer = self._get_standing_offer()
        if happens == "draft":
            self._set_to_draft(offer)
        elif happens == "credited":
            self._credit(offer.invoice_id)
        elif happens == "paid copy":
            self._copy(offer.invoice_id, is_paid=True)
        elif happens == "money":
            self._receive(offer.amount, self.day)
        elif happens == "force majeure":
            self._announce_force_majeure()
        elif happens == "agreed end":
            last_day = max(offer.date_start, self.day) + WEEK
            self._end(self.test.agreement, last_day, charge="by_day")
        self._let_the_last_day_pass()

    def _let_the_last_day_pass(self):
        if offer := self.ledger.find_offer():
            self._go_to(max(self.ledger.get_deadline(offer), self.day) + ONE_DAY)
        self._run_night()

    def _run_night(self):
        contract = self.contract._in_company(self.test.company)
        offer = self.ledger.find_offer()
        deadline = offer and self.ledger.get_deadline(offer)
        hold = offer and self.ledger.find_hold(offer, deadline)
        was_active = contract.contract_state == "active"
        for step in (
            contract._get_renewal_steps()
            + contract._get_termination_steps()
            + contract._get_tracking_steps()
        ):
            contract._process(contract._get_due_domain(step, self.test.company), step)
        if was_active and offer and deadline < self.day:
            self.test.nights[hold] += 1
        if was_active and contract.contract_state == "terminated":
            if contract.close_reason_id == self.test.unpaid:
                self.given_up = (offer, deadline)
                self.test.assertTrue(offer, "ended although nothing was to be paid")
                self.test.assertLess(deadline, self.day, "ended before its deadline")
                self.test.assertFalse(hold, "ended in spite of a hold")
        elif contract.contract_state == "active" and offer and not hold:
            self.test.assertGreaterEqual(deadline, self.day, "served unpaid")
