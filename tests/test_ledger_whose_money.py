# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import SCAN
from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestWhoseMoney(LedgerCommon):
    """Whose money may be for a contract: before its end, after it, when reinstating."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls._create_payer("锦里集团总部")
        cls.stranger = cls._create_payer("成都代付商贸有限公司")

    @classmethod
    def _create_payer(cls, name, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, **values}
        )

    def _bill(self, partner):
        """Make a contract whose invoices a partner gets, and its renewal."""
        self.contract = self._activate(partner_invoice_id=partner.id)
        self.term = self._renew(self.contract)
        self.assertEqual(self.term.invoice_id.partner_id, partner)

    def _receive(self, partner, memo=False, day="2027-03-02", amount=7208.0, **values):
        """Enter money of a payer that is not allocated, on a day or for an earlier one.

        :return: the payment
        """
        payment = self.env["account.payment"].create(
            {
                "partner_id": partner.id,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.bank_journal.id,
                "amount": amount,
                "date": day,
                "memo": memo,
                **values,
            }
        )
        payment.action_post()
        return payment

    def _assert_held(self):
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")
        self.assertIn("not allocated yet", self.contract.activity_ids.summary)
        with self._on("2027-03-04"):
            self.assertIn("On hold", self.contract.termination_verdict)
            self.assertTrue(self.contract.is_held_by_credit)

    def _assert_ended(self):
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")

    def _assert_reinstated_by(self, payment):
        self.assertIn("no gap", self.contract.activity_ids.summary)
        with self._on("2027-03-06"):
            self.contract.action_reinstate_contract("款项已按时到账")
        self.assertEqual(self.term.state, "paid")
        self.assertEqual(self.contract.contract_state, "active")
        receivable = self._receivable(payment.move_id)
        self.assertEqual(receivable.amount_residual, 0.0)

    # -- before the end ---------------------------------------------------------------

    def test_party_a_pays_although_the_group_gets_the_invoices(self):
        self._bill(self.group)
        self._receive(self.customer, self.contract.contract_number)
        self._assert_held()

    def test_party_a_pays_without_naming_the_contract(self):
        self._bill(self.group)
        self._receive(self.customer)
        self._assert_held()

    def test_the_group_that_gets_the_invoices_pays(self):
        self._bill(self.group)
        self._receive(self.group)
        self._assert_held()

    def test_a_person_of_the_group_pays(self):
        person = self.env["res.partner"].create(
            {"name": "王会计", "parent_id": self.group.id}
        )
        self._bill(self.group)
        self._receive(person)
        self._assert_held()

    def _make_out_to_the_group(self):
        """Let accounting reverse the renewal's invoice and make it out to the group."""
        self._bill(self.customer)
        invoice = self.term.invoice_id
        with self._on("2027-02-10"):
            wizard = (
                self.env["account.move.reversal"]
                .with_context(active_model="account.move", active_ids=invoice.ids)
                .create({"journal_id": invoice.journal_id.id, "reason": "换抬头"})
            )
            new = self.env["account.move"].browse(wizard.modify_moves()["res_id"])
            new.partner_id = self.group
            new.action_post()
        self.assertEqual(self.term.invoice_id.partner_id, self.group)

    def test_who_has_an_invoice_made_anew_pays_it(self):
        self._make_out_to_the_group()
        self._receive(self.group)
        self._assert_held()

    def test_who_had_the_invoice_of_a_paid_period_pays_no_later_one(self):
        self._make_out_to_the_group()
        self._pay(self.contract, "2027-02-20")
        renewal = self._renew(self.contract)
        self.assertEqual(renewal.invoice_id.partner_id, self.customer)
        self._receive(self.group, day="2028-02-20")
        self._end_unpaid("2028-03-05")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_a_stranger_pays_and_names_the_contract(self):
        self._bill(self.customer)
        number = self.contract.contract_number
        self._receive(self.stranger, f"代付合同{number}第二年年费")
        self._assert_held()

    def test_a_stranger_names_it_in_full_width_and_lower_case(self):
        self._bill(self.customer)
        number = self.contract.contract_number.lower()
        wide = "".join(chr(ord(char) + 0xFEE0) for char in number)
        self._receive(self.stranger, wide)
        self._assert_held()

    def test_a_stranger_pays_and_names_the_invoice(self):
        self._bill(self.customer)
        self._receive(self.stranger, f"付 {self.term.invoice_id.name}")
        self._assert_held()

    def test_a_stranger_who_names_nothing_or_a_longer_number(self):
        self._bill(self.customer)
        self._receive(self.stranger)
        self._receive(self.stranger, f"{self.contract.contract_number}1")
        self._receive(self.stranger, f"{self.contract.contract_number}-2")
        self._assert_ended()

    def test_a_bank_line_without_a_partner_that_names_the_contract(self):
        self._bill(self.customer)
        self._receive_in_bank(
            self.contract,
            7208.0,
            "2027-03-02",
            partner_id=False,
            payment_ref=self.contract.contract_number,
        )
        self._assert_held()

    def test_a_bank_line_without_a_partner_that_names_nothing(self):
        self._bill(self.customer)
        self._receive_in_bank(self.contract, 7208.0, "2027-03-02", partner_id=False)
        self._assert_ended()

    def test_a_strangers_payment_without_an_entry(self):
        self._without_outstanding_account()
        self._bill(self.customer)
        payment = self._receive(self.stranger, self.contract.contract_number)
        self.assertFalse(payment.move_id)
        self._assert_held()

    def test_what_a_manager_says_is_not_for_it_holds_it_no_longer(self):
        self._bill(self.customer)
        self._receive(self.stranger, self.contract.contract_number)
        self._assert_held()
        with self._on("2027-03-04"):
            self.term.action_ignore_credit("写错了合同编号")
        self._end_unpaid("2027-03-05")
        self.assertEqual(self.contract.contract_state, "terminated")

    def test_two_payers_together_pay_the_whole(self):
        self._bill(self.group)
        self._receive(self.customer, amount=7000.0)
        self._receive(self.stranger, self.contract.contract_number, amount=208.0)
        self._assert_held()

    # -- after it, and when reinstating -----------------------------------------------

    def test_party_a_reinstates_although_the_group_gets_the_invoices(self):
        self._bill(self.group)
        self._assert_ended()
        with self._on("2027-03-05"):
            payment = self._receive(self.customer, self.contract.contract_number)
        self._assert_reinstated_by(payment)

    def test_who_had_an_invoice_made_anew_reinstates(self):
        self._make_out_to_the_group()
        self._assert_ended()
        with self._on("2027-03-05"):
            payment = self._receive(self.group)
        self._assert_reinstated_by(payment)

    def test_a_strangers_money_in_time_reinstates(self):
        self._bill(self.customer)
        self._assert_ended()
        with self._on("2027-03-05"):
            payment = self._receive(self.stranger, self.term.invoice_id.name)
        self._assert_reinstated_by(payment)

    def test_a_bank_line_without_a_partner_reinstates(self):
        self._bill(self.customer)
        self._assert_ended()
        with self._on("2027-03-05"):
            bank_line = self._receive_in_bank(
                self.contract,
                7208.0,
                "2027-03-02",
                partner_id=False,
                payment_ref=f"续费{self.contract.contract_number}",
            )
        self._assert_reinstated_by(bank_line)
        self.assertEqual(self._receivable(bank_line.move_id).partner_id, self.customer)

    def test_a_strangers_late_money_is_told(self):
        self._bill(self.customer)
        self._assert_ended()
        with self._on("2027-03-10"):
            self._receive(
                self.stranger, self.contract.contract_number, day="2027-03-10"
            )
        self.assertIn("too late", self.contract.activity_ids.summary)

    def test_money_that_names_another_contract_is_used_last(self):
        self._bill(self.customer)
        other = self._sign("2027-02-01")
        self._assert_ended()
        with self._on("2027-03-05"):
            others = self._receive(self.customer, other.contract_number, "2027-02-20")
            payment = self._receive(self.customer, self.contract.contract_number)
        self._assert_reinstated_by(payment)
        self.assertEqual(self._receivable(others.move_id).amount_residual, -7208.0)

    def test_money_on_another_receivable_account_is_transferred_first(self):
        account = self.company_data["default_account_receivable"].copy()
        self.stranger.property_account_receivable_id = account
        self._bill(self.customer)
        self._receive(self.stranger, self.contract.contract_number)
        self._assert_held()
        self.term.sudo().ignored_move_ids = self.env["account.move"].search(
            [("partner_id", "=", self.stranger.id)]
        )
        self._end_unpaid("2027-03-05")
        self.term.sudo().ignored_move_ids = False
        with self._on("2027-03-06"), self.assertRaises(UserError) as refused:
            self.contract.action_reinstate_contract("款项已按时到账")
        self.assertIn(account.code, str(refused.exception))
        self.assertEqual(self.contract.contract_state, "terminated")


