# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .notice_common import YEARLY, NoticeCommon


@tagged("post_install", "-at_install")
class TestSettledWarnings(NoticeCommon):
    """What asked somebody to see to something is withdrawn once that is settled."""

    def _renewal(self):
        contract = self._activate()
        return contract, self._renew(contract)

    def _assert_warned(self, contract, text, number=1):
        summaries = contract.activity_ids.mapped("summary")
        found = [summary for summary in summaries if text in summary]
        self.assertEqual(len(found), number, summaries)

    def _forget_addresses(self, contract):
        """Let letters of a contract be handed over: nobody has an e-mail address."""
        (contract.contact_partner_id | contract.partner_id).email = False
        contract._write_protected({"signing_email": False})

    def test_a_payment_that_was_undone_and_came_again(self):
        contract, term = self._renewal()
        payment = self._pay(contract, "2027-02-20")
        with self._on("2027-02-21"):
            payment.action_draft()
            payment.action_cancel()
        self._assert_warned(contract, "undone or bounced")
        self._pay(contract, "2027-02-22", term=term)
        self._assert_warned(contract, "undone or bounced", 0)

    def test_an_end_that_was_held_and_is_paid(self):
        contract, term = self._renewal()
        payment = self._credit(contract, 7208.0, "2027-02-20")
        self._end_unpaid("2027-03-10")
        self._assert_warned(contract, "Not terminated although unpaid")
        with self._on("2027-03-11"):
            line = self._receivable(payment.move_id)
            term.invoice_id.js_assign_outstanding_line(line.id)
        self.assertEqual(term.state, "paid")
        self._assert_warned(contract, "Not terminated although unpaid", 0)

    def test_a_demand_that_was_followed(self):
        contract = self._activate(**YEARLY)
        instalment = self._renew(contract)
        self._track("2027-03-01")
        self._assert_warned(contract, "a payment demand was created")
        self._pay(contract, "2027-03-02", term=instalment)
        self._assert_warned(contract, "a payment demand was created", 0)

    def test_a_failure_that_is_over(self):
        contract, _term = self._renewal()
        broken = patch.object(
            type(contract), "_terminate", side_effect=UserError("Broken.")
        )
        with broken:
            self._end_unpaid("2027-03-10")
        self._assert_warned(contract, "failed on this contract")
        self._end_unpaid("2027-03-11")
        self.assertEqual(contract.contract_state, "terminated")
        self._assert_warned(contract, "failed on this contract", 0)

    def test_a_letter_that_was_handed_over_and_received(self):
        contract = self._activate()
        self._forget_addresses(contract)
        with self._on("2026-06-01"):
            notice = self._draft(
                contract, "service_upgrade", "outgoing", body="系统将于近日升级。"
            )
            notice._queue()
        self._track("2026-06-01")
        self._assert_warned(contract, "hand it over")
        with self._on("2026-06-02"):
            notice.action_send()
        self._assert_warned(contract, "hand it over", 0)
        self._track("2026-07-15")
        self._assert_warned(contract, "only counts from its receipt")
        with self._on("2026-07-16"):
            notice.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            notice.action_receive()
        self._assert_warned(contract, "only counts from its receipt", 0)

    def test_a_claim_that_was_decided(self):
        contract = self._activate()
        claim = self._receive(contract, "termination_breach", "2026-06-01")
        self._assert_warned(contract, "declares the end of the contract")
        self._track("2026-07-15")
        self._assert_warned(contract, "is still to be decided")
        with self._on("2026-07-16"):
            claim.action_object_termination()
        self._assert_warned(contract, "declares the end of the contract", 0)
        self._assert_warned(contract, "is still to be decided", 0)

    def test_a_demand_whose_receipt_is_recorded_is_still_overdue(self):
        contract = self._activate(**YEARLY)
        self._renew(contract)
        self._track("2027-03-01")
        demand = contract.notice_ids.filtered("due_date")
        self._track(str(demand.due_date + timedelta(days=1)))
        self._assert_warned(contract, "is overdue")
        with self._on(str(demand.due_date + timedelta(days=2))):
            demand.write({"receipt_basis": "signed", "proof_ids": self._file().ids})
            demand.action_receive()
        self._assert_warned(contract, "only counts from its receipt", 0)
        self._assert_warned(contract, "is overdue")
        with self._on(str(demand.due_date + timedelta(days=3))):
            demand.action_done()
        self._assert_warned(contract, "is overdue", 0)

    def test_a_letter_that_is_withdrawn_before_somebody_hands_it_over(self):
        contract = self._activate()
        self._forget_addresses(contract)
        with self._on("2026-06-01"):
            notice = self._draft(
                contract, "service_upgrade", "outgoing", body="系统将于近日升级。"
            )
            notice._queue()
        self._track("2026-06-01")
        self._assert_warned(contract, "hand it over")
        with self._on("2026-06-02"):
            notice.action_cancel()
        self._assert_warned(contract, "hand it over", 0)

    # -- what an end settles ---------------------------------------------------------

    def test_what_held_an_end_that_came_all_the_same(self):
        contract, term = self._renewal()
        self._credit(contract, 7208.0, "2027-02-20")
        self._end_unpaid("2027-03-10")
        self._assert_warned(contract, "Not terminated although unpaid")
        with self._on("2027-03-11"):
            contract.action_terminate_contract(self.agreement)
        self.assertEqual(term.state, "lapsed")
        self._assert_warned(contract, "Not terminated although unpaid", 0)

    def test_what_held_an_end_for_which_there_is_more_time(self):
        contract, term = self._renewal()
        self._credit(contract, 7208.0, "2027-02-20")
        self._end_unpaid("2027-03-10")
        with self._on("2027-03-11"):
            term.action_grant_time("2027-04-30", "客户申请")
        self._assert_warned(contract, "Not terminated although unpaid", 0)

    def test_a_demand_whose_contract_has_ended(self):
        contract = self._activate(**YEARLY)
        self._renew(contract)
        self._track("2027-03-01")
        self._assert_warned(contract, "a payment demand was created")
        with self._on("2027-03-10"):
            contract.action_terminate_contract(self.agreement)
        self._assert_warned(contract, "a payment demand was created", 0)

    def test_what_was_not_demanded_and_is_now(self):
        contract = self._activate(**YEARLY)
        instalment = self._renew(contract)
        payment = self._credit(contract, 7208.0, "2027-02-20")
        self._track("2027-03-01")
        self._assert_warned(contract, "is not demanded")
        with self._on("2027-03-02"):
            payment.action_draft()
            payment.action_cancel()
        self._track("2027-03-03")
        self.assertTrue(instalment.demanded_on)
        self._assert_warned(contract, "is not demanded", 0)

    def test_money_to_be_allocated_to_a_period_that_was_given_up(self):
        contract, _term = self._renewal()
        self._credit(contract, 7208.0, "2027-01-31")
        self._run("invoice_renewals", contract.next_reminder_on)
        self._assert_warned(contract, "allocate it to")
        with self._on("2027-02-20"):
            contract.action_terminate_contract(self.agreement, "2027-02-28")
        self._assert_warned(contract, "allocate it to", 0)

    def test_money_left_at_an_end_that_was_undone(self):
        contract, _term = self._renewal()
        self._credit(contract, 7208.0, "2027-02-20")
        with self._on("2027-02-25"):
            contract.action_terminate_contract(self.agreement)
        self._assert_warned(contract, "is still with us")
        with self._on("2027-02-26"):
            contract.action_reinstate_contract("双方协商一致")
        self._assert_warned(contract, "is still with us", 0)
