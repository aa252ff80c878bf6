# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Who pays, who is whom, what the customer announces: rules of the state machine."""

from hypothesis import strategies as st

from .ledger_machine_common import act, only_if


class PeopleRules:
    """Other payers, contacts that are merged, and events nobody can help."""

    @act(at_most=2, is_named=st.booleans())
    def stranger_pays(self, is_named):
        """Somebody else pays (代付): it counts if he names the contract."""
        number = self.contract.contract_number
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.test.stranger.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.test.bank_journal.id,
                "amount": 7208.0,
                "date": self.day,
                "memo": f"代付 {number}" if is_named else "货款",
            }
        )
        payment.action_post()
        if is_named:
            self._note_receipt(payment)
        else:
            self.is_paid_for_something_else = True

    # core rewrites the whole database by SQL
    @act(at_most=1)
    def merge_customer(self):
        """The customer is merged into another record of the same company."""
        customer = self.contract.partner_id
        other = customer.copy({"name": customer.name, "vat": customer.vat})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((customer | other).ids, other, extra_checks=False)
        self.env.invalidate_all()

    @only_if(lambda self: self.runs)
    @act(at_most=1)
    def announce_force_majeure(self):
        """A force majeure of the customer: nothing is ended until it is over."""
        self._announce_force_majeure()

    def _announce_force_majeure(self):
        self.test._receive(self.contract, "force_majeure", str(self.day))
        self.ledger.is_force_majeure = True

    @only_if(lambda self: self.runs and self.ledger.is_force_majeure)
    @act()
    def end_force_majeure(self):
        """It is over."""
        self.test._receive(self.contract, "force_majeure_end", str(self.day))
        self.ledger.is_force_majeure = False
