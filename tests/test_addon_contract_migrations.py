# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.modules.migration import load_script
from odoo.tests import tagged
from odoo.tools.misc import file_path

from .ledger_unpaid_renewal_common import UnpaidRenewalCommon

SCRIPT = "miniprogram_contract/migrations/19.0.1.1.0/post-contracts.py"


@tagged("post_install", "-at_install")
class TestContractMigrations(UnpaidRenewalCommon):
    """An update brings contracts and terms to where this release looks for them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.script = load_script(file_path(SCRIPT), "post-contracts")

    def _execute(self, *statement):
        self.env.flush_all()
        self.cr.execute(*statement)
        self.env.invalidate_all()

    def test_a_failure_is_stored_by_its_step(self):
        self._execute("ALTER TABLE sale_subscription ADD contract_failed_step varchar")
        self._execute(
            "UPDATE sale_subscription SET contract_failure = 'no mail server',"
            " contract_failed_step = '_send_renewal_reminder' WHERE id = %s",
            [self.contract.id],
        )
        self.script.move_failures(self.env(su=True))
        self.assertEqual(
            self.contract.contract_failures,
            {"_send_renewal_reminder": {"message": "no mail server", "run": None}},
        )
        self.assertEqual(self.contract.contract_failure, "no mail server")

    def test_a_failure_of_no_step_goes(self):
        self._execute(
            "UPDATE sale_subscription SET contract_failure = 'x' WHERE id = %s",
            [self.contract.id],
        )
        self.script.move_failures(self.env(su=True))
        self.assertFalse(self.contract.contract_failure)

    def test_disregarded_money_stays_disregarded(self):
        self._credit(self.contract, 7208.0, "2027-03-01")
        with self._on("2027-03-02"):
            self.assertTrue(self.contract.is_held_by_credit)
        self._execute(
            "ALTER TABLE miniprogram_contract_term ADD is_credit_ignored boolean"
        )
        self._execute(
            "UPDATE miniprogram_contract_term SET is_credit_ignored = id = %s",
            [self.term.id],
        )
        with self._on("2027-03-02"):
            self.script.keep_disregarded_credit(self.env(su=True))
            self.assertFalse(self.contract.is_held_by_credit)

    def test_money_that_nobody_disregarded_still_holds(self):
        self._credit(self.contract, 7208.0, "2027-03-01")
        with self._on("2027-03-02"):
            self.script.keep_disregarded_credit(self.env(su=True))
            self.assertTrue(self.contract.is_held_by_credit)

    def test_a_term_that_was_given_up_knows_its_credit_note(self):
        self._end_unpaid("2027-03-04")
        credit_note = self.term.credit_note_id
        self.assertTrue(credit_note)
        self._execute("UPDATE miniprogram_contract_term SET credit_note_id = NULL")
        self.script.link_credit_notes(self.env(su=True))
        self.assertEqual(self.term.credit_note_id, credit_note)

    def test_a_contract_sent_before_gets_what_sending_keeps(self):
        self.contact.email = "Lijing@Example.com"
        contract = self._create_sent_contract()
        content = contract.sent_content
        self._execute(
            "UPDATE sale_subscription SET sent_content = NULL, signing_email = NULL,"
            " signing_phone = NULL WHERE id = %s",
            [contract.id],
        )
        self.script.complete_sent_contracts(self.env(su=True))
        self.assertEqual(contract.sent_content, content)
        self.assertEqual(contract.signing_email, "lijing@example.com")
        self.assertEqual(contract.signing_phone, "13800138000")

    def test_an_address_that_was_taken_stays(self):
        contract = self._create_sent_contract()
        contract._write_protected({"signing_email": "other@example.com"})
        self.script.complete_sent_contracts(self.env(su=True))
        self.assertEqual(contract.signing_email, "other@example.com")