@tagged("post_install", "-at_install")
class TestMoneyInBranches(LedgerCommon):
    """Money in the bank of any branch is the company's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        same = ("account_storno", "city", "phone", "street", "zip")
        values = {name: cls.company[name] for name in same}
        values["country_id"] = cls.env.ref("base.cn").id
        fiscal_country = cls.company.account_fiscal_country_id
        values["account_fiscal_country_id"] = fiscal_country.id
        cls.company.child_ids = [
            Command.create({**values, "name": name})
            for name in ("重庆分公司", "昆明分公司")
        ]
        cls.cr.precommit.run()  # core loads the branches' accounts
        cls.branch, cls.other_branch = cls.company.child_ids
        cls.env.user.company_ids |= cls.company.child_ids

    def setUp(self):
        super().setUp()
        with self._on("2026-03-01"):
            self.contract = self._create_sent_contract(company_id=self.branch.id)
            self.contract.action_register_signed_paper("李静", SCAN)
        self.assertEqual(self.contract.company_id, self.branch)
        self._pay(self.contract, "2026-03-01")
        self.term = self._renew(self.contract)

    def _receive_at(self, company):
        payment = self._credit(
            self.contract, 7208.0, "2027-03-02", company_id=company.id
        )
        self.assertEqual(payment.company_id, company)

    def test_money_in_the_parents_bank_holds_it(self):
        self._receive_at(self.company)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_money_at_another_branch_holds_it(self):
        self._receive_at(self.other_branch)
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "active")

    def test_money_that_went_back_at_another_branch_pays_nothing(self):
        self._pay(self.contract, "2027-02-20")
        with self._on("2027-02-22"):
            self.term.invoice_id._reverse_moves(cancel=True)
        self._pay_back(
            self.contract, 7208.0, "2027-02-22", company_id=self.other_branch.id
        )
        with self._on("2027-02-23"):
            self.term.action_invoice_again()
        self.assertEqual(self.term.state, "invoiced")

    def test_money_in_the_parents_bank_reinstates_it(self):
        self._end_unpaid("2027-03-04")
        self.assertEqual(self.contract.contract_state, "terminated")
        self._receive_at(self.company)
        self.assertIn("no gap", self.contract.activity_ids.summary)
        with self._on("2027-03-06"):
            self.contract.action_reinstate_contract("款项已按时到账")
        self.assertEqual(self.term.state, "paid")
