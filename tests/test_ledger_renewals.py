# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import date

from odoo import Command
from odoo.tests import tagged

from .ledger_common import LedgerCommon


@tagged("post_install", "-at_install")
class TestRenewals(LedgerCommon):
    """Clause 4.1: paid in time, the contract goes on automatically."""

    def test_the_next_term_is_invoiced_ahead(self):
        contract = self._activate()
        self.assertEqual(contract.renewal_invoice_on, date(2027, 1, 29))
        self._run("invoice_renewals", "2027-01-28")
        self.assertEqual(len(contract.term_ids), 1)
        term = self._renew(contract, "2027-01-29")
        self.assertEqual(term.kind, "renewal")
        self.assertEqual(term.date_start, date(2027, 3, 1))
        self.assertEqual(term.date_end, date(2028, 2, 29))
        invoice = term.invoice_id
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.invoice_date_due, contract.paid_until)
        self.assertEqual(invoice.payment_reference, contract.contract_number)
        self.assertFalse(invoice.invoice_line_ids.sale_line_ids)
        self.assertEqual(contract.contract_date_end, date(2027, 2, 28))

    def test_the_customers_payment_terms_do_not_move_its_due_date(self):
        in_60_days = self.env["account.payment.term"].create(
            {
                "name": "60 天",
                "line_ids": [
                    Command.create(
                        {"value": "percent", "value_amount": 100, "nb_days": 60}
                    )
                ],
            }
        )
        self.customer.property_payment_term_id = in_60_days
        contract = self._activate()
        first = contract.term_ids.invoice_id
        self.assertEqual(first.invoice_date_due, self._day("2026-03-01", 60))
        invoice = self._renew(contract).invoice_id
        self.assertFalse(invoice.invoice_payment_term_id)
        self.assertEqual(invoice.invoice_date_due, date(2027, 2, 28))

    def test_sending_is_left_to_cores_own_job(self):
        self.customer.email = "jinli@example.com"
        for mode, is_sent in (("invoice", False), ("invoice_send", True)):
            with self.subTest(mode=mode):
                self.plan.invoicing_mode = mode
                contract = self._activate()
                invoice = self._renew(contract).invoice_id
                self.assertEqual(invoice.state, "posted")
                self.assertEqual(bool(invoice.sending_data), is_sent)
                self.assertFalse(invoice.invoice_pdf_report_id)
                self.assertFalse(invoice.is_move_sent)
                mails = self.env["mail.mail"].search([("model", "=", "account.move")])
                self.assertNotIn(invoice.id, mails.mapped("res_id"))

    def test_running_twice_changes_nothing(self):
        contract = self._activate()
        self._renew(contract, "2027-01-29")
        self._run("invoice_renewals", "2027-01-29")
        self.assertEqual(len(contract.term_ids), 2)

    def test_paid_in_time_it_goes_on_by_one_period(self):
        contract = self._activate()
        self._renew(contract)
        self._pay(contract, "2027-02-20")
        self.assertEqual(contract.contract_date_end, date(2028, 2, 29))
        self.assertEqual(contract.paid_until, date(2028, 2, 29))
        self.assertEqual(contract.contract_state, "active")
        self.assertFalse(contract.open_term_id)
        self.assertEqual(contract.renewal_invoice_on, date(2028, 1, 30))

    def test_a_renewal_waits_for_everything_before_it(self):
        contract = self._activate()
        self._renew(contract)
        self._run("invoice_renewals", "2028-02-01")
        self.assertEqual(len(contract.term_ids), 2)

    def test_an_instalment_follows_whether_or_not_the_last_one_is_paid(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=3, contract_payment_schedule="yearly"
        )
        self._renew(contract, "2027-01-29")
        self._run("invoice_renewals", "2028-01-30")
        self.assertEqual(
            contract.term_ids.sorted("sequence").mapped("kind"),
            ["initial", "instalment", "instalment"],
        )
        self._run("invoice_renewals", "2029-02-01")
        self.assertEqual(len(contract.term_ids), 3)

    def test_a_plan_edited_later_moves_no_running_contract(self):
        contract = self._activate()
        self.plan.write({"renewal_lead_days": 90, "grace_days": 0, "renewal_years": 2})
        self.assertEqual(contract.renewal_invoice_on, date(2027, 1, 29))
        self.assertEqual(self._renew(contract).years, 1)

    def test_days_of_downtime_are_caught_up_late_and_given_their_time(self):
        contract = self._activate()
        # an invoice dated back would be refused
        self.company.fiscalyear_lock_date = date(2027, 3, 15)
        self._end_unpaid("2027-03-20")
        self.assertEqual(contract.contract_state, "active")
        term = self._renew(contract, "2027-03-20")
        self.assertEqual(term.date_start, date(2027, 3, 1))
        self.assertEqual(term.invoice_id.invoice_date, date(2027, 3, 20))
        self.assertEqual(term.invoice_id.invoice_date_due, date(2027, 3, 20))
        self.assertEqual(contract.payment_deadline, date(2027, 3, 29))

    def test_after_years_of_downtime_one_run_makes_every_instalment_missed(self):
        contract = self._activate(
            "2026-03-01", contract_term_years=4, contract_payment_schedule="yearly"
        )
        self._run("invoice_renewals", "2028-06-01")
        terms = contract.term_ids.sorted("sequence")
        self.assertEqual(
            terms.mapped("date_start"),
            [date(2026, 3, 1), date(2027, 3, 1), date(2028, 3, 1)],
        )
        self.assertEqual(len(terms.invoice_id), 3)
        self.assertEqual(
            terms[1:].invoice_id.mapped("invoice_date_due"), [date(2028, 6, 1)] * 2
        )

    def test_what_was_bought_on_29_february_ends_as_the_paper_says(self):
        contract = self._activate(
            "2024-02-29", contract_term_years=8, contract_payment_schedule="yearly"
        )
        self._run("invoice_renewals", "2031-06-01")
        self.assertEqual(
            contract.term_ids.sorted("sequence").mapped("date_end"),
            [
                *(date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28)),
                *(date(2028, 2, 29), date(2029, 2, 28), date(2030, 2, 28)),
                *(date(2031, 2, 28), date(2032, 2, 28)),
            ],
        )
        self.assertEqual(contract.contract_date_end, date(2032, 2, 28))
        for term in contract.term_ids.sorted("sequence")[1:]:
            self._pay(contract, "2031-06-01", term=term)
        renewal = self._renew(contract)
        self.assertEqual(renewal.date_start, date(2032, 2, 29))
        self.assertEqual(renewal.date_end, date(2033, 2, 28))

    def test_nobody_is_reminded_after_the_last_paid_day(self):
        contract = self._activate()
        self._renew(contract, "2027-03-20")  # late
        self.assertFalse(self._reminders(contract))
        bounced = self._activate()
        self._renew(bounced, "2027-01-29")
        payment = self._pay(bounced, "2027-02-01")
        sent = self._reminders(bounced)
        with self._on("2027-03-02"):
            payment.action_reject()
        self._run("invoice_renewals", "2027-03-02")
        self.assertEqual(self._reminders(bounced), sent)

    def test_a_reminder_names_the_last_day_to_pay(self):
        contract = self._activate()
        self._renew(contract, "2027-01-29")
        self.assertEqual(contract.payment_deadline, date(2027, 3, 3))
        body = self._reminders(contract).body
        self.assertIn("02/28/2027", body)
        self.assertIn("03/03/2027", body)
        # made late, it can be paid for a week
        contract = self._activate()
        self._renew(contract, "2027-02-27")
        self.assertIn("03/08/2027", self._reminders(contract).body)

    def test_reminders_go_out_once_each(self):
        self.contact.email = "lijing@example.com"
        contract = self._activate()
        self._renew(contract, "2027-01-29")
        reminders = self._reminders(contract)
        self.assertEqual(len(reminders), 1)  # 30 days before
        self.assertIn(contract.contract_number, reminders.body)
        self.assertEqual(contract.next_reminder_on, date(2027, 2, 13))
        self._run("invoice_renewals", "2027-01-30")
        self.assertEqual(len(self._reminders(contract)), 1)
        self._run("invoice_renewals", "2027-02-13")
        self._run("invoice_renewals", "2027-02-13")
        self.assertEqual(len(self._reminders(contract)), 2)
        self._run("invoice_renewals", "2027-02-27")  # the 7th day was missed
        self.assertEqual(len(self._reminders(contract)), 3)
        self._run("invoice_renewals", "2027-03-01")
        self.assertEqual(len(self._reminders(contract)), 3)

    def test_a_reminder_asks_for_what_is_left_to_pay(self):
        contract = self._activate()
        self._renew(contract, "2027-01-29")
        self._pay(contract, "2027-02-01", amount=7000.0)
        self._run("invoice_renewals", "2027-02-13")
        self.assertIn("208.00", self._reminders(contract)[:1].body)

    def test_a_renewal_in_draft_cannot_be_paid_and_is_not_reminded_of(self):
        self.plan.invoicing_mode = "draft"
        contract = self._sign()
        contract.term_ids.invoice_id.action_post()
        self._pay(contract, "2026-03-01")
        invoice = self._renew(contract, "2027-01-29").invoice_id
        self.assertEqual(invoice.state, "draft")
        self.assertFalse(contract.next_reminder_on)
        with self._on("2027-01-30"):
            invoice.action_post()
        self.assertEqual(contract.next_reminder_on, date(2027, 1, 29))

    def test_who_has_paid_is_not_reminded(self):
        contract = self._activate()
        self._renew(contract)
        sent = len(self._reminders(contract))
        self._pay(contract, "2027-02-01")
        self.assertFalse(contract.next_reminder_on)
        self._run("invoice_renewals", "2027-02-21")
        self.assertEqual(len(self._reminders(contract)), sent)

    def _reminders(self, contract):
        return contract.message_ids.filtered(
            lambda message: "Renewal of contract" in (message.subject or "")
        )
