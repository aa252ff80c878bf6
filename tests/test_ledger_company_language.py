# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from .ledger_unpaid_renewal_common import UnpaidRenewalCommon


@tagged("post_install", "-at_install")
class TestCompanyLanguage(UnpaidRenewalCommon):
    """What is noted for good is in the company's language, never in the writer's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.company.partner_id.lang = "zh_CN"
        cls.customer.lang = "en_US"

    def _as(self, lang):
        """Return the contract as a manager with a language sees it."""
        self.env.user.group_ids += self.env.ref(
            "miniprogram_contract.group_contract_manager"
        )
        return self.contract.with_context(lang=lang)

    def _notes(self):
        return " ".join(self.contract.message_ids.mapped("body"))

    def test_a_note_of_a_manager_who_reads_english_is_chinese(self):
        with self._on("2027-02-01"):
            term = self._as("en_US").open_term_id
            term.action_grant_time("2027-03-31", "已约定")
        self.assertNotIn("More time to pay", self._notes())
        self.assertIn("已约定", self._notes())

    def test_a_note_of_a_manager_who_reads_chinese_is_english(self):
        self.company.partner_id.lang = "en_US"
        with self._on("2027-02-01"):
            term = self._as("zh_CN").open_term_id
            term.action_grant_time("2027-03-31", "agreed")
        self.assertIn("More time to pay", self._notes())

    def test_a_night_speaks_the_company_s_language(self):
        self.term.invoice_id.button_draft()
        self._end_unpaid("2027-03-20")
        (hold,) = self.contract.activity_ids
        self.assertNotIn("Not terminated", hold.summary)

    def test_a_warning_is_not_repeated_in_another_language(self):
        self.term.invoice_id.button_draft()
        self._end_unpaid("2027-03-20")
        self.company.partner_id.lang = "en_US"
        self._end_unpaid("2027-03-21")
        (hold,) = self.contract.activity_ids
        self.assertIn("Not terminated", hold.summary)

    def test_a_warning_is_withdrawn_whatever_language_it_is_in(self):
        invoice = self.term.with_context(lang="en_US").invoice_id
        invoice.button_draft()
        invoice.button_cancel()
        missing = self.contract.activity_ids
        self.assertTrue(missing)
        self.assertNotIn("cancelled, credited", missing.summary)
        self.company.partner_id.lang = "en_US"
        with self._on("2027-02-01"):
            self._as("en_US").open_term_id.action_invoice_again()
        self.assertFalse(missing.exists())

    def test_what_the_reader_typed_stays_as_it_is(self):
        self.contract.activity_schedule(
            "mail.mail_activity_data_warning", summary="致电客户"
        )
        self.contract._withdraw_warning(("missing_invoice", self.term))
        self.assertEqual(self.contract.activity_ids.summary, "致电客户")

    def test_a_credit_note_says_why_in_the_language_of_the_contract(self):
        self._end_unpaid("2027-03-04")
        credit = self.term.invoice_id.reversal_move_ids
        self.assertNotIn("Period not served", credit.ref)
        self.assertIn(self.term.invoice_id.name, credit.ref)
